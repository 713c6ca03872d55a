import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import { isPoint, setDoubles, type BigInterval } from '../big-interval.ts';
import { nowhere, unsure, type IntervalRule } from '../interval-rule.ts';
import { betweenEnds } from './monotone.ts';

const { UP, DOWN, NEAREST } = ROUND;

/** Sign of x + 1/e, decided by more and more bits (x is a binary number, so never equal). */
function sideOfBranch(x: Big, w: Workspace): 1 | -1 {
  if (mpfr.mpfr_cmp_d(x, -0.36) > 0) return 1;
  for (let precision = Math.max(w.precision, mpfr.mpfr_get_prec(x)) + 16; ; precision *= 2) {
    const mark = w.mark();
    const bound = w.big(precision);
    const one = w.number(-1);
    mpfr.mpfr_exp(bound, one, DOWN);
    mpfr.mpfr_neg(bound, bound, UP);
    const above = mpfr.mpfr_greaterequal_p(x, bound) !== 0;
    mpfr.mpfr_exp(bound, one, UP);
    mpfr.mpfr_neg(bound, bound, DOWN);
    const below = mpfr.mpfr_lessequal_p(x, bound) !== 0;
    w.release(mark);
    if (above) return 1;
    if (below) return -1;
  }
}

/** A starting value within Newton's reach (Corless et al., Adv. Comput. Math. 5, 1996, §4 for the branch point). */
function start(x: number, exponent: number): number {
  if (x < -0.25) {
    const p = Math.sqrt(Math.max(0, 2 * (Math.E * x + 1)));
    return -1 + p - (p * p) / 3 + (11 / 72) * p * p * p;
  }
  if (x < 3) return Math.log1p(x) * (1 - Math.log1p(Math.log1p(Math.max(x, -0.2))) / (2 + Math.log1p(x)));
  const l = Number.isFinite(x) ? Math.log(x) : exponent * Math.LN2;
  return l - Math.log(l) + Math.log(l) / l;
}

/** Is w·e^w ≤ x (round UP) or ≥ x (round DOWN) for certain? */
function onSide(value: Big, x: Big, low: boolean, scratch: Big): boolean {
  // For value < 0, e^value must be rounded the other way.
  const towards = low ? UP : DOWN;
  const away = mpfr.mpfr_sgn(value) < 0 ? (low ? DOWN : UP) : towards;
  mpfr.mpfr_exp(scratch, value, away);
  mpfr.mpfr_mul(scratch, scratch, value, towards);
  return (low ? mpfr.mpfr_lessequal_p(scratch, x) : mpfr.mpfr_greaterequal_p(scratch, x)) !== 0;
}

/**
 * The principal branch W₀ at a point > −1/e: Newton's iteration proposes, directed rounding decides. w·e^w
 * increases for w ≥ −1, so w·e^w ≤ x proves w ≤ W(x).
 */
function lambertPoint(out: BigInterval, x: Big, w: Workspace): undefined {
  if (mpfr.mpfr_zero_p(x)) {
    setDoubles(out, 0);
    return undefined;
  }
  const mark = w.mark();
  const precision = Math.max(w.precision, Math.min(mpfr.mpfr_get_prec(x), 2 * w.precision)) + 32;
  const value = w.big(precision);
  const e = w.big(precision);
  const residue = w.big(precision);
  const slope = w.big(precision);
  const exponent = mpfr.mpfr_get_exp(x);
  if (exponent < -40) mpfr.mpfr_set(value, x, NEAREST);
  else mpfr.mpfr_set_d(value, start(mpfr.mpfr_get_d(x, NEAREST), exponent), NEAREST);
  // Newton doubles the digits; near the branch point it halves the error at first.
  const steps = 8 + 2 * Math.ceil(Math.log2(precision));
  for (let i = 0; i < steps; i++) {
    mpfr.mpfr_exp(e, value, NEAREST);
    mpfr.mpfr_mul(residue, value, e, NEAREST);
    mpfr.mpfr_sub(residue, residue, x, NEAREST);
    mpfr.mpfr_add_ui(slope, value, 1, NEAREST);
    mpfr.mpfr_mul(slope, slope, e, NEAREST);
    if (mpfr.mpfr_zero_p(slope) || mpfr.mpfr_zero_p(residue)) break;
    mpfr.mpfr_div(residue, residue, slope, NEAREST);
    mpfr.mpfr_sub(value, value, residue, NEAREST);
    if (mpfr.mpfr_cmp_si(value, -1) <= 0) mpfr.mpfr_set_d(value, -1 + 2 ** -52, NEAREST);
    if (mpfr.mpfr_zero_p(residue) || mpfr.mpfr_get_exp(residue) < mpfr.mpfr_get_exp(value) - precision + 8)
      break;
  }
  const radius = w.big();
  mpfr.mpfr_abs(radius, value, UP);
  mpfr.mpfr_div_2ui(radius, radius, w.precision + 16, UP);
  for (;;) {
    mpfr.mpfr_sub(slope, value, radius, DOWN);
    if (mpfr.mpfr_cmp_si(slope, -1) <= 0) {
      mpfr.mpfr_set_si(slope, -1, DOWN);
      break;
    }
    if (onSide(slope, x, true, e)) break;
    mpfr.mpfr_mul_2ui(radius, radius, 1, UP);
  }
  mpfr.mpfr_set(out.lo, slope, DOWN);
  mpfr.mpfr_abs(radius, value, UP);
  mpfr.mpfr_div_2ui(radius, radius, w.precision + 16, UP);
  for (;;) {
    mpfr.mpfr_add(slope, value, radius, UP);
    if (mpfr.mpfr_cmp_si(slope, -1) >= 0 && onSide(slope, x, false, e)) break;
    mpfr.mpfr_mul_2ui(radius, radius, 1, UP);
  }
  mpfr.mpfr_set(out.hi, slope, UP);
  w.release(mark);
  return undefined;
}

/** W₀ on [−1/e, ∞), increasing. */
const lambertw: IntervalRule = (out, [a], w) => {
  if (sideOfBranch(a.hi, w) < 0) return nowhere('lambertw of a number below -1/e');
  if (!isPoint(a) && sideOfBranch(a.lo, w) < 0) return unsure('lambertw of a number that may be below -1/e');
  if (mpfr.mpfr_inf_p(a.hi)) {
    lambertPoint(out, a.lo, w);
    mpfr.mpfr_set_inf(out.hi, 1);
    return undefined;
  }
  return betweenEnds(lambertPoint, out, a, w);
};

export const LAMBERT_RULES = { lambertw } satisfies Record<string, IntervalRule>;
