import { absolute } from './integers.ts';

/** A polynomial with whole coefficients, constant first, no zeros at the end: the zero polynomial is empty. */
export type IntegerPolynomial = readonly bigint[];

export function integerPolynomial(coefficients: readonly (number | bigint)[]): bigint[] {
  const all = coefficients.map(BigInt);
  while (all.length > 0 && all[all.length - 1] === 0n) all.pop();
  return all;
}

export function addPolynomials(f: IntegerPolynomial, g: IntegerPolynomial): bigint[] {
  return integerPolynomial(
    Array.from({ length: Math.max(f.length, g.length) }, (_, i) => (f[i] ?? 0n) + (g[i] ?? 0n)),
  );
}

export function scalePolynomial(f: IntegerPolynomial, by: bigint): bigint[] {
  return integerPolynomial(f.map((c) => c * by));
}

export function multiplyPolynomials(f: IntegerPolynomial, g: IntegerPolynomial): bigint[] {
  if (f.length === 0 || g.length === 0) return [];
  const out = Array.from({ length: f.length + g.length - 1 }, () => 0n);
  for (const [i, x] of f.entries()) for (const [j, y] of g.entries()) out[i + j] += x * y;
  return out;
}

export function evaluatePolynomial(f: IntegerPolynomial, n: bigint): bigint {
  let sum = 0n;
  for (let i = f.length - 1; i >= 0; i--) sum = sum * n + f[i];
  return sum;
}

/** f(scale·n + shift). */
export function substitutePolynomial(f: IntegerPolynomial, scale: bigint, shift: bigint): bigint[] {
  let out: bigint[] = [];
  for (let i = f.length - 1; i >= 0; i--) {
    out = addPolynomials(multiplyPolynomials(out, integerPolynomial([shift, scale])), [f[i]]);
  }
  return integerPolynomial(out);
}

/** Numbers that are tried at most. */
const MOST_TRIED = 1_000_000n;

/**
 * Whether f(n) ≠ 0 for every whole n ≥ 1: no root lies beyond Cauchy's bound, and the numbers below it are tried.
 * @returns undefined when they are too many, and for the zero polynomial false
 */
export function hasNoPositiveRoot(f: IntegerPolynomial): boolean | undefined {
  if (f.length === 0) return false;
  const leading = absolute(f[f.length - 1]);
  let most = 0n;
  for (const c of f.slice(0, -1)) if (absolute(c) > most) most = absolute(c);
  const bound = 1n + most / leading;
  // Signs that agree leave no positive root at all.
  if (f.every((c) => c >= 0n) || f.every((c) => c <= 0n)) return true;
  if (bound > MOST_TRIED) return undefined;
  for (let n = 1n; n <= bound; n++) if (evaluatePolynomial(f, n) === 0n) return false;
  return true;
}
