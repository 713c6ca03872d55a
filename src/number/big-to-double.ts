import { nextDown, nextUp } from './double-bits.ts';
import { mpfr, ROUND, type Big } from './mpfr.ts';
import { roundToOdd } from './round-to-odd.ts';
import { withWorkspace } from './workspace.ts';

/** A multiple-precision number to binary64, rounded to odd. */
export function bigToOdd(x: Big): number {
  const towardsZero = mpfr.mpfr_get_d(x, ROUND.ZERO);
  if (!Number.isFinite(towardsZero)) return towardsZero;
  return roundToOdd(towardsZero, mpfr.mpfr_cmp_d(x, towardsZero));
}

/** A multiple-precision number to the nearest double, ties away from zero. */
export function bigToNearestAway(x: Big): number {
  const inner = mpfr.mpfr_get_d(x, ROUND.ZERO);
  const nearest = mpfr.mpfr_get_d(x, ROUND.NEAREST);
  if (!Number.isFinite(inner) || nearest !== inner || mpfr.mpfr_cmp_d(x, inner) === 0) return nearest;
  // Rounded towards zero, so either nearer there or halfway: the doubled distance tells.
  const outer = mpfr.mpfr_sgn(x) > 0 ? nextUp(inner) : nextDown(inner);
  if (!Number.isFinite(outer)) return nearest;
  return withWorkspace(60, (w) => {
    const middle = w.number(inner);
    mpfr.mpfr_add_d(middle, middle, outer, ROUND.NEAREST);
    mpfr.mpfr_div_2ui(middle, middle, 1, ROUND.NEAREST);
    return mpfr.mpfr_equal_p(x, middle) ? outer : inner;
  });
}
