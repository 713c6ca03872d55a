import { absolute, gcd, integerSquareRoot } from './integers.ts';

/**
 * The fraction n/d with n ≡ d·residue (mod modulus) and |n|, d ≤ √(modulus/2), which is unique if it exists
 * (Wang 1981; half of Euclid's algorithm). `undefined` when there is none.
 */
export function reconstructRational(
  residue: bigint,
  modulus: bigint,
): { readonly numerator: bigint; readonly denominator: bigint } | undefined {
  const bound = integerSquareRoot(modulus / 2n);
  let [r, s] = [modulus, ((residue % modulus) + modulus) % modulus];
  let [t, u] = [0n, 1n];
  while (s > bound) {
    const q = r / s;
    [r, s] = [s, r - q * s];
    [t, u] = [u, t - q * u];
  }
  if (u === 0n || absolute(u) > bound || gcd(s, u) !== 1n) return undefined;
  return u < 0n ? { numerator: -s, denominator: -u } : { numerator: s, denominator: u };
}
