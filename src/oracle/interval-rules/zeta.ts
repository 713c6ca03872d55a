import { mpfr, ROUND, type Big, type Round } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import {
  hullIntervals,
  isPoint,
  mulIntervals,
  negInterval,
  newInterval,
  setInterval,
  shiftBy,
  shiftInterval,
  type BigInterval,
} from '../big-interval.ts';
import { nowhere, unsure, type IntervalRule } from '../interval-rule.ts';
import { precisionOf } from './arithmetic.ts';
import { GAMMA_RULES } from './gamma.ts';
import { decreasing, enclosePoint } from './monotone.ts';
import { sinPiInterval } from './trigonometric.ts';

const { UP, DOWN } = ROUND;

const falling = decreasing(mpfr.mpfr_zeta);

/** ζ(s) = 2 (2π)^(s−1) sin(πs/2) Γ(1−s) ζ(1−s) for s ≤ −1 (DLMF 25.4.1). */
function reflected(out: BigInterval, a: BigInterval, w: Workspace): void {
  withWorkspace(w.precision + 24, (inner) => {
    const mirror = newInterval(inner, inner.precision + precisionOf(a));
    negInterval(mirror, a);
    const factor = newInterval(inner);
    const total = newInterval(inner);
    mpfr.mpfr_const_pi(factor.lo, DOWN);
    mpfr.mpfr_const_pi(factor.hi, UP);
    shiftInterval(factor, factor, 1);
    // (2π)^(−m) with m = 1 − s > 0 decreases in both.
    shiftBy(mirror, mirror, 1);
    const minus = newInterval(inner, precisionOf(mirror));
    negInterval(minus, mirror);
    mpfr.mpfr_pow(total.lo, factor.hi, minus.lo, DOWN);
    mpfr.mpfr_pow(total.hi, factor.lo, minus.hi, UP);
    shiftInterval(total, total, 1);
    const half = newInterval(inner, precisionOf(a));
    shiftInterval(half, a, -1);
    sinPiInterval(factor, half, 0, inner);
    mulIntervals(total, total, factor);
    GAMMA_RULES.gamma(factor, [mirror], inner);
    mulIntervals(total, total, factor);
    falling(factor, [mirror], inner);
    mulIntervals(total, total, factor);
    setInterval(out, total);
  });
}

/**
 * ζ on the real line: decreasing on (1, ∞) and on [−2.717, 1) (its largest critical point is −2.71726…); below
 * −2.7 by the functional equation.
 */
const zeta: IntervalRule = (out, [a], w) => {
  if (mpfr.mpfr_cmp_ui(a.lo, 1) <= 0 && mpfr.mpfr_cmp_ui(a.hi, 1) >= 0) {
    return isPoint(a) ? nowhere('zeta has a pole at 1') : unsure('zeta has a pole at 1');
  }
  if (isPoint(a)) {
    // At whole numbers MPFR sums in time quadratic in the precision, not cubic: 0.1 s against minutes at 10,000 digits.
    const whole =
      mpfr.mpfr_integer_p(a.lo) !== 0 && mpfr.mpfr_cmp_ui(a.lo, 1) > 0 && mpfr.mpfr_cmp_ui(a.lo, 1e6) < 0;
    const atWhole = (r: Big, x: Big, round: Round): number =>
      mpfr.mpfr_zeta_ui(r, mpfr.mpfr_get_ui(x, ROUND.ZERO), round);
    enclosePoint(whole ? atWhole : mpfr.mpfr_zeta, out, a.lo);
  } else if (mpfr.mpfr_cmp_d(a.lo, -2.717) >= 0) {
    falling(out, [a], w);
  } else if (mpfr.mpfr_cmp_d(a.hi, -1) <= 0) {
    reflected(out, a, w);
  } else {
    const mark = w.mark();
    const cut = w.number(-2);
    const other = newInterval(w);
    reflected(out, { lo: a.lo, hi: cut }, w);
    falling(other, [{ lo: cut, hi: a.hi }], w);
    hullIntervals(out, out, other);
    w.release(mark);
  }
  return undefined;
};

export const ZETA_RULES = { zeta } satisfies Record<string, IntervalRule>;
