import { fail } from '../../error/fault.ts';
import { gcd } from '../../number/exact/integers.ts';
import { commonDivisor } from '../../number/polynomial/gcd.ts';
import {
  added,
  asInteger,
  constantPolynomial,
  contentOf,
  isZero,
  multiplied,
  negated,
  overInteger,
  raised,
  type Polynomial,
} from '../../number/polynomial/polynomial.ts';
import type { Ring } from '../../number/polynomial/ring.ts';

/**
 * A quotient of polynomials with integer coefficients, without common divisors, the leading coefficient of the
 * denominator positive: equal quotients are equal here.
 */
export type Fraction = { readonly numerator: Polynomial; readonly denominator: Polynomial };

export function fractionOf(ring: Ring, numerator: bigint, denominator = 1n): Fraction {
  return {
    numerator: constantPolynomial(ring, numerator),
    denominator: constantPolynomial(ring, denominator),
  };
}

export function polynomialFraction(numerator: Polynomial): Fraction {
  return { numerator, denominator: constantPolynomial(numerator.ring, 1n) };
}

const isOne = (p: Polynomial): boolean => asInteger(p) === 1n;

/** numerator / denominator in lowest terms. @throws NapierError `domain` when the denominator is 0 */
export function lowestTerms(numerator: Polynomial, denominator: Polynomial): Fraction {
  if (isZero(denominator)) {
    fail({ kind: 'domain', message: 'a division by what is 0 everywhere' });
  }
  if (isZero(numerator)) return polynomialFraction(numerator);
  const whole = asInteger(denominator);
  if (whole !== undefined) {
    let divisor = gcd(contentOf(numerator), whole);
    if (whole < 0n) divisor = -divisor;
    if (divisor === 1n) return { numerator, denominator };
    return { numerator: overInteger(numerator, divisor), denominator: overInteger(denominator, divisor) };
  }
  const [top, bottom] = commonDivisor(numerator, denominator).cofactors;
  return bottom.coefficients[0] < 0n
    ? { numerator: negated(top), denominator: negated(bottom) }
    : { numerator: top, denominator: bottom };
}

export function addFractions(a: Fraction, b: Fraction, times = 1n): Fraction {
  if (isZero(b.numerator)) return a;
  if (isOne(a.denominator) && isOne(b.denominator)) {
    return { numerator: added(a.numerator, b.numerator, times), denominator: a.denominator };
  }
  const { cofactors } = commonDivisor(a.denominator, b.denominator);
  const [overA, overB] = cofactors;
  return lowestTerms(
    added(multiplied(a.numerator, overB), multiplied(b.numerator, overA), times),
    multiplied(a.denominator, overB),
  );
}

export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  if (isOne(a.denominator) && isOne(b.denominator)) {
    return { numerator: multiplied(a.numerator, b.numerator), denominator: a.denominator };
  }
  // Both are in lowest terms: only across can there be something to cancel.
  const left = lowestTerms(a.numerator, b.denominator);
  const right = lowestTerms(b.numerator, a.denominator);
  const denominator = multiplied(left.denominator, right.denominator);
  const numerator = multiplied(left.numerator, right.numerator);
  return isZero(numerator) ? polynomialFraction(numerator) : { numerator, denominator };
}

export function inverseFraction({ numerator, denominator }: Fraction): Fraction {
  if (isZero(numerator)) fail({ kind: 'domain', message: 'a division by what is 0 everywhere' });
  return numerator.coefficients[0] < 0n
    ? { numerator: negated(denominator), denominator: negated(numerator) }
    : { numerator: denominator, denominator: numerator };
}

export function raiseFraction(a: Fraction, exponent: number): Fraction {
  const base = exponent < 0 ? inverseFraction(a) : a;
  const n = Math.abs(exponent);
  return { numerator: raised(base.numerator, n), denominator: raised(base.denominator, n) };
}

export function equalFractions(a: Fraction, b: Fraction): boolean {
  return isZero(addFractions(a, b, -1n).numerator);
}
