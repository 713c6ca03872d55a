import {
  integerPolynomial,
  multiplyPolynomials,
  scalePolynomial,
  addPolynomials,
  substitutePolynomial,
} from '../../../number/exact/integer-polynomial.ts';
import type { ValuedFraction } from './equivalence.ts';
import type { Coefficients, MoebiusRelation } from './polynomial-fraction.ts';

/**
 * A fraction whose value is a theorem. Its convergents are understood well enough to carry the theorem over to equivalent
 * fractions (`convergesWith`): either the ratio of a series that Euler's formula turns into it, or positive elements.
 */
export type SeedFraction = ValuedFraction & {
  readonly name: string;
  /** The constant, as Napier's language writes it. */
  readonly constant: string;
  readonly source: string;
  /** Euler's: the series of which convergents are partial sums, by its ratio term(n)/term(n − 1) = P(n)/Q(n). */
  readonly ratio?: { readonly top: Coefficients; readonly bottom: Coefficients };
  /**
   * Polynomials l and h between which the tails y(n) = b(n)/(a(n) + …) of positive elements lie for large n: the step at n
   * takes [l(n+1), h(n+1)] into [l(n), h(n)], and l > 0 there.
   */
  readonly tails?: readonly [low: Coefficients, high: Coefficients];
};

type EulerRow = {
  readonly constant: string;
  readonly name: string;
  readonly source: string;
  /** term(n)/term(n−1), n ≥ 1. */
  readonly top: Coefficients;
  readonly bottom: Coefficients;
  /** term(0) as a fraction, and the sum (p + q·c)/(r + s·c). */
  readonly first: readonly [number, number];
  readonly sum: readonly [p: number, q: number, r: number, s: number];
};

/**
 * Euler's fraction of a series (Introductio in analysin infinitorum, 1748, chapter 18; DLMF 1.12.21): with Q(0) ≠ 0,
 * Q(0)·term(0)/Σ = Q(0) − P(1)Q(0)/(P(1)+Q(1) − P(2)Q(1)/(P(2)+Q(2) − …)).
 */
function eulerFraction({ top, bottom, first, sum, ...row }: EulerRow): SeedFraction {
  const [P, Q] = [integerPolynomial(top), integerPolynomial(bottom)];
  const a = addPolynomials(P, Q).map(Number);
  const b = scalePolynomial(multiplyPolynomials(P, substitutePolynomial(Q, 1n, -1n)), -1n).map(Number);
  const [p, q, r, s] = sum;
  const [t, d] = first;
  // P(0) + Q(0)·(t/d)/Σ: the polynomial a(0) is P(0) + Q(0) where Euler has Q(0).
  const [P0, Q0] = [top[0] ?? 0, bottom[0] ?? 0];
  const value: MoebiusRelation = {
    p: P0 * d * p + Q0 * t * r,
    q: P0 * d * q + Q0 * t * s,
    r: d * p,
    s: d * q,
  };
  return { name: row.name, constant: row.constant, source: row.source, a, b, value, ratio: { top, bottom } };
}

/** Series with known sums: the exponential, the logarithm, the arc tangent, and sums over powers. */
const EULER_ROWS: readonly EulerRow[] = [
  {
    constant: 'e',
    name: 'exponential series at 1',
    source: 'DLMF 4.2.19',
    top: [1],
    bottom: [1, 1],
    first: [1, 1],
    sum: [-1, 1, 1, 0],
  },
  {
    constant: 'e',
    name: 'exponential series at -1',
    source: 'DLMF 4.2.19',
    top: [-1],
    bottom: [1, 1],
    first: [-1, 1],
    sum: [1, -1, 0, 1],
  },
  {
    constant: 'ln2',
    name: 'logarithmic series at 1',
    source: 'DLMF 4.6.1',
    top: [0, -1],
    bottom: [1, 1],
    first: [1, 1],
    sum: [0, 1, 1, 0],
  },
  {
    constant: 'ln2',
    name: 'logarithmic series at -1/2',
    source: 'DLMF 4.6.1',
    top: [0, 1],
    bottom: [2, 2],
    first: [1, 2],
    sum: [0, 1, 1, 0],
  },
  {
    constant: 'pi',
    name: "Leibniz' series of the arc tangent at 1",
    source: 'DLMF 4.24.3',
    top: [1, -2],
    bottom: [1, 2],
    first: [1, 1],
    sum: [0, 1, 4, 0],
  },
  {
    constant: 'pi',
    name: "Euler's series of the arc tangent at 1",
    source: 'Euler 1755; sum of n!/(2n+1)!!, DLMF 15.4.3 with 15.8.1',
    top: [0, 1],
    bottom: [1, 2],
    first: [1, 1],
    sum: [0, 1, 2, 0],
  },
  {
    constant: 'catalan',
    name: "Catalan's alternating series",
    source: 'DLMF 25.11.40',
    top: [-1, 4, -4],
    bottom: [1, 4, 4],
    first: [1, 1],
    sum: [0, 1, 1, 0],
  },
  {
    constant: 'zeta(3)',
    name: 'sum of reciprocal cubes',
    source: 'DLMF 25.2.1',
    top: [0, 0, 0, 1],
    bottom: [1, 3, 3, 1],
    first: [1, 1],
    sum: [0, 1, 1, 0],
  },
  {
    constant: 'zeta(3)',
    name: 'alternating sum over cubes and central binomials',
    source: 'Apéry 1979; van der Poorten 1979, section 3',
    top: [0, 0, 0, -1],
    bottom: [2, 8, 10, 4],
    first: [1, 2],
    sum: [0, 2, 5, 0],
  },
  {
    constant: 'zeta(2)',
    name: 'sum of reciprocal squares',
    source: 'DLMF 25.2.1',
    top: [0, 0, 1],
    bottom: [1, 2, 1],
    first: [1, 1],
    sum: [0, 1, 1, 0],
  },
  {
    constant: 'zeta(2)',
    name: 'sum over squares and central binomials',
    source: 'Euler; van der Poorten 1979, section 3',
    top: [0, 0, 1],
    bottom: [2, 6, 4],
    first: [1, 2],
    sum: [0, 1, 3, 0],
  },
];

/**
 * Fractions with positive elements whose values stand in the literature. The last two are elementary: for x > 0 and
 * Iₙ = ∫₀^∞ e^(−xt)·sech t·tanhⁿ t dt, by parts, x·I₀ = 1 − I₁ and x·Iₙ = n·Iₙ₋₁ − (n+1)·Iₙ₊₁, so 1/I₀ = x + 1²/(x + 2²/(x + …)) with
 * positive tails; with sech² for sech, 1/I₀ = x + 1·2/(x + 2·3/(x + …)). For x = 2 and x = 1, I₀ is 2 − π/2 and π/2 − 1.
 */
const OTHERS: readonly SeedFraction[] = [
  {
    constant: 'pi',
    name: "Gauss's fraction of the arc tangent at 1",
    source: 'DLMF 4.25.4',
    a: [1, 2],
    b: [0, 0, 1],
    value: { p: 4, q: 0, r: 0, s: 1 },
  },
  {
    constant: 'e',
    name: "Lambert's fraction of the hyperbolic tangent at 1/2",
    source: 'Lambert 1768; DLMF 4.39.1',
    a: [2, 4],
    b: [1],
    value: { p: 1, q: 1, r: -1, s: 1 },
  },
  {
    constant: 'pi',
    name: "Stieltjes' fraction of the transform of sech at 2",
    source: 'Stieltjes; by parts',
    a: [2],
    b: [0, 0, 1],
    value: { p: 2, q: 0, r: 4, s: -1 },
    tails: [
      [-3, 1],
      [0, 1],
    ],
  },
  {
    constant: 'pi',
    name: "Stieltjes' fraction of the transform of sech squared at 1",
    source: 'Stieltjes; by parts',
    a: [1],
    b: [0, 1, 1],
    value: { p: -2, q: 0, r: 2, s: -1 },
    tails: [
      [-1, 1],
      [0, 1],
    ],
  },
];

/** All seeds, those of a constant in the order in which equivalences are tried. */
export const SEED_FRACTIONS: readonly SeedFraction[] = [...EULER_ROWS.map(eulerFraction), ...OTHERS];
