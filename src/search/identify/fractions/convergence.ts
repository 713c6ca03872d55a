import { at, degreeOf, leadingOf, type PolynomialFraction } from './polynomial-fraction.ts';

/**
 * How a polynomial continued fraction behaves, by the growth of its recurrence u(n+1) = a(n)·u(n) + b(n)·u(n−1)
 * (Poincaré, Perron; Lorentzen, Waadeland, Continued Fractions with Applications, 1992):
 * - `finite`: some b(n) is 0, the value is rational;
 * - `factorial`: 2·deg a > deg b, error terms fall like a power of n!;
 * - `exponential`: 2·deg a = deg b and the characteristic roots differ in size, with their quotient's logarithm;
 * - `periodic`: both are constant: the value is rational or quadratic;
 * - `slow`: equal roots, or 2·deg a < deg b with b > 0: like exp(−c·√n) or a power of n, or divergent at a closer look;
 * - `divergent`: characteristic roots of one size and different direction.
 */
export type Convergence =
  | { readonly kind: 'finite' | 'factorial' | 'periodic' | 'slow' | 'divergent' }
  | { readonly kind: 'exponential'; readonly rate: number };

export function convergenceOf({ a, b }: PolynomialFraction): Convergence {
  const [degreeA, degreeB] = [degreeOf(a), degreeOf(b)];
  if (degreeB < 0 || hasPositiveRoot(b)) return { kind: 'finite' };
  if (degreeA < 0) return { kind: 'divergent' };
  if (2 * degreeA > degreeB) return { kind: 'factorial' };
  const discriminant = 2 * degreeA === degreeB ? leadingOf(a) ** 2 + 4 * leadingOf(b) : leadingOf(b);
  if (degreeA === 0 && degreeB === 0) return { kind: discriminant > 0 ? 'periodic' : 'divergent' };
  if (discriminant < 0) return { kind: 'divergent' };
  if (discriminant === 0 || 2 * degreeA < degreeB) return { kind: 'slow' };
  const [size, root] = [Math.abs(leadingOf(a)), Math.sqrt(discriminant)];
  return { kind: 'exponential', rate: Math.log((size + root) / Math.abs(size - root)) };
}

/** Whether the polynomial is 0 at some n ≥ 1: by Cauchy's bound no root lies beyond 1 + the largest quotient. */
function hasPositiveRoot(polynomial: readonly number[]): boolean {
  const degree = degreeOf(polynomial);
  if (degree === 0) return false;
  const most = Math.max(...polynomial.slice(0, degree).map(Math.abs), 0);
  const bound = 1 + Math.floor(most / Math.abs(polynomial[degree]));
  // Integer roots divide the lowest coefficient that is not 0, so large bounds are not walked.
  const lowest = Math.abs(polynomial.find((c) => c !== 0) ?? 0);
  for (let n = 1; n <= Math.min(bound, lowest); n++) {
    if (lowest % n === 0 && at(polynomial, n) === 0) return true;
  }
  return false;
}
