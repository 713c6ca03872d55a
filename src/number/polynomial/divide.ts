import { added, isZero, polynomialOf, scaled, variablesIn, type Polynomial } from './polynomial.ts';
import type { Monomial } from './ring.ts';

/** a / b over the integers, or `undefined` when b ≠ 0 does not divide a. */
export function dividedExactly(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const { ring } = a;
  if (isZero(b)) throw new RangeError('dividedExactly: by 0');
  if (isZero(a)) return a;
  const [lead, leadCoefficient] = [b.monomials[0], b.coefficients[0]];
  const divides = (m: Monomial, c: bigint): boolean => c % leadCoefficient === 0n && ring.divides(lead, m);
  // The last terms multiply too: most that do not divide are seen here.
  const [lastA, lastB] = [a.monomials.length - 1, b.monomials.length - 1];
  if (!divides(a.monomials[0], a.coefficients[0])) return undefined;
  if (
    a.coefficients[lastA] % b.coefficients[lastB] !== 0n ||
    !ring.divides(b.monomials[lastB], a.monomials[lastA])
  ) {
    return undefined;
  }
  if (b.monomials.length === 1) {
    for (let i = 0; i < a.monomials.length; i++) {
      if (!divides(a.monomials[i], a.coefficients[i])) return undefined;
    }
    return {
      ring,
      monomials: a.monomials.map((m) => ring.divide(m, lead)),
      coefficients: a.coefficients.map((c) => c / leadCoefficient),
    };
  }
  const used = variablesIn(a);
  if (used.length === 1) return dividedDense(a, b, used[0]);
  const quotient: [Monomial, bigint][] = [];
  let rest = a;
  while (!isZero(rest)) {
    const [m, c] = [rest.monomials[0], rest.coefficients[0]];
    if (!divides(m, c)) return undefined;
    const factor = [ring.divide(m, lead), c / leadCoefficient] as const;
    quotient.push([...factor]);
    rest = added(rest, scaled(b, factor[1], factor[0]), -1n);
  }
  return {
    ring,
    monomials: quotient.map(([m]) => m),
    coefficients: quotient.map(([, c]) => c),
  };
}

/** Coefficients of a polynomial in one variable, entry k that of the power k. */
export function denseCoefficients(p: Polynomial, variable: number): bigint[] {
  const out: bigint[] = [];
  p.monomials.forEach((m, i) => {
    const e = p.ring.exponent(m, variable);
    while (out.length <= e) out.push(0n);
    out[e] = p.coefficients[i];
  });
  return out;
}

export function fromDense(like: Polynomial, coefficients: readonly bigint[], variable: number): Polynomial {
  const { ring } = like;
  return polynomialOf(
    ring,
    coefficients.map((c, e) => [ring.power(variable, e), c] as const),
  );
}

function dividedDense(a: Polynomial, b: Polynomial, variable: number): Polynomial | undefined {
  const rest = denseCoefficients(a, variable);
  const divisor = denseCoefficients(b, variable);
  const degree = divisor.length - 1;
  const lead = divisor[degree];
  const quotient: bigint[] = [];
  for (let k = rest.length - 1 - degree; k >= 0; k--) {
    const top = rest[k + degree];
    if (top % lead !== 0n) return undefined;
    const q = top / lead;
    quotient[k] = q;
    if (q !== 0n) for (let j = 0; j <= degree; j++) rest[k + j] -= q * divisor[j];
  }
  for (let j = 0; j < degree; j++) if (rest[j] !== 0n) return undefined;
  return fromDense(a, quotient, variable);
}
