import { degreeOf, type PolynomialFraction } from './polynomial-fraction.ts';

/** All fractions with polynomials of at most these degrees and coefficients in [−most, most], none the zero polynomial. */
export type FractionBox = {
  readonly degrees: readonly [a: number, b: number];
  readonly coefficients: number;
};

/** Fractions in the box; those with a(n) of leading coefficient below 0 are others with the sign of the value turned. */
export function boxSize({ degrees: [a, b], coefficients }: FractionBox): number {
  const width = 2 * coefficients + 1;
  return (width ** (a + 1) - 1) * (width ** (b + 1) - 1);
}

/** Denominators a(n) with a leading coefficient above 0. */
export function countDenominators({ degrees: [a], coefficients }: FractionBox): number {
  return ((2 * coefficients + 1) ** (a + 1) - 1) / 2;
}

/** The k-th denominator: the vectors after the zero vector in order of their digits, highest power first. */
export function denominatorAt({ degrees: [degree], coefficients }: FractionBox, k: number): number[] {
  const width = 2 * coefficients + 1;
  return digits((width ** (degree + 1) - 1) / 2 + 1 + k, width, degree).map((digit) => digit - coefficients);
}

/** All numerators b(n), the zero polynomial left out. */
export function* numerators({ degrees: [, degree], coefficients }: FractionBox): Generator<number[]> {
  const width = 2 * coefficients + 1;
  for (let k = 0; k < width ** (degree + 1); k++) {
    const b = digits(k, width, degree).map((digit) => digit - coefficients);
    if (degreeOf(b) >= 0) yield b;
  }
}

/** The digits of k in a base, lowest first. */
function digits(k: number, base: number, degree: number): number[] {
  const out: number[] = [];
  for (let i = 0; i <= degree; i++) {
    out.push(k % base);
    k = Math.floor(k / base);
  }
  return out;
}

/** Whether a fraction lies in the box. */
export function inBox({ a, b }: PolynomialFraction, { degrees, coefficients }: FractionBox): boolean {
  const fits = (p: readonly number[], degree: number): boolean =>
    degreeOf(p) <= degree && p.every((c) => Math.abs(c) <= coefficients);
  return fits(a, degrees[0]) && fits(b, degrees[1]);
}
