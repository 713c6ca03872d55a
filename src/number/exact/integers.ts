/** Whole-number arithmetic on bigints that the language lacks. */

export function absolute(a: bigint): bigint {
  return a < 0n ? -a : a;
}

/** The greatest common divisor, ≥ 0; gcd(0, 0) is 0. */
export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [absolute(a), absolute(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Bits of |a|: 0 for 0, 1 for 1, 2 for 2 and 3, … */
export function bitLength(a: bigint): number {
  return a === 0n ? 0 : absolute(a).toString(2).length;
}

/** a / b rounded to the nearest integer, ties upwards, for b > 0. */
export function roundedQuotient(a: bigint, b: bigint): bigint {
  const twice = 2n * a + b;
  const divisor = 2n * b;
  const quotient = twice / divisor;
  return twice < 0n && quotient * divisor !== twice ? quotient - 1n : quotient;
}

/** The largest integer whose square is at most a ≥ 0 (Newton's iteration from above). */
export function integerSquareRoot(a: bigint): bigint {
  if (a < 2n) return a;
  let root = 1n << BigInt((bitLength(a) + 1) >> 1);
  for (;;) {
    const next = (root + a / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** The vector over the gcd of its entries, first nonzero entry positive. The zero vector stays. */
export function primitiveVector(vector: readonly bigint[]): bigint[] {
  let divisor = 0n;
  for (const entry of vector) divisor = gcd(divisor, entry);
  if (divisor === 0n) return [...vector];
  const first = vector.find((entry) => entry !== 0n) as bigint;
  if (first < 0n) divisor = -divisor;
  return vector.map((entry) => entry / divisor);
}
