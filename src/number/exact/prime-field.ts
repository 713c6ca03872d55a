/**
 * Arithmetic modulo a prime below 2²⁶ in doubles: products of residues stay below 2⁵² and are exact.
 */
export type PrimeField = {
  readonly prime: number;
  readonly multiply: (a: number, b: number) => number;
  /** @throws RangeError for 0 */
  readonly inverse: (a: number) => number;
  readonly residue: (a: bigint) => number;
};

export function primeField(prime: number): PrimeField {
  if (prime >= 2 ** 26) throw new RangeError(`primeField: ${prime} is above 2^26`);
  const reciprocal = 1 / prime;
  const multiply = (a: number, b: number): number => {
    const product = a * b;
    // The rounded quotient is off by one at most.
    const rest = product - Math.floor(product * reciprocal) * prime;
    return rest < 0 ? rest + prime : rest >= prime ? rest - prime : rest;
  };
  const inverse = (a: number): number => {
    if (a === 0) throw new RangeError('primeField: no inverse of 0');
    let [r, s] = [prime, a];
    let [t, u] = [0, 1];
    while (s !== 0) {
      const q = Math.floor(r / s);
      [r, s] = [s, r - q * s];
      [t, u] = [u, t - q * u];
    }
    return t < 0 ? t + prime : t;
  };
  const modulus = BigInt(prime);
  const residue = (a: bigint): number => {
    const rest = Number(a % modulus);
    return rest < 0 ? rest + prime : rest;
  };
  return { prime, multiply, inverse, residue };
}

function isPrime(n: number): boolean {
  if (n % 2 === 0) return n === 2;
  for (let d = 3; d * d <= n; d += 2) if (n % d === 0) return false;
  return n > 1;
}

/** The primes below 2²⁶, largest first. */
export function* largePrimes(): Generator<number> {
  for (let n = 2 ** 26 - 1; n > 2 ** 25; n -= 2) if (isPrime(n)) yield n;
}
