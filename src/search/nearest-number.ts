import { NapierError } from '../error/fault.ts';
import type { Format } from '../number/format.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Oracle } from '../oracle/oracle.ts';

/**
 * The number of a format nearest to f(x), of which `truth` is the value in multiple precision. Where that is a number
 * of a few bits and none of the format's (halfway between two of them, mostly: x/2 + x² at a subnormal x), what lies
 * beyond its bits decides, and the oracle is asked.
 */
export function nearestNumber(oracle: Oracle, x: number, truth: Big, format: Format): number {
  const near = format.roundBig(truth);
  const high = mpfr.mpfr_get_d(truth, ROUND.NEAREST);
  if (high === near || !Number.isFinite(near) || mpfr.mpfr_cmp_d(truth, high) !== 0) return near;
  try {
    return oracle.rounded([x], format);
  } catch (error) {
    if (error instanceof NapierError) return near;
    throw error;
  }
}
