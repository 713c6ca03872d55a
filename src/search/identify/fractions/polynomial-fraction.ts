/** Coefficients of a polynomial in n, constant first. Trailing zeros are allowed. */
export type Coefficients = readonly number[];

/**
 * The polynomial continued fraction a(0) + b(1)/(a(1) + b(2)/(a(2) + …)), with whole coefficients of at most
 * {@link COEFFICIENT_LIMIT}, so that terms are exact doubles.
 */
export type PolynomialFraction = { readonly a: Coefficients; readonly b: Coefficients };

export const COEFFICIENT_LIMIT = 1_000_000;

/** The relation v·(r + s·c) = p + q·c of a value v and a constant c. */
export type MoebiusRelation = {
  readonly p: number;
  readonly q: number;
  readonly r: number;
  readonly s: number;
};

/** The value at n, by Horner's rule: exact while below 2⁵³. */
export function at(polynomial: Coefficients, n: number): number {
  let sum = 0;
  for (let i = polynomial.length - 1; i >= 0; i--) sum = sum * n + polynomial[i];
  return sum;
}

/** Largest exponent with a coefficient that is not 0; −1 for the zero polynomial. */
export function degreeOf(polynomial: Coefficients): number {
  let degree = polynomial.length - 1;
  while (degree >= 0 && polynomial[degree] === 0) degree -= 1;
  return degree;
}

export function leadingOf(polynomial: Coefficients): number {
  return polynomial[degreeOf(polynomial)] ?? 0;
}

/** Without trailing zeros: equal polynomials become equal arrays. */
export function trimmed(polynomial: Coefficients): number[] {
  return polynomial.slice(0, degreeOf(polynomial) + 1);
}

/** The polynomial as Napier's language writes it: `3*n^2 - n + 1`. */
export function polynomialText(polynomial: Coefficients | readonly bigint[]): string {
  const parts: string[] = [];
  for (let i = polynomial.length - 1; i >= 0; i--) {
    const coefficient = polynomial[i];
    if (coefficient == 0) continue;
    const size = coefficient < 0 ? -coefficient : coefficient;
    const power = i === 0 ? '' : i === 1 ? 'n' : `n^${i}`;
    const term = i === 0 ? `${size}` : size == 1 ? power : `${size}*${power}`;
    parts.push(
      parts.length === 0 ? `${coefficient < 0 ? '-' : ''}${term}` : `${coefficient < 0 ? '-' : '+'} ${term}`,
    );
  }
  return parts.length === 0 ? '0' : parts.join(' ');
}

/** A polynomial as one key. */
export function fractionKey({ a, b }: PolynomialFraction): string {
  return `${trimmed(a).join(',')};${trimmed(b).join(',')}`;
}
