import { toFixedPoint } from '../../../number/fixed-point.ts';
import { absolute, bitLength, gcd } from '../../../number/exact/integers.ts';
import { mpfr, type Big } from '../../../number/mpfr.ts';
import type { PolynomialFraction } from './polynomial-fraction.ts';

/**
 * How well and how fast the convergents p/q of a fraction approach its value: digits gained a term, and δ with
 * |v − p/q| = q^(−1−δ) for p/q in lowest terms (above 0, the fraction alone proves that v is irrational). Both as
 * measured at `depth` terms; the digits a term are the mean over the second half.
 */
export type FractionMetrics = { readonly depth: number; readonly perTerm: number; readonly delta: number };

/** Most terms, and bits of the denominators, that are looked at. */
const MOST_DEPTH = 1_000;
const MOST_BITS = 3_000;

/** @param value the fraction's value, to clearly more bits than the convergents looked at reach */
export function fractionMetrics({ a, b }: PolynomialFraction, value: Big): FractionMetrics | undefined {
  const bits = mpfr.mpfr_get_prec(value) + 32;
  const known = toFixedPoint(value, bits);
  const spare = mpfr.mpfr_get_prec(value) - 64;
  let [p0, q0] = [1n, 0n];
  let [p1, q1] = [BigInt(a[0] ?? 0), 1n];
  const errors: number[] = [];
  let last: { readonly depth: number; readonly delta: number } | undefined;
  for (let n = 1; n <= MOST_DEPTH; n++) {
    const [f, g] = [horner(a, BigInt(n)), horner(b, BigInt(n))];
    [p0, p1] = [p1, f * p1 + g * p0];
    [q0, q1] = [q1, f * q1 + g * q0];
    if (q1 === 0n) {
      errors.push(NaN);
      continue;
    }
    // |v − p/q| in bits
    const difference = absolute(known * q1 - (p1 << BigInt(bits)));
    const error = bitLength(difference) - bitLength(q1) - bits;
    if (error < -spare || bitLength(q1) > 4 * MOST_BITS) break;
    errors.push(error);
    if (n % 10 === 0 || error < -spare + 200) {
      const common = gcd(p1, q1);
      const size = bitLength(q1 / common);
      if (size > 8) last = { depth: n, delta: -error / size - 1 };
      if (size > MOST_BITS) break;
    }
  }
  if (last === undefined) return undefined;
  const [start, end] = [errors[Math.floor(last.depth / 2) - 1], errors[last.depth - 1]];
  const steps = last.depth - Math.floor(last.depth / 2);
  const perTerm = ((start - end) * Math.log10(2)) / Math.max(1, steps);
  if (!Number.isFinite(perTerm)) return undefined;
  return { depth: last.depth, perTerm: rounded(perTerm), delta: rounded(last.delta) };
}

function horner(polynomial: readonly number[], n: bigint): bigint {
  let sum = 0n;
  for (let i = polynomial.length - 1; i >= 0; i--) sum = sum * n + BigInt(polynomial[i]);
  return sum;
}

function rounded(x: number): number {
  return Math.round(x * 1000) / 1000 + 0;
}
