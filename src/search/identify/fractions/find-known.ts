import { integerPolynomial, substitutePolynomial } from '../../../number/exact/integer-polynomial.ts';
import { KNOWN_FRACTIONS, KNOWN_SOURCES, type KnownSource } from './known-fractions.ts';
import { fractionKey, leadingOf, trimmed, type PolynomialFraction } from './polynomial-fraction.ts';
import { SEED_FRACTIONS } from './seed-fractions.ts';

/** Tails and heads of a known fraction are looked up this many terms away. */
const MOST_SHIFT = 6;

/**
 * Where a fraction is known from: a list, or a theorem that seeds proofs. What differs only by a factor (k·a(n), k²·b(n)),
 * by sign, or by leaving out its first terms, counts as the same.
 */
export function findKnown(fraction: PolynomialFraction): string | undefined {
  for (let shift = -MOST_SHIFT; shift <= MOST_SHIFT; shift++) {
    const found = KNOWN.get(fractionKey(reduced(shifted(fraction, shift))));
    if (found !== undefined) return found;
  }
  return undefined;
}

function shifted({ a, b }: PolynomialFraction, by: number): PolynomialFraction {
  const move = (p: readonly number[]): number[] =>
    substitutePolynomial(integerPolynomial(p), 1n, BigInt(by)).map(Number);
  return { a: move(a), b: move(b) };
}

/** Over the largest k with k | a and k² | b, and with a leading coefficient of a above 0. */
function reduced({ a, b }: PolynomialFraction): PolynomialFraction {
  let [x, y] = [trimmed(a), trimmed(b)];
  const least = Math.min(...x.filter((c) => c !== 0).map(Math.abs));
  for (let k = least; k > 1; k--) {
    if (x.every((c) => c % k === 0) && y.every((c) => c % (k * k) === 0)) {
      x = x.map((c) => c / k);
      y = y.map((c) => c / (k * k));
    }
  }
  return { a: leadingOf(x) < 0 ? x.map((c) => -c + 0) : x, b: y };
}

const KNOWN: ReadonlyMap<string, string> = new Map([
  ...SEED_FRACTIONS.map((seed) => [fractionKey(reduced(seed)), seed.source] as const),
  ...KNOWN_FRACTIONS.map(
    (one) => [fractionKey(reduced(one)), KNOWN_SOURCES[one.source satisfies KnownSource]] as const,
  ),
]);
