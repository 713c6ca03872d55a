import {
  addPolynomials,
  evaluatePolynomial,
  integerPolynomial,
  multiplyPolynomials,
  scalePolynomial,
  substitutePolynomial,
  type IntegerPolynomial,
} from '../../../number/exact/integer-polynomial.ts';
import { gcd } from '../../../number/exact/integers.ts';
import type { MoebiusRelation, PolynomialFraction } from './polynomial-fraction.ts';

/** Row by row: the Möbius map x ↦ (m₀·x + m₁)/(m₂·x + m₃). */
export type Matrix<T> = readonly [T, T, T, T];

/** One step of a fraction, x ↦ b(n)/(a(n) + x), as a matrix of polynomials in n. */
export function stepMatrix({ a, b }: PolynomialFraction): Matrix<IntegerPolynomial> {
  return [[], integerPolynomial(b), [1n], integerPolynomial(a)];
}

/** `fold` steps as one: x ↦ step(fold·(n−1)+1) ∘ … ∘ step(fold·n). */
export function foldedMatrix(fraction: PolynomialFraction, fold: number): Matrix<IntegerPolynomial> {
  const one = stepMatrix(fraction);
  let product: Matrix<IntegerPolynomial> = [[1n], [], [], [1n]];
  for (let i = 1; i <= fold; i++) {
    product = multiplyMatrices(
      product,
      mapMatrix(one, (f) => substitutePolynomial(f, BigInt(fold), BigInt(i - fold))),
    );
  }
  return product;
}

/** c ↦ the tail b(1)/(a(1) + …) of a fraction whose value is (p + q·c)/(r + s·c). */
export function tailOfValue({ p, q, r, s }: MoebiusRelation, { a }: PolynomialFraction): Matrix<bigint> {
  const [P, Q, R, S, a0] = [p, q, r, s, a[0] ?? 0].map(BigInt);
  return [Q - a0 * S, P - a0 * R, S, R];
}

export function multiplyMatrices(
  [a, b, c, d]: Matrix<IntegerPolynomial>,
  [e, f, g, h]: Matrix<IntegerPolynomial>,
): Matrix<IntegerPolynomial> {
  const dot = (
    w: IntegerPolynomial,
    x: IntegerPolynomial,
    y: IntegerPolynomial,
    z: IntegerPolynomial,
  ): bigint[] => addPolynomials(multiplyPolynomials(w, x), multiplyPolynomials(y, z));
  return [dot(a, e, b, g), dot(a, f, b, h), dot(c, e, d, g), dot(c, f, d, h)];
}

export function determinantOf([a, b, c, d]: Matrix<IntegerPolynomial>): bigint[] {
  return addPolynomials(multiplyPolynomials(a, d), scalePolynomial(multiplyPolynomials(b, c), -1n));
}

export function mapMatrix<T, U>([a, b, c, d]: Matrix<T>, map: (entry: T) => U): Matrix<U> {
  return [map(a), map(b), map(c), map(d)];
}

export function matrixAt(matrix: Matrix<IntegerPolynomial>, n: bigint): Matrix<bigint> {
  return mapMatrix(matrix, (f) => evaluatePolynomial(f, n));
}

export function multiplyNumbers([a, b, c, d]: Matrix<bigint>, [e, f, g, h]: Matrix<bigint>): Matrix<bigint> {
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}

/** The inverse but for a factor. */
export function adjugate([a, b, c, d]: Matrix<bigint>): Matrix<bigint> {
  return [d, -b, -c, a];
}

/** Entries without a common divisor: equal maps become equal but for the sign. */
export function primitiveMatrix(matrix: Matrix<bigint>): Matrix<bigint> {
  let divisor = 0n;
  for (const entry of matrix) divisor = gcd(divisor, entry);
  return divisor === 0n ? matrix : mapMatrix(matrix, (entry) => entry / divisor);
}

/** Whether two matrices of polynomials are equal but for a factor (and neither is zero). */
export function proportional(f: Matrix<IntegerPolynomial>, g: Matrix<IntegerPolynomial>): boolean {
  if (f.every((x) => x.length === 0) || g.every((x) => x.length === 0)) return false;
  for (let i = 0; i < 4; i++) {
    for (let j = i + 1; j < 4; j++) {
      const left = multiplyPolynomials(f[i], g[j]);
      const right = multiplyPolynomials(f[j], g[i]);
      if (left.length !== right.length || left.some((c, k) => c !== right[k])) return false;
    }
  }
  return true;
}
