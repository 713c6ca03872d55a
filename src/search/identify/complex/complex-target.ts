import { toFixedPoint } from '../../../number/fixed-point.ts';
import { mpfr, ROUND } from '../../../number/mpfr.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { midpoint, widthUp, type BigInterval } from '../../../oracle/big-interval.ts';

/** A complex number of which a box is known, both sides wider than 0. */
export type ComplexBox = { readonly re: BigInterval; readonly im: BigInterval };

/** The middle of a box times 2^bits, for lattices. */
export type ComplexTarget = {
  readonly box: ComplexBox;
  readonly re: bigint;
  readonly im: bigint;
  readonly bits: number;
  /** Half the box's larger side in units of 2^−bits, and one for rounding. */
  readonly error: number;
  readonly modulus: number;
  /** −log₁₀ of the sides over the modulus, added up: what a formula can explain. */
  readonly digits: number;
};

/** Bits of the values beyond their error. */
const GUARD = 12;

export function complexTarget(box: ComplexBox): ComplexTarget {
  return withWorkspace(mpfr.mpfr_get_prec(box.re.hi) + 64, (w) => {
    const sides = [box.re, box.im].map((part) => {
      const width = w.big(53);
      widthUp(width, part);
      return width;
    });
    const [x, y] = [box.re, box.im].map((part) => {
      const middle = w.big();
      midpoint(middle, part);
      return middle;
    });
    const size = w.big(53);
    mpfr.mpfr_hypot(size, x, y, ROUND.NEAREST);
    let [digits, largest] = [0, -Infinity];
    const log = w.big(53);
    for (const width of sides) {
      mpfr.mpfr_log2(log, width, ROUND.UP);
      largest = Math.max(largest, mpfr.mpfr_get_d(log, ROUND.UP));
      mpfr.mpfr_div(log, width, size, ROUND.UP);
      mpfr.mpfr_log2(log, log, ROUND.UP);
      digits -= mpfr.mpfr_get_d(log, ROUND.UP) * Math.log10(2);
    }
    const bits = Math.max(GUARD, GUARD - Math.ceil(largest));
    return {
      box,
      re: toFixedPoint(x, bits),
      im: toFixedPoint(y, bits),
      bits,
      error: 2 ** (Math.ceil(largest) + bits - 1) + 1,
      modulus: mpfr.mpfr_get_d(size, ROUND.NEAREST),
      digits,
    };
  });
}
