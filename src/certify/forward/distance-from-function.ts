/** How far what a program gives on a piece of its inputs can be from the function there, by the ranges of both alone. */
import { mpfr, ROUND } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import { intervalOf } from '../../oracle/big-interval.ts';
import type { Oracle } from '../../oracle/oracle.ts';

export type Range = readonly [from: number, to: number];

/**
 * The largest distance of results in a range from the function's values on the piece, rounded up, and the least
 * magnitude of these values, rounded down. The distance is infinite where the function's range is not known.
 */
export function distanceFromFunction(
  [from, to]: Range,
  [lo, hi]: Range,
  oracle: Oracle,
  w: Workspace,
): { readonly distance: number; readonly least: number } {
  const mark = w.mark();
  try {
    const range = oracle.range([intervalOf(w, lo + 0, hi + 0)], w);
    if ('kind' in range || mpfr.mpfr_nan_p(range.lo) || mpfr.mpfr_nan_p(range.hi))
      return { distance: Infinity, least: 0 };
    const crosses = mpfr.mpfr_sgn(range.lo) <= 0 && mpfr.mpfr_sgn(range.hi) >= 0;
    const nearest = mpfr.mpfr_sgn(range.lo) > 0 ? range.lo : range.hi;
    const least = crosses ? 0 : Math.abs(mpfr.mpfr_get_d(nearest, ROUND.ZERO));
    if (!(mpfr.mpfr_number_p(range.lo) && mpfr.mpfr_number_p(range.hi))) return { distance: Infinity, least };
    const [above, below] = w.bigs(2);
    mpfr.mpfr_d_sub(above, to, range.lo, ROUND.UP);
    mpfr.mpfr_d_sub(below, from, range.hi, ROUND.DOWN);
    return {
      distance: Math.max(mpfr.mpfr_get_d(above, ROUND.UP), -mpfr.mpfr_get_d(below, ROUND.DOWN)),
      least,
    };
  } finally {
    w.release(mark);
  }
}
