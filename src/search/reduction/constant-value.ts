import { isConstant, type Expression } from '../../expression/expression.ts';
import { exponentOf, powerOfTwo } from '../../number/double-bits.ts';
import type { Format } from '../../number/format.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withConstant } from '../../oracle/with-constant.ts';

/** The double nearest to a constant term. */
export function constantDouble(term: Expression): number | undefined {
  return withConstant(term, (value) => mpfr.mpfr_get_d(value, ROUND.NEAREST));
}

/**
 * A constant as a sum of numbers of a format, largest first. All words but the last have at most `bits` significant
 * bits, so that their products with integers of precision − `bits` bits are exact (Cody & Waite 1980, ch. 4).
 * @param way how words are rounded: towards zero all have one sign
 */
export function splitConstant(
  term: Expression,
  format: Format,
  words: number,
  bits: number,
  way: 'nearest' | 'towards zero' = 'nearest',
): number[] {
  const parts = withConstant(term, (value) => {
    const list: number[] = [];
    for (let i = 0; i < words; i++) {
      const word =
        way === 'towards zero'
          ? truncateToBits(mpfr.mpfr_get_d(value, ROUND.ZERO), bits)
          : i === words - 1
            ? format.roundBig(value)
            : roundToBits(mpfr.mpfr_get_d(value, ROUND.NEAREST), bits);
      list.push(word);
      mpfr.mpfr_sub_d(value, value, word, ROUND.NEAREST);
    }
    return list;
  });
  if (parts === undefined) throw new RangeError('the constant has no value');
  return parts;
}

/** A number of at most `bits` significant bits next to a double. */
function roundToBits(x: number, bits: number): number {
  if (x === 0) return 0;
  const unit = powerOfTwo(exponentOf(x) - bits + 1);
  return Math.round(x / unit) * unit;
}

function truncateToBits(x: number, bits: number): number {
  if (x === 0) return 0;
  const unit = powerOfTwo(exponentOf(x) - bits + 1);
  return Math.trunc(x / unit) * unit;
}

/** A constant term that is a power of two, with a sign: products with it and quotients by it are exact. */
export function powerOfTwoIn(term: Expression): number | undefined {
  const value = isConstant(term) ? constantDouble(term) : undefined;
  return value !== undefined && Number.isInteger(Math.log2(Math.abs(value))) ? value : undefined;
}
