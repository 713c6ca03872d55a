import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';
import { findIdentities } from './find-identities.ts';
import type { Identity } from './identity.ts';
import type { ReducedFunction } from './reduced-function.ts';
import type { Reduction, Step, StepContext, Sum, EmitValue } from './step.ts';

/** A tree of steps (mostly a chain), and what is left for kernels at its ends. */
export type Plan = {
  readonly steps: readonly Pick<Reduction, 'step' | 'parameters'>[];
  readonly identities: readonly Identity[];
  /** What the kernels are to approximate, on small intervals. */
  readonly cores: readonly ReducedFunction[];
  readonly emit: (e: Emitter, x: Operand, kernels: readonly EmitValue[], rest?: Operand) => Sum;
};

/** Steps from root to end at most. */
const DEPTH = 4;
/** Plans of a part that are kept where a step has several parts, or is itself one of many. */
const KEPT_PARTS = 3;

/** How plans are found: by which steps, in what circumstances, and what a plan would cost (infinite: no use). */
export type PlanSearch = {
  readonly steps: readonly Step[];
  readonly context: StepContext;
  readonly estimate: (plan: Plan) => number;
};

/** All trees of steps that apply to a function, the empty one first; a step is taken once on the way to an end. */
export function findPlans(f: ReducedFunction, search: PlanSearch): Plan[] {
  return extend(f, search, search.steps, DEPTH, true, new Map());
}

function extend(
  f: ReducedFunction,
  search: PlanSearch,
  steps: readonly Step[],
  depth: number,
  outer: boolean,
  known: Map<string, Plan[]>,
): Plan[] {
  const plans: Plan[] = [
    { steps: [], identities: [], cores: [f], emit: (e, x, [kernel], rest) => kernel(e, x, rest) },
  ];
  if (depth === 0) return plans;
  const identities = findIdentities(f);
  for (const step of steps) {
    if (step.outermost === true && !outer) continue;
    const others = steps.filter((other) => other !== step);
    const stillOuter =
      outer && (step.outermost === true || step.name === 'parity' || step.name === 'reflection');
    for (const reduction of step.reductions(f, identities, search.context)) {
      const parts = reduction.inners.map((inner) => {
        const key = [
          inner.expression.id,
          inner.lo,
          inner.hi,
          depth,
          stillOuter,
          ...others.map(({ name }) => name),
        ].join(' ');
        let found = known.get(key);
        if (found === undefined)
          known.set(key, (found = extend(inner, search, others, depth - 1, stillOuter, known)));
        return step.name === 'formula' || reduction.inners.length > 1 ? cheapest(found, search) : found;
      });
      for (const choice of combinations(parts)) plans.push(compose(reduction, choice));
    }
  }
  return plans;
}

function cheapest(plans: readonly Plan[], { estimate }: PlanSearch): Plan[] {
  const priced = plans
    .map((plan) => ({ plan, cost: estimate(plan) }))
    .filter(({ cost }) => Number.isFinite(cost));
  return priced
    .sort((a, b) => a.cost - b.cost)
    .slice(0, KEPT_PARTS)
    .map(({ plan }) => plan);
}

function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap((head) => list.map((item) => [...head, item])), [[]]);
}

function compose(reduction: Reduction, parts: readonly Plan[]): Plan {
  const { step, parameters, identity } = reduction;
  const own = identity === undefined ? [] : [identity];
  return {
    steps: [{ step, parameters }, ...parts.flatMap((part) => part.steps)],
    identities: [...own, ...parts.flatMap((part) => part.identities)],
    cores: parts.flatMap((part) => part.cores),
    emit: (e, x, kernels) => {
      let next = 0;
      const inners = parts.map((part): EmitValue => {
        const mine = kernels.slice(next, (next += part.cores.length));
        return (inside, y, rest) => part.emit(inside, y, mine, rest);
      });
      return reduction.emit(e, x, ...inners);
    },
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
