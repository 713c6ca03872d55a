import { mpfr, ROUND, type Big } from '../../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../../number/workspace.ts';
import { degreeOf, leadingOf, type PolynomialFraction } from './polynomial-fraction.ts';

/** Consecutive terms whose largest is the series' size there. */
const WINDOW = 5;
/** Bits by which terms may have grown again before the series is cut. */
const PAST_SMALLEST = 12;

/** Why a fraction whose roots are of one size has no limit, or none that this finds. */
export type NoTail = 'divergent' | 'logarithmic' | 'unsupported';

/**
 * Writes the tails t(n) = a(n) + b(n+1)/(a(n+1) + …) of a slow fraction (see `convergenceOf`) at large n into `out`, by their
 * asymptotic series in powers of 1/√n: the formal solution of t(n)·t(n+1) = a(n)·t(n+1) + b(n+1) whose errors die out
 * towards smaller n. Its terms are used down to the smallest, or to the precision of `out`. The series is not
 * convergent: the value is as good as its smallest term, which is measured by comparing two n, not proved.
 *
 * With T(n) = λ·n + S(n), λ = a₁/2 where the characteristic roots are equal and 0 elsewhere, the equation is
 * S·S⁺ − λ·n·(S⁺ − S) + λ·S − a₀·S⁺ + g(n) = 0 for S⁺ = S(n+1) and a polynomial g; each coefficient of S then follows
 * from those before it, the first from a quadratic equation. A negative discriminant there is an oscillation.
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
    const shape = shapeOf(fraction, w);
    if (typeof shape === 'string') return shape;
    sumSeries(shape, depths, terms, w, out);
    return undefined;
  });
}

type Shape = {
  /** S starts at n^(order/2). */
  readonly order: 0 | 1 | 2;
  readonly lambda: number;
  readonly constant: number;
  /** g, constant first. */
  readonly rest: readonly number[];
  readonly first: Big;
  /** Only every second term is not 0: powers of 1/n. */
  readonly whole: boolean;
};

function shapeOf({ a, b }: PolynomialFraction, w: Workspace): Shape | NoTail {
  const [a0 = 0, a1 = 0] = a;
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  if (degreeOf(a) > 1 || degreeOf(b) > 2) return 'unsupported';
  const first = w.big();
  const shifted = [b0 + b1 + b2, b1 + 2 * b2, b2];
  const sign = leadingOf(a) < 0 ? -1 : 1;
  if (a1 === 0) {
    mpfr.mpfr_set_d(first, leadingOf(b), ROUND.NEAREST);
    mpfr.mpfr_sqrt(first, first, ROUND.NEAREST);
    if (sign < 0) mpfr.mpfr_neg(first, first, ROUND.NEAREST);
    const order = degreeOf(b) === 2 ? 2 : 1;
    const whole = order === 2;
    return { order, lambda: 0, constant: a0, rest: shifted.map((c) => -c), first, whole };
  }
  const lambda = a1 / 2;
  // λ²·n(n+1) − a(n)·λ·(n+1) − b(n+1), whose n² is 0.
  const linear = lambda * lambda - lambda * (a0 + a1) - shifted[1];
  const constant = -lambda * a0 - shifted[0];
  if (linear > 0) return 'divergent';
  if (linear < 0) {
    mpfr.mpfr_set_d(first, -linear, ROUND.NEAREST);
    mpfr.mpfr_sqrt(first, first, ROUND.NEAREST);
    if (sign < 0) mpfr.mpfr_neg(first, first, ROUND.NEAREST);
    return { order: 1, lambda, constant: a0, rest: [constant, linear], first, whole: false };
  }
  const middle = a0 - lambda;
  const discriminant = middle * middle - 4 * constant;
  if (discriminant < 0) return 'divergent';
  if (discriminant === 0) return 'logarithmic';
  mpfr.mpfr_set_d(first, discriminant, ROUND.NEAREST);
  mpfr.mpfr_sqrt(first, first, ROUND.NEAREST);
  if (sign < 0) mpfr.mpfr_neg(first, first, ROUND.NEAREST);
  mpfr.mpfr_add_d(first, first, middle, ROUND.NEAREST);
  mpfr.mpfr_div_2ui(first, first, 1, ROUND.NEAREST);
  return { order: 0, lambda, constant: a0, rest: [constant, 0], first, whole: true };
}

function sumSeries(
  shape: Shape,
  depths: readonly number[],
  terms: number,
  w: Workspace,
  out: readonly Big[],
): void {
  const { order, lambda, constant, rest, first, whole } = shape;
  const step = whole ? 2 : 1;
  /** s[m] is the coefficient of n^((order − m)/2) in S; shifted[m] that of S(n+1). */
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
    mpfr.mpfr_set_ui(factor, 1, ROUND.NEAREST);
    for (let j = 1; m - 2 * j >= 0; j++) {
      // binom((order − m)/2 + j, j) = ∏ ((order − m)/2 + j − i)/(i + 1), i < j: built from its predecessor, whose top is one less.
      binomial(order - m, j, factor);
      mpfr.mpfr_mul(product, factor, s[(m - 2 * j) / step], ROUND.NEAREST);
      mpfr.mpfr_add(known, known, product, ROUND.NEAREST);
    }
    // The equation at n^((2·order − m)/2), with s[m] = 0.
    mpfr.mpfr_mul(sum, first, known, ROUND.NEAREST);
    for (let i = 1; i < k; i++) {
      mpfr.mpfr_mul(product, s[i], shifted[k - i], ROUND.NEAREST);
      mpfr.mpfr_add(sum, sum, product, ROUND.NEAREST);
    }
    // −λ·n·(S⁺ − S): only what the shift adds.
    if (lambda !== 0) {
      // What s[m] itself adds for order 0 is in the divisor below.
      addLifted(m + 2 - order, m, -lambda);
    }
    const at = (m - order) / step;
    if (at >= 0 && Number.isInteger(at)) {
      if (at < k) {
        addScaled(s[at], lambda);
        addScaled(shifted[at], -constant);
      } else {
        addScaled(known, -constant);
      }
    }
    const power = (2 * order - m) / 2;
    if (Number.isInteger(power) && power >= 0 && (rest[power] ?? 0) !== 0) {
      mpfr.mpfr_add_d(sum, sum, rest[power], ROUND.NEAREST);
    }
    // The factor of s[m].
    mpfr.mpfr_mul_2ui(product, first, 1, ROUND.NEAREST);
    if (order === 0) mpfr.mpfr_add_d(product, product, lambda * (m / 2) + lambda - constant, ROUND.NEAREST);
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
  // What was summed is S/n^(order/2).
  for (const [i, n] of depths.entries()) {
    mpfr.mpfr_set_d(product, n, ROUND.NEAREST);
    if (order === 1) mpfr.mpfr_sqrt(product, product, ROUND.NEAREST);
    if (order > 0) mpfr.mpfr_mul(out[i], out[i], product, ROUND.NEAREST);
    mpfr.mpfr_add_d(out[i], out[i], lambda * n, ROUND.NEAREST);
  }

  function addScaled(value: Big, by: number): void {
    if (by === 0) return;
    mpfr.mpfr_mul_d(product, value, by, ROUND.NEAREST);
    mpfr.mpfr_add(sum, sum, product, ROUND.NEAREST);
  }

  /** Adds `by` times the coefficient of n^((order − index)/2) in S⁺ − S that comes from s below `before`. */
  function addLifted(index: number, before: number, by: number): void {
    if (index < 0) return;
    for (let j = 1; index - 2 * j >= 0; j++) {
      const from = index - 2 * j;
      binomial(order - index, j, factor);
      if (from >= before) continue;
      mpfr.mpfr_mul(product, factor, s[from / step], ROUND.NEAREST);
      addScaled(product, by);
    }
  }

  /** binom(top/2 + j, j) into `into`, where it holds binom(top/2 + j − 1, j − 1) unless j is 1. */
  function binomial(top: number, j: number, into: Big): void {
    if (j === 1) mpfr.mpfr_set_ui(into, 1, ROUND.NEAREST);
    mpfr.mpfr_mul_d(into, into, top / 2 + j, ROUND.NEAREST);
    mpfr.mpfr_div_ui(into, into, j, ROUND.NEAREST);
  }
}
