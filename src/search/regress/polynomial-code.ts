import { rationalBits } from './rational-bits.ts';

/** A coefficient, and the bits that it takes to write it where it is neither 0 nor ±1. */
export type Coefficient = { readonly value: number; readonly bits: number };

/** A polynomial in one variable, lowest power first; of a constant alone the variable is −1. */
export type PolynomialPart = { readonly variable: number; readonly coefficients: readonly Coefficient[] };

const MAX_DEGREE = 12;
const ZERO: Coefficient = { value: 0, bits: 0 };
const ONE: Coefficient = { value: 1, bits: 0 };

/** Weights of coefficients that are 0, 1, −1 or something else before any was seen, and of all of them together. */
const KINDS = [0.35, 0.3, 0.15, 0.2] as const;
const PRIOR = 2;

export function polynomialOfVariable(variable: number): PolynomialPart {
  return { variable, coefficients: [ZERO, ONE] };
}

export function polynomialOfConstant(value: number, bits: number): PolynomialPart {
  return { variable: -1, coefficients: [{ value, bits }] };
}

/**
 * Bits of a polynomial's degree and coefficients. The code adapts (Krichevsky and Trofimov 1981): what coefficients have
 * been so far they are likely to be again, so 1 + x + x² + x³ takes fewer than four bits more than 1 + x + x².
 */
export function polynomialBits({ coefficients }: PolynomialPart): number {
  const seen = [0, 0, 0, 0];
  let bits = 1 + 2 * Math.log2(Math.max(1, coefficients.length - 1));
  coefficients.forEach(({ value, bits: own }, i) => {
    const kind = value === 0 ? 0 : value === 1 ? 1 : value === -1 ? 2 : 3;
    bits += Math.log2((i + PRIOR) / (seen[kind] + PRIOR * KINDS[kind]));
    seen[kind] += 1;
    if (kind === 3) bits += own;
  });
  return bits;
}

function sameVariable(a: PolynomialPart, b: PolynomialPart): number | undefined {
  if (a.variable < 0) return b.variable;
  return b.variable < 0 || a.variable === b.variable ? a.variable : undefined;
}

/** The sum, `undefined` where it is none in one variable, or two coefficients that are not known meet. */
export function addPolynomials(
  a: PolynomialPart,
  b: PolynomialPart,
  sign: 1 | -1,
): PolynomialPart | undefined {
  const variable = sameVariable(a, b);
  if (variable === undefined) return undefined;
  const coefficients: Coefficient[] = [];
  for (let i = 0; i < Math.max(a.coefficients.length, b.coefficients.length); i++) {
    const [p, q] = [a.coefficients[i] ?? ZERO, b.coefficients[i] ?? ZERO];
    const sum = added(p, { value: sign * q.value, bits: q.bits });
    if (sum === undefined) return undefined;
    coefficients.push(sum);
  }
  return trimmed(variable, coefficients);
}

export function multiplyPolynomials(a: PolynomialPart, b: PolynomialPart): PolynomialPart | undefined {
  const variable = sameVariable(a, b);
  if (variable === undefined || a.coefficients.length + b.coefficients.length - 2 > MAX_DEGREE)
    return undefined;
  const coefficients: Coefficient[] = Array.from(
    { length: a.coefficients.length + b.coefficients.length - 1 },
    () => ZERO,
  );
  for (const [i, p] of a.coefficients.entries()) {
    for (const [j, q] of b.coefficients.entries()) {
      const product = multiplied(p, q);
      const sum = product === undefined ? undefined : added(coefficients[i + j], product);
      if (sum === undefined) return undefined;
      coefficients[i + j] = sum;
    }
  }
  return trimmed(variable, coefficients);
}

/** By a constant that is known. Of one that is no integer the inverse takes as many bits. */
export function dividedPolynomial(
  a: PolynomialPart,
  { variable, coefficients }: PolynomialPart,
): PolynomialPart | undefined {
  const [{ value, bits }] = coefficients;
  if (variable >= 0 || !Number.isFinite(value) || value === 0) return undefined;
  return multiplyPolynomials(
    a,
    polynomialOfConstant(1 / value, Number.isInteger(value) ? rationalBits(1, Math.abs(value)) : bits),
  );
}

export function powerOfPolynomial(base: PolynomialPart, power: number): PolynomialPart | undefined {
  if (!Number.isInteger(power) || power < 1 || power > MAX_DEGREE) return undefined;
  let result: PolynomialPart | undefined = base;
  for (let i = 1; i < power && result !== undefined; i++) result = multiplyPolynomials(result, base);
  return result;
}

function trimmed(variable: number, coefficients: readonly Coefficient[]): PolynomialPart {
  let length = coefficients.length;
  while (length > 1 && coefficients[length - 1].value === 0) length -= 1;
  return { variable, coefficients: coefficients.slice(0, length) };
}

function added(p: Coefficient, q: Coefficient): Coefficient | undefined {
  if (p.value === 0) return q;
  if (q.value === 0) return p;
  return whole(p.value + q.value, p, q);
}

function multiplied(p: Coefficient, q: Coefficient): Coefficient | undefined {
  if (p.value === 0 || q.value === 0) return ZERO;
  if (Math.abs(p.value) === 1) return { value: p.value * q.value, bits: q.bits };
  if (Math.abs(q.value) === 1) return { value: p.value * q.value, bits: p.bits };
  return whole(p.value * q.value, p, q);
}

/** Only of integers it is said here what their sum or product takes. */
function whole(value: number, p: Coefficient, q: Coefficient): Coefficient | undefined {
  const integers = Number.isInteger(p.value) && Number.isInteger(q.value) && Math.abs(value) < 1e6;
  return integers ? { value, bits: rationalBits(value) } : undefined;
}

/** Bits of an integer of which nothing is known (an exponent): 1 + 2·log₂(|n| + 1). */
export function integerBits(n: number): number {
  return 1 + 2 * Math.log2(Math.abs(n) + 1);
}
