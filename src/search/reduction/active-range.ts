import type { Format } from '../../number/format.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { roundedValue } from './rounded-value.ts';
import type { SpecialCells } from './special-cases.ts';
import type { ActiveRange } from './whole-sample.ts';

/**
 * The arguments beyond which the rounded value of a function stays what it is at the ends of its inputs (a limit, an
 * overflow, a zero), or beyond which it is the argument; found from far out inwards, by binades and then by bisection.
 */
export function activeRange(
  oracle: Oracle,
  { first, last }: Pick<SpecialCells, 'first' | 'last'>,
  format: Format,
  as: 'constant' | 'argument' = 'constant',
): ActiveRange {
  const value = (o: bigint): number => roundedValue(oracle, format.fromOrdinal(o), format);
  const settle = (end: bigint, towards: bigint): bigint => {
    const settled = value(end);
    const same = (o: bigint): boolean =>
      Object.is(value(o), as === 'constant' ? settled : format.fromOrdinal(o));
    if (!same(end)) return end;
    // Binade by binade from outside, so that an oscillation is not stepped over.
    const step = (1n << BigInt(format.precision - 1)) * (towards > end ? 1n : -1n);
    let good = end;
    let next = end + step;
    while ((towards - next) * step > 0n && same(next)) [good, next] = [next, next + step];
    if ((towards - next) * step <= 0n) next = towards;
    if (same(next)) return next;
    let bad = next;
    while (bad - good > 1n || good - bad > 1n) {
      const middle = (bad + good) / 2n;
      if (same(middle)) good = middle;
      else bad = middle;
    }
    return good;
  };
  const middle = first < 0n && last > 0n ? 0n : (first + last) / 2n;
  // The argument itself may serve far beyond the middle ordinal: on [0, 1] that is at 2⁻⁶³.
  const [up, down] = as === 'argument' && first >= 0n ? [last, first] : [middle, middle];
  return { lo: format.fromOrdinal(settle(first, up)), hi: format.fromOrdinal(settle(last, down)) };
}
