import type { Expression } from '../../expression/expression.ts';
import type { OperationIdentity } from '../../expression/identities.ts';
import type { Operand } from '../../program/program.ts';
import { Emitter } from './emitter.ts';
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

/** Plans of a part that are kept where a step has several parts, or is itself one of many. */
const KEPT_PARTS = 3;
/** Of the one part of a step, where results are rounded to the format computed in: dearer ones may be the first that do. */
const KEPT_NARROW = 6;
/** Where accuracy decides, the cheapest of those that err at most so many times as much as the best; and of one of several parts. */
const AS_GOOD = 8;
const KEPT_ACCURATE = 16;
const KEPT_ACCURATE_PARTS = 4;

/** How plans are found: by which steps, in what circumstances, and what a plan would cost (infinite: no use). */
export type PlanSearch = {
  /** A step is taken as many times on the way to an end as it is listed. */
  readonly steps: readonly Step[];
  /** Steps from root to end at most. */
  readonly depth: number;
  readonly context: StepContext;
  readonly estimate: (plan: Plan) => number;
  /** How much it errs (relatively, as seen at a few points of the function): where accuracy decides beside cost. */
  readonly inexactness?: (plan: Plan, f: ReducedFunction) => number;
  /** What is known of one formula, beside what is found of any. */
  readonly own?: { readonly expression: Expression; readonly rows: readonly OperationIdentity[] };
};

/** All trees of steps that apply to a function, the empty one first. */
export function findPlans(f: ReducedFunction, search: PlanSearch): Plan[] {
  return extend(f, search, search.steps, search.depth, true, new Map());
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
  const own = search.own?.expression === f.expression ? search.own.rows : [];
  const identities = findIdentities(f, own);
  for (const step of new Set(steps)) {
    if (outer ? step.inside === true : step.outermost === true) continue;
    const others = steps.filter((_, i) => i !== steps.indexOf(step));
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
        const several = reduction.inners.length > 1;
        if (step.name !== 'formula' && !several) return found;
        const sums = several && search.context.byAnalysis === true && reduction.parameters.kept === true;
        return sums ? fewSums(found, search) : fewOf(found, inner, several, search);
      });
      for (const choice of combinations(parts)) plans.push(compose(reduction, choice));
    }
  }
  return plans;
}

/** The cheapest plans of a part; where accuracy decides, of those that are about as accurate as any. */
function fewOf(
  plans: readonly Plan[],
  f: ReducedFunction,
  several: boolean,
  { estimate, inexactness, context }: PlanSearch,
): Plan[] {
  const narrow = !several && context.arithmetic === context.storage;
  const priced = plans
    .map((plan) => ({ plan, cost: estimate(plan) }))
    .filter(({ cost }) => Number.isFinite(cost));
  priced.sort((a, b) => a.cost - b.cost);
  if (inexactness === undefined)
    return priced.slice(0, narrow ? KEPT_NARROW : KEPT_PARTS).map(({ plan }) => plan);
  const judged = priced.map(({ plan }) => ({ plan, error: inexactness(plan, f) }));
  const most = AS_GOOD * Math.min(...judged.map(({ error }) => error));
  return judged
    .filter(({ error }) => error <= most && error < Infinity)
    .slice(0, several ? KEPT_ACCURATE_PARTS : KEPT_ACCURATE)
    .map(({ plan }) => plan);
}

/**
 * Of the plans of one of several parts whose rests are kept: those that give a sum of two, the cheapest of each kind of first step, for
 * what makes a proof possible is never the cheapest.
 */
function fewSums(plans: readonly Plan[], { estimate, context }: PlanSearch): Plan[] {
  const kinds = new Map<string, { readonly plan: Plan; readonly cost: number }[]>();
  for (const plan of plans) {
    const cost = givesSum(plan, context) ? estimate(plan) : Infinity;
    if (!Number.isFinite(cost)) continue;
    const kind = plan.steps[0]?.step ?? 'none';
    kinds.set(kind, [...(kinds.get(kind) ?? []), { plan, cost }]);
  }
  return [...kinds.values()].flatMap((kind) =>
    kind
      .toSorted((a, b) => a.cost - b.cost)
      .slice(0, KEPT_PARTS)
      .map(({ plan }) => plan),
  );
}

/** Is a plan's value a sum of two, where those of its kernels are? */
function givesSum({ cores, emit }: Plan, { arithmetic, storage, fma }: StepContext): boolean {
  const e = new Emitter({ arithmetic: arithmetic.name, storage: storage.name, variable: 'x', fma });
  const kernels = cores.map((): EmitValue => (_, x) => ({ head: x, tail: x }));
  return emit(e, e.x, kernels).head !== undefined;
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
    emit: (e, x, kernels, rest) => {
      let next = 0;
      const inners = parts.map((part): EmitValue => {
        const mine = kernels.slice(next, (next += part.cores.length));
        return (inside, y, left) => part.emit(inside, y, mine, left);
      });
      if (rest !== undefined && reduction.emitAtSum !== undefined)
        return reduction.emitAtSum(e, x, rest, ...inners);
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
