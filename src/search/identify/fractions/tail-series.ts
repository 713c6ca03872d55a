import { mpfr, ROUND, type Big } from '../../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../../number/workspace.ts';
import { exactTerms } from './exact-terms.ts';
import type { Coefficients, PolynomialFraction } from './polynomial-fraction.ts';
import { tailEquation, type NoTail, type TailEquation } from './tail-equation.ts';

/** Consecutive terms whose largest is the series' size there. */
const WINDOW = 5;
/** Bits by which terms may have grown again before the series is cut. */
const PAST_SMALLEST = 12;

/**
 * Writes the tails t(n) = a(n) + b(n+1)/(a(n+1) + …) of a slow fraction (see `convergenceOf`) at large n into `out`, by their
 * asymptotic series in powers of 1/√n: the formal solution of t(n)·t(n+1) = a(n)·t(n+1) + b(n+1) whose errors die out
 * towards smaller n. Its terms are used down to the smallest, or to the precision of `out`. The series is not
 * convergent: the value is as good as its smallest term, which is measured by comparing two n, not proved.
 *
 * @param depths the n, rising; the series ends where its terms no longer matter at the first
 * @param terms most terms of the series
 * @param out one number for each of `depths`, all of one precision
 */
export function slowTails(
  fraction: PolynomialFraction,
  depths: readonly number[],
  terms: number,
  out: readonly Big[],
): NoTail | undefined {
  return withWorkspace(mpfr.mpfr_get_prec(out[0]) + 32, (w) => {
    const equation = tailEquation(fraction, w);
    if (typeof equation === 'string') return equation;
    sumSeries(equation, depths, terms, w, out);
    if (equation.scaled) scale(fraction.a, depths, w, out);
    return undefined;
  });
}

function sumSeries(
  equation: TailEquation,
  depths: readonly number[],
  terms: number,
  w: Workspace,
  out: readonly Big[],
): void {
  const { order, lift, lower, first, whole } = equation;
  const step = whole ? 2 : 1;
  /** Of X(n) and X(n+1): s[k] is the coefficient of hᵐ for m = k·step. */
  const s: Big[] = [first];
  const shifted: Big[] = [first];
  const [factor, sum, product] = w.bigs(3);
  const precision = mpfr.mpfr_get_prec(out[0]);
  const roots = w.bigs(depths.length);
  const scales = w.bigs(depths.length); // n^(−m/2)
  for (const [i, n] of depths.entries()) {
    mpfr.mpfr_set_d(roots[i], n, ROUND.NEAREST);
    if (!whole) mpfr.mpfr_sqrt(roots[i], roots[i], ROUND.NEAREST);
    mpfr.mpfr_set_ui(scales[i], 1, ROUND.NEAREST);
    mpfr.mpfr_set(out[i], first, ROUND.NEAREST);
  }
  let smallest = Infinity;
  let recent: number[] = Array.from({ length: WINDOW }, () => Infinity);
  for (let k = 1; k < terms; k++) {
    const m = k * step;
    // S⁺ without s[m] itself.
    const known = w.big();
    mpfr.mpfr_set_ui(known, 0, ROUND.NEAREST);
    addShifted(known, m, m, 1);
    // The equation at hᵐ, with s[m] = 0.
    mpfr.mpfr_mul(sum, first, known, ROUND.NEAREST);
    for (let i = 1; i < k; i++) {
      mpfr.mpfr_mul(product, s[i], shifted[k - i], ROUND.NEAREST);
      mpfr.mpfr_add(sum, sum, product, ROUND.NEAREST);
    }
    if (lift > 0) addShifted(sum, m + lift, m, -0.5);
    for (const [i, c] of lower) {
      if (i > m) continue;
      mpfr.mpfr_mul_d(product, shifted[(m - i) / step], -c, ROUND.NEAREST);
      mpfr.mpfr_add(sum, sum, product, ROUND.NEAREST);
    }
    const right = equation.known(m);
    if (right !== undefined) mpfr.mpfr_sub(sum, sum, right, ROUND.NEAREST);
    // The factor of s[m].
    mpfr.mpfr_mul_2ui(product, first, 1, ROUND.NEAREST);
    if (lift === 2) mpfr.mpfr_add_d(product, product, (m + 2) / 4, ROUND.NEAREST);
    const next = w.big();
    mpfr.mpfr_div(next, sum, product, ROUND.NEAREST);
    mpfr.mpfr_neg(next, next, ROUND.NEAREST);
    s.push(next);
    mpfr.mpfr_add(known, known, next, ROUND.NEAREST);
    shifted.push(known);
    let size = -Infinity;
    for (let i = 0; i < depths.length; i++) {
      mpfr.mpfr_div(scales[i], scales[i], roots[i], ROUND.NEAREST);
      mpfr.mpfr_mul(product, next, scales[i], ROUND.NEAREST);
      if (mpfr.mpfr_zero_p(product)) continue;
      if (i === 0) size = mpfr.mpfr_get_exp(product);
      mpfr.mpfr_add(out[i], out[i], product, ROUND.NEAREST);
    }
    // Past its smallest terms the series only does harm. Single terms may be small, or 0: the largest of a few counts.
    recent = [...recent.slice(1), size];
    const envelope = Math.max(...recent);
    if (envelope > smallest + PAST_SMALLEST || envelope < mpfr.mpfr_get_exp(out[0]) - precision) break;
    smallest = Math.min(smallest, envelope);
  }
  for (const [i, n] of depths.entries()) {
    mpfr.mpfr_set_d(product, n, ROUND.NEAREST);
    if (order % 2 !== 0) mpfr.mpfr_sqrt(product, product, ROUND.NEAREST);
    mpfr.mpfr_pow_si(product, product, order % 2 === 0 ? order / 2 : order, ROUND.NEAREST);
    mpfr.mpfr_mul(out[i], out[i], product, ROUND.NEAREST);
  }

  /** Adds `by` times what the coefficients before h^before add to that of h^index in X(n+1)·(n+1)^(order/2), its own left out. */
  function addShifted(into: Big, index: number, before: number, by: number): void {
    for (let j = 1; index - 2 * j >= 0; j++) {
      const from = index - 2 * j;
      // binom((order − from)/2, j), built from its predecessor, whose top is one less.
      if (j === 1) mpfr.mpfr_set_ui(factor, 1, ROUND.NEAREST);
      mpfr.mpfr_mul_d(factor, factor, (order - index) / 2 + j, ROUND.NEAREST);
      mpfr.mpfr_div_ui(factor, factor, j, ROUND.NEAREST);
      if (from >= before) continue;
      mpfr.mpfr_mul(product, factor, s[from / step], ROUND.NEAREST);
      if (by !== 1) mpfr.mpfr_mul_d(product, product, by, ROUND.NEAREST);
      mpfr.mpfr_add(into, into, product, ROUND.NEAREST);
    }
  }
}

/** a(n)·(½ + S) */
function scale(a: Coefficients, depths: readonly number[], w: Workspace, out: readonly Big[]): void {
  const terms = exactTerms(a, w);
  for (const [i, n] of depths.entries()) {
    mpfr.mpfr_add_d(out[i], out[i], 0.5, ROUND.NEAREST);
    terms.multiply(out[i], out[i], n);
  }
}
