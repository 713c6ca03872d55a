import { absolute, gcd } from '../../number/exact/integers.ts';

/** A rational number; the denominator is positive. Not always in lowest terms. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

/** The largest rational of which both are whole multiples. */
export function commonUnit(a: Rational, b: Rational): Rational {
  const numerator = gcd(a.numerator * b.denominator, b.numerator * a.denominator);
  return lowest({ numerator, denominator: a.denominator * b.denominator });
}

export function lowest({ numerator, denominator }: Rational): Rational {
  const divisor = gcd(numerator, denominator) || 1n;
  const sign = denominator < 0n ? -1n : 1n;
  return { numerator: (sign * numerator) / divisor, denominator: absolute(denominator) / divisor };
}

/** a / b where it is whole. */
export function wholeQuotient(a: Rational, b: Rational): bigint | undefined {
  const top = a.numerator * b.denominator;
  const bottom = a.denominator * b.numerator;
  return bottom !== 0n && top % bottom === 0n ? top / bottom : undefined;
}
