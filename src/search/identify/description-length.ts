/**
 * How many bits it takes to name a formula, by codes in which no formula's name begins another's. By Kraft's
 * inequality Σ 2^−length ≤ 1 over all formulas that any engine can name; so the chance that *any* of them meets a number
 * it has nothing to do with, to d bits and with s bits to spare, is at most 2^−s (for a number drawn log-uniformly, and
 * values spread no denser than that). That is what makes "digits spent" comparable across engines, and the stated
 * probability of chance a bound over everything that was tried.
 */

/** Which of up to 8 engines speaks. */
export const ENGINE_BITS = 3;

// P(k) = k^−1.4/ζ(1.4) for k ≥ 1: near the universal prior for small numbers, and a proper distribution.
const ZETA = 3.105_472_770_2;
const EXPONENT = 1.4;

/** Bits for a positive integer. */
export function positiveBits(k: bigint | number): number {
  const log = typeof k === 'number' ? Math.log2(k) : logarithm(k);
  return Math.log2(ZETA) + EXPONENT * log;
}

/** Bits for any integer: 1/3 of the probability for 0, the rest by size and sign. */
export function integerBits(m: bigint): number {
  if (m === 0n) return Math.log2(3);
  return Math.log2(3 / 2) + 1 + positiveBits(m < 0n ? -m : m);
}

export function vectorBits(m: readonly bigint[]): number {
  // A relation and its negative are one: the sign of the first coefficient is free.
  return m.reduce((sum, entry) => sum + integerBits(entry), -1);
}

/** Bits for item `index` (from 0) of a list of `length`, the earlier ones likelier: P ∝ 1/(index + 3). */
export function rankBits(index: number, length: number): number {
  let total = 0;
  for (let i = 0; i < length; i++) total += 1 / (i + 3);
  return Math.log2(total * (index + 3));
}

/** log₂ of a positive bigint of any size. */
export function logarithm(k: bigint): number {
  const digits = k.toString(16);
  const head = digits.slice(0, 13);
  return Math.log2(Number.parseInt(head, 16)) + 4 * (digits.length - head.length);
}
