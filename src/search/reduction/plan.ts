import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';
import { findIdentities } from './find-identities.ts';
import type { Identity } from './identity.ts';
import type { ReducedFunction } from './reduced-function.ts';
import type { Reduction, Step, StepContext, Sum, EmitValue } from './step.ts';

/** A chain of steps, and what is left for a kernel at its end. */
export type Plan = {
  readonly steps: readonly Pick<Reduction, 'step' | 'parameters'>[];
  readonly identities: readonly Identity[];
  /** What the kernel is to approximate, on a small interval. */
  readonly core: ReducedFunction;
  readonly emit: (e: Emitter, x: Operand, kernel: EmitValue) => Sum;
};

/** Steps in a chain at most. */
const DEPTH = 4;

/** All chains of steps that apply to a function, the empty one first; a step is taken once in a chain. */
export function findPlans(f: ReducedFunction, steps: readonly Step[], context: StepContext): Plan[] {
  return extend(f, steps, context, DEPTH);
}

function extend(f: ReducedFunction, steps: readonly Step[], context: StepContext, depth: number): Plan[] {
  const plans: Plan[] = [{ steps: [], identities: [], core: f, emit: (e, x, kernel) => kernel(e, x) }];
  if (depth === 0) return plans;
  const identities = findIdentities(f);
  for (const step of steps) {
    const others = steps.filter((other) => other !== step);
    // Ways of one step that leave the same to do share what follows.
    const known = new Map<string, Plan[]>();
    for (const reduction of step.reductions(f, identities, context)) {
      const { expression, lo, hi } = reduction.inner;
      const key = `${expression.id} ${lo} ${hi}`;
      let inner = known.get(key);
      if (inner === undefined) known.set(key, (inner = extend(reduction.inner, others, context, depth - 1)));
      for (const plan of inner) plans.push(prepend(reduction, plan));
    }
  }
  return plans;
}

function prepend(reduction: Reduction, plan: Plan): Plan {
  const { step, parameters, identity } = reduction;
  return {
    steps: [{ step, parameters }, ...plan.steps],
    identities: identity === undefined ? plan.identities : [identity, ...plan.identities],
    core: plan.core,
    emit: (e, x, kernel) => reduction.emit(e, x, (inside, y) => plan.emit(inside, y, kernel)),
  };
}

/** `shift (words 2, scaling halves) > parity`, for the history. */
export function planName({ steps }: Plan): string {
  const parts = steps.map(({ step, parameters }) => {
    const values = Object.entries(parameters).map(([key, value]) => `${key} ${value}`);
    return values.length === 0 ? step : `${step} (${values.join(', ')})`;
  });
  return parts.length === 0 ? 'none' : parts.join(' > ');
}
