import { constantDouble } from '../constant-value.ts';
import type { ReducedFunction } from '../reduced-function.ts';
import { roundingReach, roundMultiple } from '../round-to-integer.ts';
import type { Reduction, Step, StepContext } from '../step.ts';
import { takeMultiple, takeMultipleInTwo, wordsOf } from '../take-multiple.ts';
import { afterTurns, centresOf, inverseWays, turnsAmong, type Turn } from '../turns.ts';

/** f(x + c) = ±f(x) or k/f(x): x = (n + centre)·c + r, f(x) = (±1)ⁿ·f(centre·c + r), about a zero of f. */
export const periodStep: Step = {
  name: 'period',
  description:
    'f(x + c) = ±f(x) or k/f(x): take n multiples of c off the argument, give the result the sign of (±1)ⁿ',
  reductions: (f, identities, context) => {
    const list: Reduction[] = [];
    for (const found of turnsAmong(identities, context)) {
      for (const { centre, inner } of centresOf(f, found)) {
        for (const words of [1, 2, 3, 4]) {
          for (const carry of words > 1 && context.arithmetic === context.storage ? [false, true] : [false]) {
            for (const kept of carry ? inverseWays(found, context) : [false]) {
              const reduction = periodReduction(f, found, context, inner, { centre, words, carry, kept });
              if (reduction !== undefined) list.push(reduction);
            }
          }
        }
      }
    }
    return list;
  },
};

function periodReduction(
  f: ReducedFunction,
  found: Turn,
  { arithmetic, fma }: StepContext,
  inner: ReducedFunction,
  way: {
    readonly centre: number;
    readonly words: number;
    readonly carry: boolean;
    readonly kept: boolean;
  },
): Reduction | undefined {
  const { kept, ...parameters } = way;
  const { centre, words, carry } = parameters;
  const size = constantDouble(found.by) as number;
  const most = Math.ceil(Math.max(Math.abs(f.lo), Math.abs(f.hi)) / size) + 1;
  // Products of n with the words must stay exact, or the reduction means nothing; and n must be an integer at all.
  const room = Math.ceil(Math.log2(2 * most + 2));
  if (!Number.isFinite(most) || most > roundingReach(arithmetic) || (!fma && room > arithmetic.precision - 6))
    return undefined;
  // With words of one sign 0·word is never added to a zero of the other.
  const split = wordsOf({ format: arithmetic, fma }, found.by, words, 2 * most, 'towards zero');
  if (split.length < words) return undefined;
  return {
    step: 'period',
    parameters: { ...parameters, ...(kept ? { kept } : {}) },
    identity: found.identity,
    inners: [inner],
    emit: (e, x, kernel) => {
      const { n, pattern } = roundMultiple(e, x, e.format.round(1 / size), 0, -centre);
      const multiple = centre === 0 ? n : e.op('add', n, e.number(centre));
      const reduced = carry
        ? takeMultipleInTwo(e, x, multiple, split)
        : { value: takeMultiple(e, x, multiple, split), rest: undefined };
      const value = kernel(e, reduced.value, reduced.rest);
      return afterTurns(e, value, pattern, found, kept);
    },
  };
}
