import type { Expression } from '../../../expression/expression.ts';
import type { Polynomial } from '../../../number/polynomial/polynomial.ts';
import { squareFreeParts } from '../../../number/polynomial/square-free.ts';

const SMALL_PRIMES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n];

/** n = Π prime^exponent · rest, by small primes. */
export function smallFactors(n: bigint): [bigint, number][] {
  const out: [bigint, number][] = [];
  let rest = n;
  for (const prime of SMALL_PRIMES) {
    let exponent = 0;
    while (rest % prime === 0n) {
      rest /= prime;
      exponent += 1;
    }
    if (exponent > 0) out.push([prime, exponent]);
  }
  if (rest > 1n) out.push([rest, 1]);
  return out;
}

export function polynomialFactors(
  p: Polynomial,
  terms: readonly Expression[],
  write: (p: Polynomial) => Expression,
): { base: Expression; exponent: bigint }[] {
  const { ring } = p;
  const least = ring.exponents(p.monomials[0]);
  for (const m of p.monomials) least.forEach((e, v) => (least[v] = Math.min(e, ring.exponent(m, v))));
  const out = least.flatMap((e, v) => (e === 0 ? [] : [{ base: terms[v], exponent: BigInt(e) }]));
  const rest = { ...p, monomials: p.monomials.map((m) => ring.divide(m, ring.monomial(least))) };
  const parts = squareFreeParts(rest);
  for (const { base, exponent } of parts) out.push({ base: write(base), exponent: BigInt(exponent) });
  return out;
}
