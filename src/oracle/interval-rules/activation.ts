import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import {
  divIntervals,
  mulIntervals,
  newInterval,
  setDoubles,
  setInterval,
  setPoint,
  shiftBy,
  type BigInterval,
} from '../big-interval.ts';
import { type IntervalRule } from '../interval-rule.ts';
import { acrossExtrema, betweenEnds, type Extremum, type PointRule } from './monotone.ts';

const { UP, DOWN } = ROUND;

/** Guard bits: each rule below is a handful of roundings without cancellation. */
const GUARD = 16;

/** A point rule that computes with guard bits in its own workspace and rounds outward at the end. */
function guarded(body: (out: BigInterval, x: Big, w: Workspace) => void): PointRule {
  return (out, x, w) => {
    withWorkspace(w.precision + GUARD, (inner) => {
      const wide = newInterval(inner);
      body(wide, x, inner);
      setInterval(out, wide);
    });
    return undefined;
  };
}

function expInto(out: BigInterval, x: Big): void {
  mpfr.mpfr_exp(out.lo, x, DOWN);
  mpfr.mpfr_exp(out.hi, x, UP);
}

/** 1/(1 + e^−x). */
function sigmoidPoint(out: BigInterval, x: Big, w: Workspace): void {
  const minus = w.big(mpfr.mpfr_get_prec(x));
  mpfr.mpfr_neg(minus, x, DOWN);
  expInto(out, minus);
  shiftBy(out, out, 1);
  const one = newInterval(w);
  setDoubles(one, 1);
  divIntervals(out, one, out);
}

/** log(1 + e^x): for x > 0 as x + log(1 + e^−x), which cannot overflow. */
function softplusPoint(out: BigInterval, x: Big, w: Workspace): void {
  if (mpfr.mpfr_sgn(x) <= 0) {
    expInto(out, x);
    mpfr.mpfr_log1p(out.lo, out.lo, DOWN);
    mpfr.mpfr_log1p(out.hi, out.hi, UP);
    return;
  }
  const minus = w.big(mpfr.mpfr_get_prec(x));
  mpfr.mpfr_neg(minus, x, DOWN);
  softplusPoint(out, minus, w);
  mpfr.mpfr_add(out.lo, out.lo, x, DOWN);
  mpfr.mpfr_add(out.hi, out.hi, x, UP);
}

function timesPoint(out: BigInterval, a: BigInterval, x: Big): void {
  mulIntervals(out, a, { lo: x, hi: x });
}

/** x · sigmoid(x). */
function siluPoint(out: BigInterval, x: Big, w: Workspace): void {
  sigmoidPoint(out, x, w);
  timesPoint(out, out, x);
}

/** x · Φ(x) = x/2 · erfc(−x/√2). */
function geluPoint(out: BigInterval, x: Big, w: Workspace): void {
  if (mpfr.mpfr_zero_p(x)) return setDoubles(out, 0);
  // erfc(t) changes relatively by about 2t² per relative change of t: that many more bits in t.
  const extra = 2 * Math.max(0, mpfr.mpfr_get_exp(x));
  const t = newInterval(w, w.precision + Math.min(extra, 4096));
  mpfr.mpfr_set_ui(t.lo, 2, DOWN);
  mpfr.mpfr_set_ui(t.hi, 2, UP);
  mpfr.mpfr_sqrt(t.lo, t.lo, DOWN);
  mpfr.mpfr_sqrt(t.hi, t.hi, UP);
  divIntervals(t, { lo: x, hi: x }, t);
  // t encloses x/√2; the argument of erfc is −t, so erfc increases with x.
  mpfr.mpfr_neg(t.lo, t.lo, DOWN);
  mpfr.mpfr_neg(t.hi, t.hi, UP);
  mpfr.mpfr_erfc(out.lo, t.lo, DOWN);
  mpfr.mpfr_erfc(out.hi, t.hi, UP);
  timesPoint(out, out, x);
  mpfr.mpfr_div_2ui(out.lo, out.lo, 1, DOWN);
  mpfr.mpfr_div_2ui(out.hi, out.hi, 1, UP);
}

/** x · tanh(log(1 + e^x)) = x · n/(n + 2) with n = e^x (e^x + 2); for x > 0 as x/(1 + 2/n). */
function mishPoint(out: BigInterval, x: Big, w: Workspace): void {
  const e = newInterval(w);
  const n = newInterval(w);
  expInto(e, x);
  shiftBy(n, e, 2);
  mulIntervals(n, n, e);
  if (mpfr.mpfr_sgn(x) <= 0) {
    shiftBy(e, n, 2);
    divIntervals(out, n, e);
    timesPoint(out, out, x);
    return;
  }
  setDoubles(e, 2);
  divIntervals(e, e, n);
  shiftBy(e, e, 1);
  setPoint(n, x);
  divIntervals(out, n, e);
}

const increasingPoint = (point: PointRule): IntervalRule => {
  return (out, [a], w) => betweenEnds(point, out, a, w);
};

/** One minimum: decreasing before, increasing after. */
const valley = (point: PointRule, extremum: Extremum, slope: number): IntervalRule => {
  return (out, [a], w) => acrossExtrema(point, [extremum], slope, out, a, w);
};

/*
 * Each minimum below is bracketed (the sign of the derivative at both ends, tests: "brackets of extrema") and its
 * value is rounded down. Slopes: |silu′| ≤ 1.1, |gelu′| ≤ 1.13, |mish′| ≤ 1.09, each the largest value + rounding.
 * silu′ = s(1 + x(1 − s)) is 1.0998… at 2.3994; gelu′ = Φ + xφ is 1.1290 at √2; mish′ is 1.0885 at 1.4906.
 */
export const ACTIVATION_RULES = {
  sigmoid: increasingPoint(guarded(sigmoidPoint)),
  softplus: increasingPoint(guarded(softplusPoint)),
  silu: valley(
    guarded(siluPoint),
    { from: -1.2784645427610741, to: -1.2784645427610735, kind: 'min', value: -0.2784645427610739 },
    1.1,
  ),
  gelu: valley(
    guarded(geluPoint),
    { from: -0.751791524693565, to: -0.751791524693564, kind: 'min', value: -0.1699712074799904 },
    1.13,
  ),
  mish: valley(
    guarded(mishPoint),
    { from: -1.1924312145155, to: -1.1924312145154, kind: 'min', value: -0.3088434130172505 },
    1.09,
  ),
} satisfies Record<string, IntervalRule>;
