import {
  addPolynomials,
  integerPolynomial,
  multiplyPolynomials,
  scalePolynomial,
  substitutePolynomial,
  type IntegerPolynomial,
} from '../../../number/exact/integer-polynomial.ts';
import type { Equivalence } from './equivalence.ts';
import { convergenceOf } from './convergence.ts';
import { degreeOf, leadingOf, type Coefficients, type PolynomialFraction } from './polynomial-fraction.ts';
import type { SeedFraction } from './seed-fractions.ts';

/**
 * Whether the limit of a seed's fraction carries over to an equivalent one. With x(n) = U(n)·y(n), the N-th convergent of
 * the other is U(1) applied to the seed cut after its N-th step and continued by w(N) = U(N+1)⁻¹(0) = −u₁₂/u₁₁ (N+1) instead of 0. That
 * this has the seed's limit must be shown:
 * - of Euler's fraction, cut there, is (1 + x)/(Sₙ + x·Sₙ₋₁) for the partial sums S and x = w(N)/Q(N), but for a constant factor;
 *   as Sₙ + x·Sₙ₋₁ = (1 + x)·Sₙ − x·termₙ, it suffices that termₙ·x/(1 + x) → 0. Terms fall exponentially if |P/Q| → less
 *   than 1; else like N^(−s), with s from the next coefficients (Raabe), against the degree of the rational x/(1 + x).
 * - of a fraction with positive elements every w ≥ 0 gives a value between two neighbouring convergents; w < 0 is all
 *   right where roots of different size dominate (Poincaré, Perron: Bₙ/Bₙ₋₁ ~ λ·n^d) and w is not ~ −λ·n^d.
 * - where elements of both are positive from some n on, and the other converges (Seidel, Stern; Pringsheim: the sum of
 *   √(aₙ·aₙ₊₁/bₙ₊₁) is infinite), its limit lies between the convergents that follow each other, and so does U(1)·y(1) as soon as
 *   x(n) = U(n)·y(n) > 0 for infinitely many n: the signs of x follow from the seed's `tails`.
 * The answer false only says that these arguments do not do.
 */
export function carriesOver(
  h: PolynomialFraction,
  seed: SeedFraction,
  { fold, matrix }: Equivalence,
): boolean {
  // Of a fraction taken two steps at a time only every second convergent is seen: it must be known to converge.
  const { kind } = convergenceOf(h);
  if (fold[0] !== 1 && kind !== 'factorial' && kind !== 'exponential') return false;
  if (hasPositiveTails(h, seed, fold[1], matrix)) return true;
  const [u11, u12] = matrix.slice(0, 2).map((f) => substitutePolynomial(f, 1n, 1n));
  if (u12.length === 0) return true; // w = 0: the seed's own convergents
  if (u11.length === 0) return true; // w = ∞: those before them
  return seed.ratio === undefined
    ? carriesPositive(seed, u11, u12, fold[1])
    : carriesEuler(seed.ratio, u11, u12, fold[1]);
}

function hasPositiveTails(
  { a, b }: PolynomialFraction,
  { tails }: SeedFraction,
  fold: number,
  [u11, u12, u21, u22]: Equivalence['matrix'],
): boolean {
  if (tails === undefined || !(leadingOf(a) > 0 && leadingOf(b) > 0)) return false;
  if (degreeOf(b) > 2 * degreeOf(a) + 2) return false;
  const ends = tails.map((f) => substitutePolynomial(integerPolynomial(f), BigInt(fold), BigInt(1 - fold)));
  const signs = [
    [u11, u12],
    [u21, u22],
  ].flatMap(([u, v]) =>
    ends.map((end) => {
      const f = addPolynomials(multiplyPolynomials(u, end), v);
      return f.length === 0 ? 0 : f[f.length - 1] > 0n ? 1 : -1;
    }),
  );
  return signs[0] !== 0 && signs.every((sign) => sign === signs[0]);
}

function carriesEuler(
  { top, bottom }: { readonly top: Coefficients; readonly bottom: Coefficients },
  u11: IntegerPolynomial,
  u12: IntegerPolynomial,
  fold: number,
): boolean {
  // x/(1 + x) = −u₁₂/(Q·u₁₁ − u₁₂), in steps of `fold`.
  const q = substitutePolynomial(integerPolynomial(bottom), BigInt(fold), 0n);
  const divisor = addPolynomials(multiplyPolynomials(q, u11), scalePolynomial(u12, -1n));
  if (divisor.length === 0) return false;
  if (degreeOf(top) < degreeOf(bottom)) return true;
  const [p, d] = [leadingOf(top), leadingOf(bottom)];
  if (degreeOf(top) > degreeOf(bottom) || Math.abs(p) > Math.abs(d)) return false;
  if (Math.abs(p) < Math.abs(d)) return true;
  // P/Q = ±(1 − s/n + …)
  const k = degreeOf(bottom) - 1;
  const s = ((bottom[k] ?? 0) - (p / d) * (top[k] ?? 0)) / d;
  return u12.length - divisor.length < s;
}

function carriesPositive(
  seed: SeedFraction,
  u11: IntegerPolynomial,
  u12: IntegerPolynomial,
  fold: number,
): boolean {
  if (![...seed.a, ...seed.b].every((c) => c >= 0)) return false;
  const [top, bottom] = [-u12[u12.length - 1], u11[u11.length - 1]];
  // For large n the sign of w is that of its leading coefficients.
  if (top > 0n === bottom > 0n) return true;
  const { kind } = convergenceOf(seed);
  if (kind !== 'factorial' && kind !== 'exponential') return false;
  // λ·(fold·n)^d with d the degree of a; λ = (a + √(a² + 4b))/2 in leading coefficients, b counting only if balanced.
  const degree = degreeOf(seed.a);
  if (u12.length - u11.length !== degree) return true;
  const a = leadingOf(seed.a);
  const b = kind === 'exponential' ? leadingOf(seed.b) : 0;
  // w ~ −λ·(fold·n)^d only if ρ = |w|/(fold·n)^d is the positive root of ρ² = a·ρ + b: exactly, in whole numbers.
  const scale = BigInt(fold) ** BigInt(degree);
  const [num, den] = [top < 0n ? -top : top, (bottom < 0n ? -bottom : bottom) * scale];
  return num * num !== BigInt(a) * num * den + BigInt(b) * den * den;
}
