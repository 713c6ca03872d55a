/** A fraction in lowest terms, the denominator positive. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };
/** Σ coefficient·member, exact. */
export type Linear = ReadonlyMap<number, Rational>;

export const UNIT: Rational = { numerator: 1n, denominator: 1n };

export const times = (a: Rational, b: Rational): Rational =>
  a === UNIT ? b : b === UNIT ? a : lowest(a.numerator * b.numerator, a.denominator * b.denominator);
const plus = (a: Rational, b: Rational): Rational =>
  lowest(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);

export function lowest(numerator: bigint, denominator: bigint): Rational {
  let [x, y] = [numerator < 0n ? -numerator : numerator, denominator];
  while (y !== 0n) [x, y] = [y, x % y];
  if (x === 0n) return { numerator: 0n, denominator: 1n };
  return { numerator: numerator / x, denominator: denominator / x };
}

export function added(a: Linear, b: Linear, by: Rational): Linear {
  const sum = new Map(a);
  for (const [member, c] of b) {
    const before = sum.get(member);
    const value = before === undefined ? times(c, by) : plus(before, times(c, by));
    if (value.numerator === 0n) sum.delete(member);
    else sum.set(member, value);
  }
  return sum;
}

export const scaled = (a: Linear, by: Rational): Linear =>
  new Map([...a].map(([member, c]) => [member, times(c, by)] as const));
