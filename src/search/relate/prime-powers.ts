/** Trial division goes this far; what is left over stands as one factor. */
const LARGEST_TRIAL = 5_000n;

/** The prime powers of n ≥ 1, as far as small primes reach; the rest, if any, as one factor. */
export function primePowers(n: bigint): [prime: bigint, exponent: number][] {
  const out: [bigint, number][] = [];
  let rest = n;
  for (let p = 2n; p <= LARGEST_TRIAL && p * p <= rest; p += p === 2n ? 1n : 2n) {
    let exponent = 0;
    while (rest % p === 0n) {
      rest /= p;
      exponent += 1;
    }
    if (exponent > 0) out.push([p, exponent]);
  }
  if (rest > 1n) out.push([rest, 1]);
  return out;
}
