import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';

/** A closed real interval with multiple-precision ends, `lo ≤ hi`, no NaN. Ends may be infinite. Owned by a workspace. */
export type BigInterval = { readonly lo: Big; readonly hi: Big };

/*
 * Outward-rounded arithmetic, in place: the first argument receives the result, at its own precision, and may be
 * one of the operands. Every function encloses {x ∘ y : x ∈ a, y ∈ b}; 0 · ∞ is 0, for an infinite end only says
 * that a side is unbounded.
 */

const { UP, DOWN } = ROUND;

// Module scratch: results are built here and swapped in, so that `out` may be an operand.
const lower = mpfr.mpfr_t() as Big;
const upper = mpfr.mpfr_t() as Big;
const spare = mpfr.mpfr_t() as Big;
mpfr.mpfr_init2(lower, 64);
mpfr.mpfr_init2(upper, 64);
mpfr.mpfr_init2(spare, 64);

function prepare(out: BigInterval): void {
  mpfr.mpfr_set_prec(lower, mpfr.mpfr_get_prec(out.lo));
  mpfr.mpfr_set_prec(upper, mpfr.mpfr_get_prec(out.hi));
}

function deliver(out: BigInterval): void {
  mpfr.mpfr_swap(out.lo, lower);
  mpfr.mpfr_swap(out.hi, upper);
}

/** A fresh interval of the workspace's precision (or another); its ends are NaN. */
export function newInterval(w: Workspace, precision: number = w.precision): BigInterval {
  return { lo: w.big(precision), hi: w.big(precision) };
}

/** The exact interval [lo, hi] of two doubles, rounded outward. */
export function intervalOf(w: Workspace, lo: number, hi: number = lo): BigInterval {
  const out = newInterval(w);
  setDoubles(out, lo, hi);
  return out;
}

export function setDoubles(out: BigInterval, lo: number, hi: number = lo): void {
  mpfr.mpfr_set_d(out.lo, lo, DOWN);
  mpfr.mpfr_set_d(out.hi, hi, UP);
}

export function setInterval(out: BigInterval, a: BigInterval): void {
  mpfr.mpfr_set(out.lo, a.lo, DOWN);
  mpfr.mpfr_set(out.hi, a.hi, UP);
}

export function setPoint(out: BigInterval, x: Big): void {
  mpfr.mpfr_set(out.lo, x, DOWN);
  mpfr.mpfr_set(out.hi, x, UP);
}

export function setWhole(out: BigInterval): void {
  mpfr.mpfr_set_inf(out.lo, -1);
  mpfr.mpfr_set_inf(out.hi, 1);
}

/** Makes `out.hi` from `out.lo`, a value rounded down with MPFR's ternary: equal when exact, else the next number. */
export function closeAbove(out: BigInterval, ternary: number): void {
  mpfr.mpfr_set(out.hi, out.lo, UP);
  if (ternary !== 0) mpfr.mpfr_nextabove(out.hi);
}

export function isPoint(a: BigInterval): boolean {
  return a.lo === a.hi || mpfr.mpfr_equal_p(a.lo, a.hi) !== 0;
}

/** Exactly [0, 0]. */
export function isZero(a: BigInterval): boolean {
  return mpfr.mpfr_zero_p(a.lo) !== 0 && mpfr.mpfr_zero_p(a.hi) !== 0;
}

export function hasZero(a: BigInterval): boolean {
  return mpfr.mpfr_sgn(a.lo) <= 0 && mpfr.mpfr_sgn(a.hi) >= 0;
}

export function isBounded(a: BigInterval): boolean {
  return mpfr.mpfr_number_p(a.lo) !== 0 && mpfr.mpfr_number_p(a.hi) !== 0;
}

export function containsPoint(a: BigInterval, x: Big): boolean {
  return mpfr.mpfr_lessequal_p(a.lo, x) !== 0 && mpfr.mpfr_lessequal_p(x, a.hi) !== 0;
}

/** Is `inner` a subset of `a`? */
export function containsInterval(a: BigInterval, inner: BigInterval): boolean {
  return mpfr.mpfr_lessequal_p(a.lo, inner.lo) !== 0 && mpfr.mpfr_lessequal_p(inner.hi, a.hi) !== 0;
}

export function addIntervals(out: BigInterval, a: BigInterval, b: BigInterval): void {
  mpfr.mpfr_add(out.lo, a.lo, b.lo, DOWN);
  mpfr.mpfr_add(out.hi, a.hi, b.hi, UP);
}

export function subIntervals(out: BigInterval, a: BigInterval, b: BigInterval): void {
  if (out === b) {
    prepare(out);
    mpfr.mpfr_sub(lower, a.lo, b.hi, DOWN);
    mpfr.mpfr_sub(upper, a.hi, b.lo, UP);
    deliver(out);
    return;
  }
  mpfr.mpfr_sub(out.lo, a.lo, b.hi, DOWN);
  mpfr.mpfr_sub(out.hi, a.hi, b.lo, UP);
}

export function negInterval(out: BigInterval, a: BigInterval): void {
  prepare(out);
  mpfr.mpfr_neg(lower, a.hi, DOWN);
  mpfr.mpfr_neg(upper, a.lo, UP);
  deliver(out);
}

export function absInterval(out: BigInterval, a: BigInterval): void {
  if (mpfr.mpfr_sgn(a.lo) >= 0) return setInterval(out, a);
  if (mpfr.mpfr_sgn(a.hi) <= 0) return negInterval(out, a);
  prepare(out);
  mpfr.mpfr_set_zero(lower, 1);
  mpfr.mpfr_set(upper, mpfr.mpfr_cmpabs(a.lo, a.hi) > 0 ? a.lo : a.hi, ROUND.AWAY);
  mpfr.mpfr_abs(upper, upper, UP);
  deliver(out);
}

function product(r: Big, x: Big, y: Big, round: 2 | 3): void {
  mpfr.mpfr_mul(r, x, y, round);
  if (mpfr.mpfr_nan_p(r)) mpfr.mpfr_set_zero(r, 1);
}

export function mulIntervals(out: BigInterval, a: BigInterval, b: BigInterval): void {
  prepare(out);
  if (mpfr.mpfr_sgn(a.lo) >= 0) {
    // a ≥ 0
    product(lower, mpfr.mpfr_sgn(b.lo) >= 0 ? a.lo : a.hi, b.lo, DOWN);
    product(upper, mpfr.mpfr_sgn(b.hi) >= 0 ? a.hi : a.lo, b.hi, UP);
  } else if (mpfr.mpfr_sgn(a.hi) <= 0) {
    product(lower, mpfr.mpfr_sgn(b.hi) >= 0 ? a.lo : a.hi, b.hi, DOWN);
    product(upper, mpfr.mpfr_sgn(b.lo) >= 0 ? a.hi : a.lo, b.lo, UP);
  } else if (mpfr.mpfr_sgn(b.lo) >= 0) {
    product(lower, a.lo, b.hi, DOWN);
    product(upper, a.hi, b.hi, UP);
  } else if (mpfr.mpfr_sgn(b.hi) <= 0) {
    product(lower, a.hi, b.lo, DOWN);
    product(upper, a.lo, b.lo, UP);
  } else {
    mpfr.mpfr_set_prec(spare, mpfr.mpfr_get_prec(lower));
    product(lower, a.lo, b.hi, DOWN);
    product(spare, a.hi, b.lo, DOWN);
    mpfr.mpfr_min(lower, lower, spare, DOWN);
    product(upper, a.lo, b.lo, UP);
    product(spare, a.hi, b.hi, UP);
    mpfr.mpfr_max(upper, upper, spare, UP);
  }
  deliver(out);
}

export function sqrInterval(out: BigInterval, a: BigInterval): void {
  prepare(out);
  const low = mpfr.mpfr_sgn(a.lo);
  const high = mpfr.mpfr_sgn(a.hi);
  if (low >= 0 || high <= 0) {
    mpfr.mpfr_sqr(lower, low >= 0 ? a.lo : a.hi, DOWN);
    mpfr.mpfr_sqr(upper, low >= 0 ? a.hi : a.lo, UP);
  } else {
    mpfr.mpfr_set_zero(lower, 1);
    mpfr.mpfr_sqr(upper, mpfr.mpfr_cmpabs(a.lo, a.hi) > 0 ? a.lo : a.hi, UP);
  }
  deliver(out);
}

function quotient(r: Big, x: Big, y: Big, round: 2 | 3): void {
  mpfr.mpfr_div(r, x, y, round);
  // ∞/∞: an unbounded numerator over an unbounded denominator; the quotient's infimum in magnitude is 0.
  if (mpfr.mpfr_nan_p(r)) mpfr.mpfr_set_zero(r, 1);
}

/** a / b. @returns false, leaving `out` as it was, when b contains 0. */
export function divIntervals(out: BigInterval, a: BigInterval, b: BigInterval): boolean {
  if (hasZero(b)) return false;
  if (!isBounded(a) && !isBounded(b)) {
    // The corner rule below needs ∞/∞ once; a/b = a · (1/b) avoids it.
    prepare(out);
    mpfr.mpfr_ui_div(lower, 1, b.hi, DOWN);
    mpfr.mpfr_ui_div(upper, 1, b.lo, UP);
    const inverse = { lo: mpfr.mpfr_t() as Big, hi: mpfr.mpfr_t() as Big };
    mpfr.mpfr_init2(inverse.lo, mpfr.mpfr_get_prec(lower));
    mpfr.mpfr_init2(inverse.hi, mpfr.mpfr_get_prec(upper));
    mpfr.mpfr_set(inverse.lo, lower, DOWN);
    mpfr.mpfr_set(inverse.hi, upper, UP);
    mulIntervals(out, a, inverse);
    mpfr.mpfr_t_frees(inverse.lo, inverse.hi);
    return true;
  }
  prepare(out);
  const low = mpfr.mpfr_sgn(a.lo) >= 0;
  const high = mpfr.mpfr_sgn(a.hi) >= 0;
  if (mpfr.mpfr_sgn(b.lo) > 0) {
    quotient(lower, a.lo, low ? b.hi : b.lo, DOWN);
    quotient(upper, a.hi, high ? b.lo : b.hi, UP);
  } else {
    quotient(lower, a.hi, high ? b.hi : b.lo, DOWN);
    quotient(upper, a.lo, low ? b.lo : b.hi, UP);
  }
  deliver(out);
  return true;
}

export function minIntervals(out: BigInterval, a: BigInterval, b: BigInterval): void {
  mpfr.mpfr_min(out.lo, a.lo, b.lo, DOWN);
  mpfr.mpfr_min(out.hi, a.hi, b.hi, UP);
}

export function maxIntervals(out: BigInterval, a: BigInterval, b: BigInterval): void {
  mpfr.mpfr_max(out.lo, a.lo, b.lo, DOWN);
  mpfr.mpfr_max(out.hi, a.hi, b.hi, UP);
}

/** The smallest interval that contains both. */
export function hullIntervals(out: BigInterval, a: BigInterval, b: BigInterval): void {
  mpfr.mpfr_min(out.lo, a.lo, b.lo, DOWN);
  mpfr.mpfr_max(out.hi, a.hi, b.hi, UP);
}

/** Two enclosures of one set meet in a third (never empty when both are right). */
export function meetIntervals(out: BigInterval, a: BigInterval, b: BigInterval): void {
  mpfr.mpfr_max(out.lo, a.lo, b.lo, DOWN);
  mpfr.mpfr_min(out.hi, a.hi, b.hi, UP);
}

/** a · n for an exact small integer n. */
export function scaleInterval(out: BigInterval, a: BigInterval, n: number): void {
  if (n >= 0) {
    mpfr.mpfr_mul_si(out.lo, a.lo, n, DOWN);
    mpfr.mpfr_mul_si(out.hi, a.hi, n, UP);
    if (n === 0) setDoubles(out, 0);
    return;
  }
  negInterval(out, a);
  scaleInterval(out, out, -n);
}

/** a / n for an exact small integer n > 0. */
export function shrinkInterval(out: BigInterval, a: BigInterval, n: number): void {
  mpfr.mpfr_div_ui(out.lo, a.lo, n, DOWN);
  mpfr.mpfr_div_ui(out.hi, a.hi, n, UP);
}

/** a · 2^k, exact but for overflow. */
export function shiftInterval(out: BigInterval, a: BigInterval, k: number): void {
  mpfr.mpfr_mul_2si(out.lo, a.lo, k, DOWN);
  mpfr.mpfr_mul_2si(out.hi, a.hi, k, UP);
}

/** a + x for an exact double x. */
export function shiftBy(out: BigInterval, a: BigInterval, x: number): void {
  mpfr.mpfr_add_d(out.lo, a.lo, x, DOWN);
  mpfr.mpfr_add_d(out.hi, a.hi, x, UP);
}

/** aⁿ for an integer n ≥ 0 (0⁰ = 1), sharp: even powers of a sign-changing interval start at 0. */
export function powInterval(out: BigInterval, a: BigInterval, n: number): void {
  prepare(out);
  const odd = n % 2 === 1;
  if (n === 0) {
    mpfr.mpfr_set_ui(lower, 1, DOWN);
    mpfr.mpfr_set_ui(upper, 1, UP);
  } else if (odd || mpfr.mpfr_sgn(a.lo) >= 0) {
    mpfr.mpfr_pow_ui(lower, a.lo, n, DOWN);
    mpfr.mpfr_pow_ui(upper, a.hi, n, UP);
  } else if (mpfr.mpfr_sgn(a.hi) <= 0) {
    mpfr.mpfr_pow_ui(lower, a.hi, n, DOWN);
    mpfr.mpfr_pow_ui(upper, a.lo, n, UP);
  } else {
    mpfr.mpfr_set_zero(lower, 1);
    mpfr.mpfr_pow_ui(upper, mpfr.mpfr_cmpabs(a.lo, a.hi) > 0 ? a.lo : a.hi, n, UP);
  }
  deliver(out);
}

/** Grows both ends outward by `radius` ≥ 0. */
export function widenInterval(out: BigInterval, a: BigInterval, radius: Big): void {
  mpfr.mpfr_sub(out.lo, a.lo, radius, DOWN);
  mpfr.mpfr_add(out.hi, a.hi, radius, UP);
}

/** An upper bound on hi − lo. */
export function widthUp(out: Big, a: BigInterval): void {
  mpfr.mpfr_sub(out, a.hi, a.lo, UP);
}

/** An upper bound on max |x|. */
export function magnitudeUp(out: Big, a: BigInterval): void {
  mpfr.mpfr_set(out, mpfr.mpfr_cmpabs(a.lo, a.hi) > 0 ? a.lo : a.hi, ROUND.AWAY);
  mpfr.mpfr_abs(out, out, UP);
}

/** A point inside, near the middle (finite intervals). */
export function midpoint(out: Big, a: BigInterval): void {
  mpfr.mpfr_add(out, a.lo, a.hi, ROUND.NEAREST);
  mpfr.mpfr_div_2ui(out, out, 1, ROUND.NEAREST);
  if (mpfr.mpfr_less_p(out, a.lo)) mpfr.mpfr_set(out, a.lo, ROUND.UP);
  if (mpfr.mpfr_greater_p(out, a.hi)) mpfr.mpfr_set(out, a.hi, ROUND.DOWN);
}
