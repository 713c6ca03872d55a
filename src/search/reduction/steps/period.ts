import { apply, rational } from '../../../expression/expression.ts';
import type { Operand } from '../../../program/program.ts';
import { toHexFloat } from '../../../number/exact-constant.ts';
import { findStructures } from '../../structure.ts';
import { constantDouble } from '../constant-value.ts';
import type { Emitter } from '../emitter.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { roundingReach, roundMultiple } from '../round-to-integer.ts';
import { total, type Reduction, type Step, type StepContext, type Sum } from '../step.ts';
import { takeMultiple, takeMultipleInTwo, wordsOf } from '../take-multiple.ts';

/** Arguments may be rounded to the wrong side of a boundary by this fraction of the interval. */
const SLACK = 2 ** -11;
/** Centres of the reduced interval, as fractions of the period. */
export const CENTRES = [0, 1 / 2, 1 / 4];

/** f(x + c) = ±f(x): x = (n + centre)·c + r, f(x) = (±1)ⁿ·f(centre·c + r), about a zero of f. */
export const periodStep: Step = {
  name: 'period',
  description: 'f(x + c) = ±f(x): take n multiples of c off the argument, give the result the sign of (±1)ⁿ',
  reductions: (f, identities, context) => {
    const list: Reduction[] = [];
    for (const found of identities) {
      if (found.kind !== 'shift' || Math.abs(found.times) !== 1) continue;
      for (const centre of CENTRES) {
        const inner = centred(f, found, centre);
        if (inner === undefined) continue;
        for (const words of [1, 2, 3, 4]) {
          for (const carry of words > 1 && context.arithmetic === context.storage ? [false, true] : [false]) {
            const reduction = periodReduction(f, found, context, inner, { centre, words, carry });
            if (reduction !== undefined) list.push(reduction);
          }
        }
      }
    }
    return list;
  },
};

/** g(r) = f(centre·c + r) on a period around 0, if it is odd or even. */
export function centred(
  f: ReducedFunction,
  { by }: FoundIdentity & { kind: 'shift' | 'inversion' },
  centre: number,
): ReducedFunction | undefined {
  const size = constantDouble(by);
  if (size === undefined || !(size > 0) || f.hi - f.lo <= 1.25 * size) return undefined;
  const offset = apply('mul', rational(BigInt(4 * centre), 4n), by);
  const moved = centre === 0 ? f.expression : composed(f, apply('add', offset, argumentOf(f)));
  const half = (size / 2) * (1 + SLACK);
  const inner = reducedFunction(moved, f.variable, -half, half);
  const probe = toHexFloat(half * 0.9);
  const [structure] = findStructures(inner.oracle, `-${probe}`, probe, true);
  return structure?.name === 'odd' || structure?.name === 'even' ? inner : undefined;
}

function periodReduction(
  f: ReducedFunction,
  found: FoundIdentity & { kind: 'shift' },
  { arithmetic, fma }: StepContext,
  inner: ReducedFunction,
  way: { readonly centre: number; readonly words: number; readonly carry: boolean },
): Reduction | undefined {
  const { centre, words, carry } = way;
  const size = constantDouble(found.by) as number;
  const most = Math.ceil(Math.max(Math.abs(f.lo), Math.abs(f.hi)) / size) + 1;
  // Products of n with the words must stay exact, or the reduction means nothing; and n must be an integer at all.
  const room = Math.ceil(Math.log2(2 * most + 2));
  if (!Number.isFinite(most) || most > roundingReach(arithmetic) || (!fma && room > arithmetic.precision - 6))
    return undefined;
  const split = wordsOf({ format: arithmetic, fma }, found.by, words, 2 * most);
  if (split.length < words) return undefined;
  return {
    step: 'period',
    parameters: way,
    identity: found.identity,
    inners: [inner],
    emit: (e, x, kernel) => {
      const { n, pattern } = roundMultiple(e, x, e.format.round(1 / size), 0, -centre);
      const multiple = centre === 0 ? n : e.op('add', n, e.number(centre));
      const reduced = carry
        ? takeMultipleInTwo(e, x, multiple, split)
        : { value: takeMultiple(e, x, multiple, split), rest: undefined };
      const value = kernel(e, reduced.value, reduced.rest);
      return found.times === 1 ? value : { tail: withSignOfParity(e, value, pattern) };
    },
  };
}

/** The value, negated when the integer is odd. */
export function withSignOfParity(e: Emitter, value: Sum, pattern: Operand): Operand {
  const sign = e.shiftLeft(pattern, e.format.bits - 1);
  return e.op('float', e.op('ixor', e.op('bits', total(e, value)), sign));
}
