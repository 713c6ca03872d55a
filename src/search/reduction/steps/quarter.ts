import { apply, integer } from '../../../expression/expression.ts';
import { constantDouble } from '../constant-value.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { roundingReach, roundMultiple } from '../round-to-integer.ts';
import { keepsProducts, total, type Reduction, type Step, type StepContext } from '../step.ts';
import { takeMultipleOfThree, wordsOf } from '../take-multiple.ts';
import { afterHalves, centred, SLACK } from '../turns.ts';

/**
 * f(x + c) = −f(x): x = n·c/2 + r, and f is ±f(r) or ±f(r + c/2) as n is even or odd. Two kernels on half of the interval:
 * where results are rounded to the format computed in, their terms are small enough beside the first.
 */
export const quarterStep: Step = {
  name: 'quarter',
  description:
    'f(x + c) = -f(x): take n multiples of c/2 off the argument; f there or half a period on, by the parity of n',
  reductions: (f, identities, context) => {
    if (!keepsProducts(context)) return [];
    return identities.flatMap((found) => {
      if (found.kind !== 'shift' || found.times !== -1) return [];
      return quarterReduction(f, found, context) ?? [];
    });
  },
};

function quarterReduction(
  f: ReducedFunction,
  found: FoundIdentity & { kind: 'shift' },
  { arithmetic, fma }: StepContext,
): Reduction | undefined {
  const step = apply('div', found.by, integer(2));
  const size = constantDouble(step);
  const inners = [0, 1 / 2].map((centre) => centred(f, found, centre));
  if (size === undefined || inners.some((inner) => inner === undefined)) return undefined;
  const most = Math.ceil(Math.max(Math.abs(f.lo), Math.abs(f.hi)) / size) + 1;
  if (!(most <= roundingReach(arithmetic))) return undefined;
  const split = wordsOf({ format: arithmetic, fma }, step, 3, most);
  // Three words are taken off by fused operations.
  if (split.length === 2 || (split.length === 3 && !fma)) return undefined;
  const half = (size / 2) * (1 + SLACK);
  return {
    step: 'quarter',
    parameters: {},
    identity: found.identity,
    inners: inners.map((inner) => {
      const { expression, variable } = inner as ReducedFunction;
      return reducedFunction(expression, variable, -half, half);
    }),
    emit: (e, x, even, odd) => {
      const { n, pattern } = roundMultiple(e, x, e.format.round(1 / size));
      const { value, rest } =
        split.length === 1
          ? { value: e.subtractMultiple(x, n, size), rest: undefined }
          : takeMultipleOfThree(e, x, n, split);
      const [first, second] = [even, odd].map((kernel) => total(e, kernel(e, value, rest)));
      return afterHalves(e, first, second, pattern);
    },
  };
}
