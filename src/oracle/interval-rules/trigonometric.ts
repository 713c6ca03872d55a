import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import {
  hullIntervals,
  isBounded,
  isPoint,
  newInterval,
  setDoubles,
  setInterval,
  widthUp,
  type BigInterval,
} from '../big-interval.ts';
import { unsure, type IntervalRule } from '../interval-rule.ts';
import { enclosePoint } from './monotone.ts';

const { UP, DOWN } = ROUND;

/** width(a) < limit, certainly. */
function narrowerThan(a: BigInterval, limit: number, w: Workspace): boolean {
  if (!isBounded(a)) return false;
  const mark = w.mark();
  const width = w.big();
  widthUp(width, a);
  const narrow = mpfr.mpfr_cmp_d(width, limit) < 0;
  w.release(mark);
  return narrow;
}

/**
 * sin or cos over an interval narrower than π: between two ends the derivative has at most one zero, and has one
 * exactly when its signs at the ends differ.
 */
function wave(
  value: (r: Big, x: Big, round: number) => number,
  slope: (r: Big, x: Big, round: number) => number,
  slopeSign: 1 | -1,
): IntervalRule {
  const narrow = (out: BigInterval, a: BigInterval, w: Workspace): void => {
    const mark = w.mark();
    const s = w.big(32);
    slope(s, a.lo, ROUND.NEAREST);
    const left = mpfr.mpfr_sgn(s) * slopeSign;
    slope(s, a.hi, ROUND.NEAREST);
    const right = mpfr.mpfr_sgn(s) * slopeSign;
    w.release(mark);
    if (left >= 0 && right >= 0) {
      value(out.lo, a.lo, DOWN);
      value(out.hi, a.hi, UP);
    } else if (left <= 0 && right <= 0) {
      value(out.lo, a.hi, DOWN);
      value(out.hi, a.lo, UP);
    } else if (left > 0) {
      value(out.lo, a.lo, DOWN);
      value(out.hi, a.hi, DOWN);
      mpfr.mpfr_min(out.lo, out.lo, out.hi, DOWN);
      mpfr.mpfr_set_ui(out.hi, 1, UP);
    } else {
      value(out.lo, a.lo, UP);
      value(out.hi, a.hi, UP);
      mpfr.mpfr_max(out.hi, out.lo, out.hi, UP);
      mpfr.mpfr_set_si(out.lo, -1, DOWN);
    }
  };
  return (out, [a], w) => {
    if (a.lo === a.hi) {
      enclosePoint(value, out, a.lo);
    } else if (narrowerThan(a, 3, w)) {
      narrow(out, a, w);
    } else if (!narrowerThan(a, 6, w)) {
      setDoubles(out, -1, 1);
    } else {
      const mark = w.mark();
      const middle = w.big(64);
      mpfr.mpfr_add(middle, a.lo, a.hi, ROUND.NEAREST);
      mpfr.mpfr_div_2ui(middle, middle, 1, ROUND.NEAREST);
      const other = newInterval(w);
      if (narrowerThan({ lo: a.lo, hi: middle }, 3.1, w) && narrowerThan({ lo: middle, hi: a.hi }, 3.1, w)) {
        narrow(out, { lo: a.lo, hi: middle }, w);
        narrow(other, { lo: middle, hi: a.hi }, w);
        hullIntervals(out, out, other);
      } else {
        setDoubles(out, -1, 1);
      }
      w.release(mark);
    }
    return undefined;
  };
}

/** tan increases between poles; poles are where cos changes sign. */
const tan: IntervalRule = (out, [a], w) => {
  if (isPoint(a)) {
    enclosePoint(mpfr.mpfr_tan, out, a.lo);
    return undefined;
  }
  if (!narrowerThan(a, 3, w)) return unsure('tan has a pole here');
  const mark = w.mark();
  const c = w.big(32);
  mpfr.mpfr_cos(c, a.lo, ROUND.NEAREST);
  const left = mpfr.mpfr_sgn(c);
  mpfr.mpfr_cos(c, a.hi, ROUND.NEAREST);
  const right = mpfr.mpfr_sgn(c);
  w.release(mark);
  if (left * right <= 0) return unsure('tan has a pole here');
  mpfr.mpfr_tan(out.lo, a.lo, DOWN);
  mpfr.mpfr_tan(out.hi, a.hi, UP);
  return undefined;
};

/**
 * sin(π(x + shift/2)) at an exact point: x = k/2 + t with |t| ≤ 1/4 exactly, then sin or cos of πt. Exact where
 * 2x is an integer.
 */
export function sinPiPoint(out: BigInterval, x: Big, shift: 0 | 1, w: Workspace): void {
  const mark = w.mark();
  // Large enough that reduction modulo 2, the doubling and the difference are exact.
  const exact = mpfr.mpfr_get_prec(x) + 4;
  const t = w.big(exact);
  const half = w.big(exact);
  mpfr.mpfr_set_ui(half, 2, DOWN);
  mpfr.mpfr_fmod(t, x, half, DOWN);
  mpfr.mpfr_mul_2ui(half, t, 1, DOWN);
  mpfr.mpfr_rint_roundeven(half, half, DOWN);
  const quadrant = (((mpfr.mpfr_get_si(half, DOWN) + shift) % 4) + 4) % 4;
  mpfr.mpfr_div_2ui(half, half, 1, DOWN);
  mpfr.mpfr_sub(t, t, half, DOWN);
  const negative = quadrant >= 2;
  if (mpfr.mpfr_zero_p(t)) {
    setDoubles(out, quadrant % 2 === 0 ? 0 : negative ? -1 : 1);
  } else {
    const angle = newInterval(w, w.precision + 16);
    mpfr.mpfr_const_pi(angle.lo, DOWN);
    mpfr.mpfr_const_pi(angle.hi, UP);
    if (mpfr.mpfr_sgn(t) < 0) mpfr.mpfr_swap(angle.lo, angle.hi);
    mpfr.mpfr_mul(angle.lo, angle.lo, t, DOWN);
    mpfr.mpfr_mul(angle.hi, angle.hi, t, UP);
    if (quadrant % 2 === 0) {
      mpfr.mpfr_sin(out.lo, negative ? angle.hi : angle.lo, negative ? UP : DOWN);
      mpfr.mpfr_sin(out.hi, negative ? angle.lo : angle.hi, negative ? DOWN : UP);
    } else {
      // cos on [−π/4, π/4] decreases in |angle|.
      const positive = mpfr.mpfr_sgn(t) > 0;
      const [near, far] = positive ? [angle.lo, angle.hi] : [angle.hi, angle.lo];
      mpfr.mpfr_cos(out.lo, negative ? near : far, negative ? UP : DOWN);
      mpfr.mpfr_cos(out.hi, negative ? far : near, negative ? DOWN : UP);
    }
    if (negative) {
      mpfr.mpfr_neg(out.lo, out.lo, DOWN);
      mpfr.mpfr_neg(out.hi, out.hi, UP);
    }
  }
  w.release(mark);
}

/** sin(π(x + shift/2)) over an interval: its ends, and ±1 where an odd quarter turn lies inside (found exactly). */
export function sinPiInterval(out: BigInterval, a: BigInterval, shift: 0 | 1, w: Workspace): void {
  sinPiPoint(out, a.lo, shift, w);
  if (isPoint(a)) return;
  if (!narrowerThan(a, 2, w)) {
    setDoubles(out, -1, 1);
    return;
  }
  const mark = w.mark();
  const other = newInterval(w);
  sinPiPoint(other, a.hi, shift, w);
  hullIntervals(out, out, other);
  const exact = Math.max(mpfr.mpfr_get_prec(a.lo), mpfr.mpfr_get_prec(a.hi)) + 4;
  const j = w.big(exact);
  const last = w.big(exact);
  const four = w.number(4);
  const remainder = w.big(exact);
  mpfr.mpfr_mul_2ui(j, a.lo, 1, DOWN);
  mpfr.mpfr_rint_ceil(j, j, UP);
  mpfr.mpfr_mul_2ui(last, a.hi, 1, DOWN);
  for (; mpfr.mpfr_lessequal_p(j, last); mpfr.mpfr_add_ui(j, j, 1, UP)) {
    mpfr.mpfr_fmod(remainder, j, four, DOWN);
    const turn = (mpfr.mpfr_get_si(remainder, DOWN) + shift + 4) % 4;
    if (turn === 1) mpfr.mpfr_set_ui(out.hi, 1, UP);
    if (turn === 3) mpfr.mpfr_set_si(out.lo, -1, DOWN);
  }
  w.release(mark);
}

const pi = (shift: 0 | 1): IntervalRule => {
  return (out, [a], w) => {
    if (!isBounded(a)) setDoubles(out, -1, 1);
    else sinPiInterval(out, a, shift, w);
    return undefined;
  };
};

/** sin x / x with 1 at 0: even, |sinc′| ≤ 1/2 (= |∫₀¹ t sin(xt) dt| ≤ ∫₀¹ t dt), −0.21724 < sinc ≤ 1. */
const sinc: IntervalRule = (out, [a], w) => {
  if (!isBounded(a)) {
    setDoubles(out, -0.21724, 1);
    return undefined;
  }
  sincPoint(out, a.lo, w);
  if (isPoint(a)) return undefined;
  const mark = w.mark();
  const other = newInterval(w);
  sincPoint(other, a.hi, w);
  hullIntervals(out, out, other);
  if (mpfr.mpfr_cmp_d(a.lo, -4.4934) > 0 && mpfr.mpfr_cmp_d(a.hi, 4.4934) < 0) {
    // Decreasing in |x| up to tan x = x, at 4.49340…
    if (mpfr.mpfr_sgn(a.lo) * mpfr.mpfr_sgn(a.hi) < 0) mpfr.mpfr_set_ui(out.hi, 1, UP);
  } else {
    // Any point is within half the width of an end.
    const radius = w.big();
    widthUp(radius, a);
    mpfr.mpfr_div_2ui(radius, radius, 2, UP);
    setInterval(other, out);
    mpfr.mpfr_sub(out.lo, other.lo, radius, DOWN);
    mpfr.mpfr_add(out.hi, other.hi, radius, UP);
    if (mpfr.mpfr_cmp_d(out.lo, -0.21724) < 0) mpfr.mpfr_set_d(out.lo, -0.21724, DOWN);
    if (mpfr.mpfr_cmp_d(out.hi, 1) > 0) mpfr.mpfr_set_ui(out.hi, 1, UP);
  }
  w.release(mark);
  return undefined;
};

function sincPoint(out: BigInterval, x: Big, w: Workspace): void {
  if (mpfr.mpfr_zero_p(x)) return setDoubles(out, 1);
  const mark = w.mark();
  const s = newInterval(w, w.precision + 8);
  enclosePoint(mpfr.mpfr_sin, s, x);
  if (mpfr.mpfr_sgn(x) < 0) mpfr.mpfr_swap(s.lo, s.hi);
  mpfr.mpfr_div(out.lo, s.lo, x, DOWN);
  mpfr.mpfr_div(out.hi, s.hi, x, UP);
  w.release(mark);
}

export const TRIGONOMETRIC_RULES = {
  sin: wave(mpfr.mpfr_sin, mpfr.mpfr_cos, 1),
  cos: wave(mpfr.mpfr_cos, mpfr.mpfr_sin, -1),
  tan,
  sinpi: pi(0),
  cospi: pi(1),
  sinc,
} satisfies Record<string, IntervalRule>;
