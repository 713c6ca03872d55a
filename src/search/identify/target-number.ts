import type { BigInterval } from '../../oracle/big-interval.ts';
import { toFixedPoint } from '../../number/fixed-point.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';

/**
 * The number to identify: all that is known of it is an interval. Fixed-point parts are for lattices, `approximate` for
 * searches in doubles; whether a formula is right is decided against the interval alone.
 */
export type TargetNumber = {
  /** Ends of the interval times 2^bits, rounded outward. */
  readonly lo: bigint;
  readonly hi: bigint;
  /** Its middle, times 2^bits. */
  readonly value: bigint;
  readonly bits: number;
  /** Half its width in units of 2^−bits, at least 1. */
  readonly error: number;
  readonly approximate: number;
  /** −log₁₀ of its width over its magnitude: the information that a formula can explain. */
  readonly digits: number;
};

/** Bits of `value` beyond its error, so that roundings in the engines do not matter. */
const GUARD = 12;

/** @param interval not containing 0, narrower than its magnitude; at most 2^±4000 */
export function targetNumber(interval: BigInterval): TargetNumber {
  return withWorkspace(mpfr.mpfr_get_prec(interval.hi) + 64, (w) => {
    const width = w.big(53);
    mpfr.mpfr_sub(width, interval.hi, interval.lo, ROUND.UP);
    const magnitude = w.big(53);
    mpfr.mpfr_abs(magnitude, interval.hi, ROUND.NEAREST);
    const ratio = w.big(53);
    mpfr.mpfr_div(ratio, width, magnitude, ROUND.UP);
    mpfr.mpfr_log2(ratio, ratio, ROUND.UP);
    const relative = -mpfr.mpfr_get_d(ratio, ROUND.NEAREST);
    mpfr.mpfr_log2(width, width, ROUND.UP);
    const absolute = Math.ceil(mpfr.mpfr_get_d(width, ROUND.UP));
    const bits = Math.max(GUARD, GUARD - absolute);
    const lo = toFixedPoint(interval.lo, bits);
    const hi = toFixedPoint(interval.hi, bits);
    const middle = w.big();
    mpfr.mpfr_add(middle, interval.lo, interval.hi, ROUND.NEAREST);
    mpfr.mpfr_div_2ui(middle, middle, 1, ROUND.NEAREST);
    return {
      lo: lo - 1n,
      hi: hi + 1n,
      value: toFixedPoint(middle, bits),
      bits,
      error: Number(hi - lo) / 2 + 1,
      approximate: mpfr.mpfr_get_d(middle, ROUND.NEAREST),
      digits: relative * Math.log10(2),
    };
  });
}
