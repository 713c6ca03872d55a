import { gcd } from '../number/exact/integers.ts';
import {
  addPolynomials,
  invertMonomial,
  leadingTerm,
  multiplyMonomials,
  multiplyPolynomials,
  polynomial,
  scalePolynomial,
  type Monomial,
  type Polynomial,
} from '../number/exact/laurent-polynomial.ts';

/** Terms beyond which a polynomial is not worth making; operations then give `undefined`. */
const MOST_TERMS = 400;
const MOST_DIVISION_STEPS = 2000;

export function constantPolynomial(value: bigint): Polynomial {
  return polynomial([[[], value]]);
}

export function isConstantPolynomial(p: Polynomial): boolean {
  return p.size === 0 || (p.size === 1 && p.has(''));
}

/** a·b, where it is short. */
export function multiply(a: Polynomial, b: Polynomial): Polynomial | undefined {
  if (a.size * b.size > MOST_TERMS * 8) return undefined;
  const product = multiplyPolynomials(a, b);
  return product.size > MOST_TERMS ? undefined : product;
}

/** q and s ≠ 0 with s·a = q·b; `undefined` when b does not divide a over the rationals (or the work is too long). */
export function divideExactly(
  a: Polynomial,
  b: Polynomial,
): { readonly quotient: Polynomial; readonly scale: bigint } | undefined {
  if (b.size === 0) return undefined;
  const lead = leadingTerm(b);
  let rest = a;
  let quotient: Polynomial = new Map();
  let scale = 1n;
  for (let step = 0; rest.size > 0; step++) {
    const top = leadingTerm(rest);
    const monomial = dividedMonomial(top.monomial, lead.monomial);
    if (step > MOST_DIVISION_STEPS || monomial === undefined || b.size > MOST_TERMS) return undefined;
    const common = gcd(top.coefficient, lead.coefficient);
    const by = lead.coefficient / common;
    const factor = polynomial([[monomial, top.coefficient / common]]);
    rest = addPolynomials(scaled(rest, by), multiplyPolynomials(factor, b), -1n);
    quotient = addPolynomials(scaled(quotient, by), factor);
    scale *= by;
  }
  return { quotient, scale };
}

function dividedMonomial(a: Monomial, b: Monomial): Monomial | undefined {
  const quotient = multiplyMonomials(a, invertMonomial(b));
  return quotient.some((exponent, i) => i % 2 === 1 && exponent < 0) ? undefined : quotient;
}

export function scaled(p: Polynomial, by: bigint): Polynomial {
  return by === 1n ? p : scalePolynomial(p, by);
}

/** The greatest common divisor of the coefficients, with the sign of the leading one; p is not 0. */
export function contentOf(p: Polynomial): bigint {
  let content = 0n;
  for (const { coefficient } of p.values()) content = gcd(content, coefficient);
  return leadingTerm(p).coefficient < 0n ? -content : content;
}

export function dividedByInteger(p: Polynomial, by: bigint): Polynomial {
  return polynomial(
    [...p.values()].map(({ monomial, coefficient }) => [monomial, coefficient / by] as const),
  );
}
