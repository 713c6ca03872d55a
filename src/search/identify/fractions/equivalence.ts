import type { IntegerPolynomial } from '../../../number/exact/integer-polynomial.ts';
import {
  hasNoPositiveRoot,
  integerPolynomial,
  substitutePolynomial,
} from '../../../number/exact/integer-polynomial.ts';
import { bitLength } from '../../../number/exact/integers.ts';
import { nullspace } from '../../../number/exact/nullspace.ts';
import {
  adjugate,
  determinantOf,
  foldedMatrix,
  mapMatrix,
  matrixAt,
  multiplyMatrices,
  multiplyNumbers,
  primitiveMatrix,
  proportional,
  tailOfValue,
  type Matrix,
} from './matrix.ts';
import type { MoebiusRelation, PolynomialFraction } from './polynomial-fraction.ts';

/** A fraction with its value as a Möbius image of some constant. */
export type ValuedFraction = PolynomialFraction & { readonly value: MoebiusRelation };

/**
 * Two fractions H and S whose tails are Möbius images of each other at every step: x(n) = U(n)·y(n), for the tails x of H
 * taken `fold[0]` steps at a time and y of S taken `fold[1]`, with polynomials in n for entries and det U(n) ≠ 0 for
 * n ≥ 1. It holds exactly when H(n)·U(n+1) ∝ U(n)·S(n) for the (folded) matrices of the steps: an identity of
 * polynomials. (A coboundary of the two recurrences; Raz et al., From Euler to AI, arXiv 2502.17533, section 3.)
 */
export type Equivalence = {
  readonly fold: readonly [number, number];
  readonly matrix: Matrix<IntegerPolynomial>;
};

/** Steps over which matrices are followed, and what their entries may grow by in bits: polynomials grow slowly. */
const STEPS = 48;
const MOST_GROWTH = 72;
const MOST_DEGREE = 9;

/**
 * Looks for an equivalence of two fractions whose values are Möbius images of one constant that is neither rational nor
 * quadratic: U(1) is then known, and U(n+1) follows from U(n). Polynomials that fit are verified, never trusted.
 */
export function findEquivalence(
  h: ValuedFraction,
  s: ValuedFraction,
  fold: readonly [number, number],
): Equivalence | undefined {
  const [stepH, stepS] = [foldedMatrix(h, fold[0]), foldedMatrix(s, fold[1])];
  let u = primitiveMatrix(multiplyNumbers(tailOfValue(h.value, h), adjugate(tailOfValue(s.value, s))));
  const start = Math.max(...u.map(bitLength));
  const samples: Matrix<bigint>[] = [];
  for (let n = 1n; n <= STEPS; n++) {
    samples.push(u);
    const next = multiplyNumbers(adjugate(matrixAt(stepH, n)), multiplyNumbers(u, matrixAt(stepS, n)));
    u = primitiveMatrix(next);
    if (u.every((entry) => entry === 0n)) return undefined;
    if (Math.max(...u.map(bitLength)) > start + MOST_GROWTH) return undefined;
  }
  for (let degree = 0; degree <= MOST_DEGREE; degree++) {
    const matrix = fitPolynomials(samples, degree);
    if (matrix === undefined) continue;
    return holds(stepH, stepS, matrix) ? { fold, matrix } : undefined;
  }
  return undefined;
}

/** Polynomials of a degree that are proportional to every sample. */
function fitPolynomials(
  samples: readonly Matrix<bigint>[],
  degree: number,
): Matrix<IntegerPolynomial> | undefined {
  const width = degree + 1;
  const rows: bigint[][] = [];
  // As many samples as unknowns: three equations each are more than enough.
  for (const [k, sample] of samples.slice(0, 4 * width + 4).entries()) {
    const n = BigInt(k + 1);
    const powers = Array.from({ length: width }, (_, i) => n ** BigInt(i));
    const pivot = sample.findIndex((entry) => entry !== 0n);
    for (let j = 0; j < 4; j++) {
      if (j === pivot) continue;
      const row = Array.from({ length: 4 * width }, () => 0n);
      for (let i = 0; i < width; i++) {
        row[j * width + i] = sample[pivot] * powers[i];
        row[pivot * width + i] = -sample[j] * powers[i];
      }
      rows.push(row);
    }
  }
  const [solution] = nullspace(rows, 4 * width);
  if (solution === undefined) return undefined;
  const entry = (j: number): bigint[] => integerPolynomial(solution.slice(j * width, (j + 1) * width));
  return [entry(0), entry(1), entry(2), entry(3)];
}

/** H(n)·U(n+1) ∝ U(n)·S(n), and U(n) is a map for every n ≥ 1. */
function holds(
  stepH: Matrix<IntegerPolynomial>,
  stepS: Matrix<IntegerPolynomial>,
  u: Matrix<IntegerPolynomial>,
): boolean {
  const next = mapMatrix(u, (f) => substitutePolynomial(f, 1n, 1n));
  return (
    hasNoPositiveRoot(determinantOf(u)) === true &&
    proportional(multiplyMatrices(stepH, next), multiplyMatrices(u, stepS))
  );
}

/** Checks an equivalence as given, and that it takes the value of `s` to that of `h`: exact arithmetic throughout. */
export function checkEquivalence(
  h: ValuedFraction,
  s: ValuedFraction,
  { fold, matrix }: Equivalence,
): boolean {
  if (!holds(foldedMatrix(h, fold[0]), foldedMatrix(s, fold[1]), matrix)) return false;
  const first = matrixAt(matrix, 1n);
  const image = multiplyNumbers(first, tailOfValue(s.value, s));
  const wanted = tailOfValue(h.value, h);
  const lift = (m: Matrix<bigint>): Matrix<IntegerPolynomial> => mapMatrix(m, (x) => integerPolynomial([x]));
  return proportional(lift(image), lift(wanted));
}
