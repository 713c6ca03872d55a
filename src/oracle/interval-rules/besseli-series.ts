import { mpfr, ROUND } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import {
  addIntervals,
  divIntervals,
  magnitudeUp,
  mulIntervals,
  newInterval,
  setDoubles,
  shiftBy,
  shiftInterval,
  sqrInterval,
  type BigInterval,
} from '../big-interval.ts';
import { GAMMA_RULES } from './gamma.ts';
import { POWER_RULES } from './power.ts';

const { UP, DOWN } = ROUND;

/**
 * I_ν(x) = (x/2)^ν/Γ(ν+1) · Σ (x²/4)^k/(k! (ν+1)_k) (DLMF 10.25.2) for x > 0 and ν no negative integer. From where
 * ν + k + 1 > 0 the ratio of terms (x²/4)/((k+1)(ν+k+1)) falls; once below 1/2 the tail is at most one more term
 * doubled.
 * @returns false when the order is too close to a negative integer for this precision.
 */
export function besseliSeries(out: BigInterval, order: BigInterval, x: BigInterval, w: Workspace): boolean {
  const quarter = newInterval(w);
  const term = newInterval(w);
  const total = newInterval(w);
  const factor = newInterval(w);
  sqrInterval(quarter, x);
  shiftInterval(quarter, quarter, -2);
  setDoubles(term, 1);
  setDoubles(total, 1);
  const size = w.big();
  for (let k = 0; ; k++) {
    mulIntervals(term, term, quarter);
    shiftBy(factor, order, k + 1);
    mpfr.mpfr_mul_ui(factor.lo, factor.lo, k + 1, DOWN);
    mpfr.mpfr_mul_ui(factor.hi, factor.hi, k + 1, UP);
    if (!divIntervals(term, term, factor)) return false;
    addIntervals(total, total, term);
    if (mpfr.mpfr_sgn(factor.lo) <= 0) continue;
    mpfr.mpfr_div(size, quarter.hi, factor.lo, UP);
    if (mpfr.mpfr_cmp_d(size, 0.5) > 0) continue;
    magnitudeUp(size, term);
    if (!mpfr.mpfr_zero_p(size) && mpfr.mpfr_get_exp(size) > exponentOf(total) - w.precision - 4) continue;
    // Σ_{i ≥ 1} |term| 2^−i = |term|.
    mpfr.mpfr_sub(total.lo, total.lo, size, DOWN);
    mpfr.mpfr_add(total.hi, total.hi, size, UP);
    break;
  }
  // (x/2)^ν / Γ(ν + 1)
  shiftInterval(quarter, x, -1);
  POWER_RULES.pow(term, [quarter, order], w);
  shiftBy(factor, order, 1);
  if (GAMMA_RULES.gamma(quarter, [factor], w) || !divIntervals(term, term, quarter)) return false;
  mulIntervals(out, total, term);
  return true;
}

/** The exponent of the larger end. */
export function exponentOf(a: BigInterval): number {
  const end = mpfr.mpfr_cmpabs(a.lo, a.hi) > 0 ? a.lo : a.hi;
  return mpfr.mpfr_zero_p(end) ? -1e9 : mpfr.mpfr_get_exp(end);
}
