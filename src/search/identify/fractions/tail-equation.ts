import { fromFixedPoint } from '../../../number/fixed-point.ts';
import { mpfr, ROUND, type Big } from '../../../number/mpfr.ts';
import type { Workspace } from '../../../number/workspace.ts';
import { degreeOf, leadingOf, type Coefficients, type PolynomialFraction } from './polynomial-fraction.ts';

/** Why a fraction whose roots are of one size has no limit, or none that this finds. */
export type NoTail = 'divergent' | 'logarithmic';

/**
 * The tails t(n) of a slow fraction as X(n)·n^(order/2) in powers of h = 1/√n, X = Σ x[m]·hᵐ, and the equation that gives
 * them one after the other: for every m
 *
 *   Σ x[i]·x⁺[m−i] − Σ lower[i]·x⁺[m−i] − ½·(x⁺ − x)[m + lift] = known[m],
 *
 * where x⁺ are the coefficients of X(n+1)·(n+1)^(order/2), and the third sum is there for lift > 0.
 */
export type TailEquation = {
  readonly order: number;
  readonly lift: 0 | 1 | 2;
  readonly lower: ReadonlyMap<number, number>;
  /** known[m], for m in rising order. */
  readonly known: (m: number) => Big | undefined;
  readonly first: Big;
  /** Only every second coefficient is not 0: powers of 1/n. */
  readonly whole: boolean;
  /** The tail is a(n)·(½ + X·n^(order/2)); otherwise it is X·n^(order/2). */
  readonly scaled: boolean;
};

/** The equation of a fraction that `convergenceOf` calls slow. */
export function tailEquation(fraction: PolynomialFraction, w: Workspace): TailEquation | NoTail {
  return degreeOf(fraction.b) === 2 * degreeOf(fraction.a)
    ? equalRoots(fraction, w)
    : largeNumerators(fraction, w);
}

/**
 * Equal characteristic roots: with t = a·τ, τ(n)·τ(n+1) = τ(n+1) + c(n+1) for c(n+1) = b(n+1)/(a(n)·a(n+1)) → −1/4, and with
 * τ = ½ + S, S·S⁺ − ½·(S⁺ − S) = ¼ + c. What is on the right begins with 1/n: S is a series in 1/√n, oscillating where its
 * coefficient is below 0; or with 1/n²: S begins with s/n for s² + s/2 = g, and the limit is approached like a power of n.
 */
function equalRoots({ a, b }: PolynomialFraction, w: Workspace): TailEquation | NoTail {
  const [aNow, aNext, bNext] = [exact(a), shifted(a), shifted(b)];
  const below = product(aNow, aNext);
  const above = below.map((c, i) => c + 4n * (bNext[i] ?? 0n));
  const top = below.length - 1;
  const [square, one, two] = [below[top], above[top - 1] ?? 0n, above[top - 2] ?? 0n];
  // ¼ + c = above/(4·below); above[top] is 0.
  const lift = one !== 0n ? 1 : 2;
  if (one !== 0n && one < 0n !== square < 0n) return 'divergent';
  // 1/4 + 4·g is a positive multiple of square + 4·two.
  const discriminant = square + 4n * two;
  if (lift === 2 && discriminant < 0n) return 'divergent';
  if (lift === 2 && discriminant === 0n) return 'logarithmic';
  const known = quotientSeries(above.slice(0, top), below, w);
  const first = w.big();
  if (lift === 1) {
    mpfr.mpfr_sqrt(first, known(1), ROUND.NEAREST);
  } else {
    // −1/4 + √(1/16 + g)
    mpfr.mpfr_add_d(first, known(2), 0.0625, ROUND.NEAREST);
    mpfr.mpfr_sqrt(first, first, ROUND.NEAREST);
    mpfr.mpfr_sub_d(first, first, 0.25, ROUND.NEAREST);
  }
  return {
    order: -lift,
    lift,
    lower: new Map(),
    known: (m) => (m % 2 === 0 ? known(m / 2 + lift) : undefined),
    first,
    whole: lift === 2,
    scaled: true,
  };
}

/**
 * b(n) > 0 outgrows a(n)²: t·t⁺ − a·t⁺ = b⁺, t ~ ±√b. By Stern's and Stolz's theorem there is a limit only if deg b is at most
 * 2·deg a + 2.
 */
function largeNumerators({ a, b }: PolynomialFraction, w: Workspace): TailEquation | NoTail {
  const order = degreeOf(b);
  if (order > 2 * degreeOf(a) + 2) return 'divergent';
  const first = w.big();
  mpfr.mpfr_set_d(first, leadingOf(b), ROUND.NEAREST);
  mpfr.mpfr_sqrt(first, first, ROUND.NEAREST);
  if (leadingOf(a) < 0) mpfr.mpfr_neg(first, first, ROUND.NEAREST);
  const next = shifted(b);
  const value = w.big();
  return {
    order,
    lift: 0,
    lower: new Map(a.flatMap((c, j) => (c === 0 ? [] : [[order - 2 * j, c] as const]))),
    known: (m) => {
      const power = order - m / 2;
      if (m % 2 !== 0 || power < 0) return undefined;
      fromFixedPoint(value, next[power], 0);
      return value;
    },
    first,
    whole: order % 2 === 0,
    scaled: false,
  };
}

/** The coefficients of n^(−k), k = 1, 2, …, of above/(4·below), where deg above < deg below: each from those before it. */
function quotientSeries(
  above: readonly bigint[],
  below: readonly bigint[],
  w: Workspace,
): (k: number) => Big {
  const top = below.length - 1;
  const big = (value: bigint): Big => {
    const out = w.big();
    fromFixedPoint(out, value, 0);
    return out;
  };
  const divisor = below.map(big);
  const zero = big(0n);
  const series: Big[] = [zero];
  return (k) => {
    while (series.length <= k) {
      const at = series.length;
      const sum = big(above[top - at] ?? 0n);
      mpfr.mpfr_div_2ui(sum, sum, 2, ROUND.NEAREST);
      const mark = w.mark();
      const part = w.big();
      for (let i = 1; i <= Math.min(top, at - 1); i++) {
        mpfr.mpfr_mul(part, divisor[top - i], series[at - i], ROUND.NEAREST);
        mpfr.mpfr_sub(sum, sum, part, ROUND.NEAREST);
      }
      w.release(mark);
      mpfr.mpfr_div(sum, sum, divisor[top], ROUND.NEAREST);
      series.push(sum);
    }
    return series[k];
  };
}

function exact(polynomial: Coefficients): bigint[] {
  return polynomial.slice(0, degreeOf(polynomial) + 1).map(BigInt);
}

/** p(n + 1). */
function shifted(polynomial: Coefficients): bigint[] {
  const out = exact(polynomial);
  for (let i = 0; i < out.length - 1; i++) {
    for (let j = out.length - 2; j >= i; j--) out[j] += out[j + 1];
  }
  return out;
}

function product(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  const out = Array.from({ length: a.length + b.length - 1 }, () => 0n);
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) out[i + j] += x * y;
  return out;
}
