import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import {
  absInterval,
  addIntervals,
  divIntervals,
  hasZero,
  hullIntervals,
  isBounded,
  isPoint,
  isZero,
  magnitudeUp,
  mulIntervals,
  negInterval,
  newInterval,
  setDoubles,
  setInterval,
  shiftBy,
  shiftInterval,
  sqrInterval,
  type BigInterval,
} from '../big-interval.ts';
import { nowhere, unsure, type IntervalRule, type RuleFault } from '../interval-rule.ts';
import { precisionOf } from './arithmetic.ts';
import { besselkAbove, besselkNarrow, nextHankel } from './besselk-point.ts';
import { besseliSeries, exponentOf } from './besseli-series.ts';
import { poleOfGamma } from './gamma.ts';
import { mayBeInteger } from './power.ts';

const { UP, DOWN } = ROUND;

const closeToPole = unsure('besseli with an order close to a negative integer');

/** Arguments beyond this use the expansion at infinity: the power series would need about as many terms. */
const SERIES_REACH = 3_000;

/**
 * I_ν(x) = e^x/√(2πx) (Σ_{k<ℓ} (−1)^k a_k(ν)/x^k + R), up to ±K_ν(x)/π: the connection formula (DLMF 10.34.2)
 * I_ν(x) = (e^{−νπi} K_ν(x) − K_ν(x e^{πi}))/(πi), Hankel's expansion of K_ν at x e^{πi} with
 * |R| ≤ 2|a_ℓ| χ(ℓ) x^−ℓ exp(|ν² − 1/4| (π/2)/x) (DLMF 10.40.11–12) and χ(ℓ) ≤ √(π(ℓ+1)/2).
 * @returns false when the terms do not become small enough.
 */
function fromExpansion(out: BigInterval, order: BigInterval, x: BigInterval, w: Workspace): boolean {
  const four = newInterval(w);
  const term = newInterval(w);
  const total = newInterval(w);
  sqrInterval(four, order);
  shiftInterval(four, four, 2);
  setDoubles(term, 1);
  setDoubles(total, 1);
  let last = Infinity;
  let terms = 1;
  for (; ; terms++) {
    nextHankel(term, term, four, terms, w);
    negInterval(term, term);
    divIntervals(term, term, x);
    const size = isZero(term) ? -Infinity : exponentOf(term);
    if (size < -w.precision - 8) break;
    if (terms > 2 * w.precision || size > last + 40) return false;
    last = Math.min(last, size);
    addIntervals(total, total, term);
  }
  // |R| with exp(|ν² − 1/4| (π/2)/x), 4ν² + 1 ≥ |4ν² − 1|.
  const rest = w.big();
  const growth = w.big();
  magnitudeUp(rest, term);
  mpfr.mpfr_mul_d(rest, rest, 2 * Math.sqrt((3.2 * (terms + 1)) / 2) * 1.001, UP);
  mpfr.mpfr_add_ui(growth, four.hi, 1, UP);
  mpfr.mpfr_mul_d(growth, growth, 0.4, UP);
  mpfr.mpfr_div(growth, growth, x.lo, UP);
  mpfr.mpfr_exp(growth, growth, UP);
  mpfr.mpfr_mul(rest, rest, growth, UP);
  mpfr.mpfr_sub(total.lo, total.lo, rest, DOWN);
  mpfr.mpfr_add(total.hi, total.hi, rest, UP);
  // e^x / √(2πx)
  mpfr.mpfr_const_pi(term.lo, DOWN);
  mpfr.mpfr_const_pi(term.hi, UP);
  mulIntervals(term, term, x);
  shiftInterval(term, term, 1);
  mpfr.mpfr_sqrt(term.lo, term.lo, DOWN);
  mpfr.mpfr_sqrt(term.hi, term.hi, UP);
  mpfr.mpfr_exp(out.lo, x.lo, DOWN);
  mpfr.mpfr_exp(out.hi, x.hi, UP);
  divIntervals(out, out, term);
  mulIntervals(out, out, total);
  const size = newInterval(w);
  absInterval(size, order);
  besselkAbove(rest, size, x, w);
  mpfr.mpfr_sub(out.lo, out.lo, rest, DOWN);
  mpfr.mpfr_add(out.hi, out.hi, rest, UP);
  return true;
}

/** I_ν at x > 0, both narrow; ν no negative integer. */
function besseliNarrow(
  out: BigInterval,
  order: BigInterval,
  x: BigInterval,
  w: Workspace,
): RuleFault | undefined {
  return withWorkspace(w.precision + 32, (inner) => {
    const wide = newInterval(inner);
    if (mpfr.mpfr_cmp_ui(x.lo, SERIES_REACH) > 0) {
      if (!fromExpansion(wide, order, x, inner)) {
        if (mpfr.mpfr_cmp_ui(x.hi, 10_000_000) > 0)
          return unsure('besseli of a large order at a huge argument');
        if (!besseliSeries(wide, order, x, inner)) return closeToPole;
      }
    } else if (!besseliSeries(wide, order, x, inner)) {
      return closeToPole;
    }
    setInterval(out, wide);
    return undefined;
  });
}

/** I_ν(0): 1 for ν = 0, 0 for ν > 0. */
function atZero(out: BigInterval, order: BigInterval): RuleFault | undefined {
  if (isZero(order)) {
    setDoubles(out, 1);
    return undefined;
  }
  if (mpfr.mpfr_sgn(order.lo) > 0) {
    setDoubles(out, 0);
    return undefined;
  }
  return mpfr.mpfr_sgn(order.hi) < 0
    ? nowhere('besseli has a pole at 0')
    : unsure('besseli at 0 with an order near 0');
}

/** I_ν on a ≥ 0 for ν ≥ 0, increasing there. */
function increasingBesseli(
  out: BigInterval,
  order: BigInterval,
  a: BigInterval,
  w: Workspace,
): RuleFault | undefined {
  const end = (r: BigInterval, x: BigInterval['lo']): RuleFault | undefined =>
    mpfr.mpfr_zero_p(x) ? atZero(r, order) : besseliNarrow(r, order, { lo: x, hi: x }, w);
  const fault = end(out, a.lo);
  if (fault || isPoint(a)) return fault;
  const mark = w.mark();
  const other = newInterval(w);
  const second = end(other, a.hi);
  if (!second) hullIntervals(out, out, other);
  w.release(mark);
  return second;
}

/** An integer order known exactly, its absolute value and parity. */
function integerOf(order: BigInterval): { readonly odd: boolean } | undefined {
  if (!isPoint(order) || !mpfr.mpfr_integer_p(order.lo)) return undefined;
  if (mpfr.mpfr_zero_p(order.lo)) return { odd: false };
  return { odd: mpfr.mpfr_get_exp(order.lo) === mpfr.mpfr_min_prec(order.lo) };
}

/** I_ν(x): any real ν for x > 0; x ≤ 0 for integer ν (and x = 0 for ν ≥ 0). */
const besseli: IntervalRule = (out, [order, a], w) => {
  if (!isBounded(a) || !isBounded(order)) return unsure('besseli of an unbounded argument');
  if (mpfr.mpfr_cmpabs_ui(order.hi, 1_000_000) > 0) return unsure('besseli of an order beyond 1000000');
  const mark = w.mark();
  try {
    const whole = integerOf(order);
    if (whole !== undefined) {
      const n = newInterval(w, precisionOf(order));
      absInterval(n, order);
      if (mpfr.mpfr_sgn(a.lo) >= 0) return increasingBesseli(out, n, a, w);
      // I_n(−x) = (−1)^n I_n(x): odd orders increase everywhere, even ones in |x|.
      const size = newInterval(w, precisionOf(a));
      if (!whole.odd) {
        absInterval(size, a);
        return increasingBesseli(out, n, size, w);
      }
      if (mpfr.mpfr_sgn(a.hi) <= 0) {
        negInterval(size, a);
        const fault = increasingBesseli(out, n, size, w);
        if (!fault) negInterval(out, out);
        return fault;
      }
      const left = newInterval(w);
      absInterval(size, { lo: a.lo, hi: a.lo });
      const first = increasingBesseli(left, n, size, w);
      const second = increasingBesseli(out, n, { lo: a.hi, hi: a.hi }, w);
      if (first ?? second) return first ?? second;
      negInterval(left, left);
      hullIntervals(out, left, out);
      return undefined;
    }
    if (mpfr.mpfr_sgn(a.hi) < 0 && !mayBeInteger(order, w)) {
      return nowhere('besseli of a negative number with an order that is not an integer');
    }
    if (mpfr.mpfr_sgn(a.lo) < 0)
      return unsure('besseli of a number that may be negative with an order that may not be an integer');
    if (mpfr.mpfr_sgn(order.lo) >= 0) return increasingBesseli(out, order, a, w);
    const next = newInterval(w, w.precision + precisionOf(order));
    shiftBy(next, order, 1);
    if (hasZero(order) || poleOfGamma(next, 'besseli', w)) return closeToPole;
    if (isZero(a)) return atZero(out, order);
    if (hasZero(a)) return unsure('besseli has a pole at 0');
    return besseliNarrow(out, order, a, w);
  } finally {
    w.release(mark);
  }
};

/** K_ν(x), x > 0, any real ν (K₋ν = K_ν): decreasing in x. */
const besselk: IntervalRule = (out, [order, a], w) => {
  if (mpfr.mpfr_sgn(a.hi) < 0) return nowhere('besselk of a negative number');
  if (isZero(a)) return nowhere('besselk has a pole at 0');
  if (mpfr.mpfr_sgn(a.lo) <= 0) return unsure('besselk of a number that may not be positive');
  if (!isBounded(a) || !isBounded(order)) return unsure('besselk of an unbounded argument');
  if (mpfr.mpfr_cmpabs_ui(order.hi, 100_000) > 0) return unsure('besselk of an order beyond 100000');
  const mark = w.mark();
  const size = newInterval(w, Math.max(w.precision, precisionOf(order)));
  absInterval(size, order);
  besselkNarrow(out, size, { lo: a.lo, hi: a.lo }, w);
  if (!isPoint(a)) {
    const other = newInterval(w);
    besselkNarrow(other, size, { lo: a.hi, hi: a.hi }, w);
    hullIntervals(out, out, other);
  }
  w.release(mark);
  return undefined;
};

export const MODIFIED_BESSEL_RULES = { besseli, besselk } satisfies Record<string, IntervalRule>;
