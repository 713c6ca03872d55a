import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import {
  addIntervals,
  divIntervals,
  mulIntervals,
  newInterval,
  negInterval,
  setDoubles,
  setInterval,
  shiftBy,
  shiftInterval,
  shrinkInterval,
  sqrInterval,
  subIntervals,
  type BigInterval,
} from '../big-interval.ts';
import { besseliSeries } from './besseli-series.ts';
import { GAMMA_RULES } from './gamma.ts';
import { sinPiInterval } from './trigonometric.ts';

const { UP, DOWN } = ROUND;

/** a_k(ν) from a_{k−1}(ν): times (4ν² − (2k−1)²)/(8k) (DLMF 10.17.1). `four` is 4ν². */
export function nextHankel(
  out: BigInterval,
  previous: BigInterval,
  four: BigInterval,
  k: number,
  w: Workspace,
): void {
  const mark = w.mark();
  const factor = newInterval(w);
  shiftBy(factor, four, -((2 * k - 1) ** 2));
  mulIntervals(out, previous, factor);
  shrinkInterval(out, out, 8 * k);
  w.release(mark);
}

/** √(π/(2x)) e^−x, the leading factor of K_ν. */
function leading(out: BigInterval, x: BigInterval, w: Workspace): void {
  const mark = w.mark();
  const t = newInterval(w);
  mpfr.mpfr_const_pi(out.lo, DOWN);
  mpfr.mpfr_const_pi(out.hi, UP);
  divIntervals(out, out, x);
  shiftInterval(out, out, -1);
  mpfr.mpfr_sqrt(out.lo, out.lo, DOWN);
  mpfr.mpfr_sqrt(out.hi, out.hi, UP);
  negInterval(t, x);
  mpfr.mpfr_exp(t.lo, t.lo, DOWN);
  mpfr.mpfr_exp(t.hi, t.hi, UP);
  mulIntervals(out, out, t);
  w.release(mark);
}

/**
 * Hankel's expansion (DLMF 10.40.2): for real ν and x > 0 the remainder after ℓ ≥ |ν| − 1/2 terms is at most the
 * first term left out (§10.40(iii)). @returns false when the terms do not become small enough.
 */
function fromExpansion(out: BigInterval, order: BigInterval, x: BigInterval, w: Workspace): boolean {
  const mark = w.mark();
  const bound = mpfr.mpfr_get_d(order.hi, UP);
  const four = newInterval(w);
  const coefficient = newInterval(w);
  const total = newInterval(w);
  sqrInterval(four, order);
  shiftInterval(four, four, 2);
  setDoubles(coefficient, 1);
  setDoubles(total, 1);
  let settled = false;
  let last = Infinity;
  for (let k = 1; !settled; k++) {
    nextHankel(coefficient, coefficient, four, k, w);
    divIntervals(coefficient, coefficient, x);
    const size = sizeExponent(coefficient);
    if (k >= bound - 0.5) {
      if (size < -w.precision + 8) {
        // The first term left out, of either sign.
        const rest = newInterval(w);
        negInterval(rest, coefficient);
        mpfr.mpfr_min(rest.lo, rest.lo, coefficient.lo, DOWN);
        mpfr.mpfr_max(rest.hi, rest.hi, coefficient.hi, UP);
        addIntervals(total, total, rest);
        settled = true;
        break;
      }
      if (size > last + 2) break;
      last = Math.min(last, size);
    }
    addIntervals(total, total, coefficient);
  }
  if (settled) {
    leading(out, x, w);
    mulIntervals(out, out, total);
  }
  w.release(mark);
  return settled;
}

function sizeExponent(a: BigInterval): number {
  const end = mpfr.mpfr_cmpabs(a.lo, a.hi) > 0 ? a.lo : a.hi;
  return mpfr.mpfr_zero_p(end) ? -Infinity : mpfr.mpfr_get_exp(end);
}

/**
 * K_ν(x) = ½ ∫_{−∞}^{∞} f, f(t) = exp(−x cosh t) cosh νt, by the trapezoidal rule with step h. f is analytic in
 * |Im t| < π/2 and |f(t + iy)| ≤ exp(−x cos y cosh t) cosh νt, so with d = π/3 the error of the rule for ∫f is at
 * most 2 · 2K_ν(x/2)/(e^{2πd/h} − 1) (Trefethen & Weideman, SIAM Review 56, 2014, thm 5.1), and
 * K_ν(x/2) ≤ K_μ(x/2) ≤ ½ Γ(μ) (4/x)^μ for μ = max(ν, 1/2) (x^μ K_μ decreases; its limit at 0 is 2^{μ−1} Γ(μ)).
 * The sum is cut where x sinh t − ν ≥ 1: beyond, f falls at least like e^{−t}. All terms are positive.
 */
function fromQuadrature(out: BigInterval, order: BigInterval, x: BigInterval, w: Workspace): void {
  const mark = w.mark();
  const nu = mpfr.mpfr_get_d(order.hi, UP);
  const size = mpfr.mpfr_get_d(x.hi, UP);
  const bits = w.precision + 1.5 * size + 1.1 * nu + 16;
  // 2πd/h ≥ bits · ln 2, h a double: exact.
  const h = (2 * Math.PI * (Math.PI / 3)) / (bits * Math.LN2);
  const q = newInterval(w);
  const power = newInterval(w);
  const inverse = newInterval(w);
  const tilt = newInterval(w);
  const tilted = newInterval(w);
  const term = newInterval(w);
  const total = newInterval(w);
  const t = newInterval(w);
  setDoubles(t, h);
  mpfr.mpfr_exp(q.lo, t.lo, DOWN);
  mpfr.mpfr_exp(q.hi, t.hi, UP);
  mulIntervals(t, t, order);
  mpfr.mpfr_exp(tilt.lo, t.lo, DOWN);
  mpfr.mpfr_exp(tilt.hi, t.hi, UP);
  setDoubles(power, 1);
  setDoubles(tilted, 1);
  // n = 0: half of f(0), since ½∫ = h (f(0)/2 + Σ_{n ≥ 1} f(nh)).
  negInterval(total, x);
  mpfr.mpfr_exp(total.lo, total.lo, DOWN);
  mpfr.mpfr_exp(total.hi, total.hi, UP);
  shiftInterval(total, total, -1);
  const one = newInterval(w);
  setDoubles(one, 1);
  for (;;) {
    mulIntervals(power, power, q);
    mulIntervals(tilted, tilted, tilt);
    divIntervals(inverse, one, power);
    // exp(−x (e^t + e^−t)/2) · (e^νt + e^−νt)/2
    addIntervals(t, power, inverse);
    mulIntervals(t, t, x);
    shiftInterval(t, t, -1);
    negInterval(t, t);
    mpfr.mpfr_exp(term.lo, t.lo, DOWN);
    mpfr.mpfr_exp(term.hi, t.hi, UP);
    divIntervals(t, one, tilted);
    addIntervals(t, t, tilted);
    shiftInterval(t, t, -1);
    mulIntervals(term, term, t);
    addIntervals(total, total, term);
    if (sizeExponent(term) < sizeExponent(total) - w.precision - 8) {
      // Slope of −log f̄ at t: x sinh t − ν, f̄ = exp(−x cosh t + νt) ≤ 2f.
      mpfr.mpfr_sub(t.lo, power.lo, inverse.hi, DOWN);
      mpfr.mpfr_mul(t.lo, t.lo, x.lo, DOWN);
      mpfr.mpfr_div_2ui(t.lo, t.lo, 1, DOWN);
      mpfr.mpfr_sub(t.lo, t.lo, order.hi, DOWN);
      if (mpfr.mpfr_cmp_ui(t.lo, 1) >= 0) break;
    }
  }
  // Σ_{n > N} f(nh) ≤ 2 f(Nh) e^−h/(1 − e^−h) ≤ 2 f(Nh)/h.
  mpfr.mpfr_mul_2ui(term.hi, term.hi, 1, UP);
  mpfr.mpfr_div_d(term.hi, term.hi, h, UP);
  mpfr.mpfr_add(total.hi, total.hi, term.hi, UP);
  mpfr.mpfr_mul_d(out.lo, total.lo, h, DOWN);
  mpfr.mpfr_mul_d(out.hi, total.hi, h, UP);
  // Error of ½∫: Γ(μ) (4/x)^μ/(e^{2πd/h} − 1), with 2πd/h computed downward.
  const mu = newInterval(w);
  setInterval(mu, order);
  if (mpfr.mpfr_cmp_d(mu.hi, 0.5) < 0) mpfr.mpfr_set_d(mu.hi, 0.5, UP);
  mpfr.mpfr_set(mu.lo, mu.hi, DOWN);
  GAMMA_RULES.gamma(term, [mu], w);
  mpfr.mpfr_ui_div(t.hi, 4, x.lo, UP);
  mpfr.mpfr_pow(t.hi, t.hi, mu.hi, UP);
  mpfr.mpfr_mul(term.hi, term.hi, t.hi, UP);
  mpfr.mpfr_const_pi(t.lo, DOWN);
  mpfr.mpfr_sqr(t.lo, t.lo, DOWN);
  mpfr.mpfr_mul_2ui(t.lo, t.lo, 1, DOWN);
  mpfr.mpfr_div_ui(t.lo, t.lo, 3, DOWN);
  mpfr.mpfr_div_d(t.lo, t.lo, h, DOWN);
  mpfr.mpfr_expm1(t.lo, t.lo, DOWN);
  mpfr.mpfr_div(term.hi, term.hi, t.lo, UP);
  mpfr.mpfr_sub(out.lo, out.lo, term.hi, DOWN);
  mpfr.mpfr_add(out.hi, out.hi, term.hi, UP);
  if (mpfr.mpfr_sgn(out.lo) < 0) mpfr.mpfr_set_zero(out.lo, 1);
  w.release(mark);
}

/**
 * K_ν = (π/2)(I₋ν − I_ν)/sin νπ (DLMF 10.27.4) for x ≤ 1 and ν at least 1/16 from every integer: the two differ by
 * a factor, so little is lost. @returns false elsewhere.
 */
function fromDifference(out: BigInterval, order: BigInterval, x: BigInterval, w: Workspace): boolean {
  if (mpfr.mpfr_cmp_ui(x.hi, 1) > 0) return false;
  const nu = mpfr.mpfr_get_d(order.lo, DOWN);
  if (nu > 30 || Math.abs(nu - Math.round(nu)) < 1 / 16) return false;
  const mark = w.mark();
  const minus = newInterval(w);
  const other = newInterval(w);
  negInterval(minus, order);
  const done = besseliSeries(out, minus, x, w) && besseliSeries(other, order, x, w);
  if (done) {
    subIntervals(out, out, other);
    sinPiInterval(other, order, 0, w);
    divIntervals(out, out, other);
    mpfr.mpfr_const_pi(other.lo, DOWN);
    mpfr.mpfr_const_pi(other.hi, UP);
    mulIntervals(out, out, other);
    shiftInterval(out, out, -1);
  }
  w.release(mark);
  return done;
}

/** K_ν for ν ≥ 0 at x > 0, both narrow intervals. */
export function besselkNarrow(out: BigInterval, order: BigInterval, x: BigInterval, w: Workspace): void {
  withWorkspace(w.precision + 32, (inner) => {
    const wide = newInterval(inner);
    // Hankel's terms shrink to about e^−2x.
    const promising = mpfr.mpfr_cmp_d(x.lo, 0.36 * inner.precision) > 0;
    if (!(promising && fromExpansion(wide, order, x, inner))) {
      // Beyond this the value is below 2^−28000 and only its order of magnitude is told.
      if (mpfr.mpfr_cmp_ui(x.lo, 20_000) > 0) leadingBounds(wide, order, x, inner);
      else if (!fromDifference(wide, order, x, inner)) fromQuadrature(wide, order, x, inner);
    }
    setInterval(out, wide);
  });
}

/** 0 < K_ν(x) ≤ ½ Γ(μ) (2/x)^μ: for orders so large that Hankel's expansion does not serve at a huge argument. */
function leadingBounds(out: BigInterval, order: BigInterval, x: BigInterval, w: Workspace): void {
  const mark = w.mark();
  const mu = newInterval(w);
  setInterval(mu, order);
  if (mpfr.mpfr_cmp_d(mu.hi, 0.5) < 0) mpfr.mpfr_set_d(mu.hi, 0.5, UP);
  mpfr.mpfr_set(mu.lo, mu.hi, DOWN);
  GAMMA_RULES.gamma(out, [mu], w);
  const t = w.big();
  mpfr.mpfr_ui_div(t, 2, x.lo, UP);
  mpfr.mpfr_pow(t, t, mu.hi, UP);
  mpfr.mpfr_mul(out.hi, out.hi, t, UP);
  mpfr.mpfr_set_zero(out.lo, 1);
  w.release(mark);
}

/** An upper bound on K_ν(x), for callers that only need it small. */
export function besselkAbove(out: Big, order: BigInterval, x: BigInterval, w: Workspace): void {
  const mark = w.mark();
  const value = newInterval(w);
  besselkNarrow(value, order, x, w);
  mpfr.mpfr_set(out, value.hi, UP);
  w.release(mark);
}
