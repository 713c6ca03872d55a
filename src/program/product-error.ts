import type { Format } from '../number/format.ts';

/** A product, a sum or a difference of operands, as an instruction of the program that is being written. */
type Write<T> = (op: 'add' | 'sub' | 'mul', a: T, b: T) => T;

/** A factor as a sum of two of half its bits; the second left out where it is 0. */
export type Halves<T> = readonly [high: T, low?: T];

/** 2^⌈p/2⌉ + 1: a multiple of it takes half of p bits off a number (Veltkamp 1968). */
export function splitterOf(precision: number): number {
  return 2 ** Math.ceil(precision / 2) + 1;
}

/** A number up to this has halves: the multiple of it does not overflow. */
export function largestHalved({ precision, maxFinite }: Format): number {
  return maxFinite / (2 * splitterOf(precision));
}

/** Veltkamp's splitting: a to ⌊p/2⌋ bits, and what is left, to as many with a sign. */
export function writeHalves<T>(write: Write<T>, splitter: T, a: T): Halves<T> {
  const scaled = write('mul', a, splitter);
  const high = write('sub', scaled, write('sub', scaled, a));
  return [high, write('sub', a, high)];
}

/**
 * a·b − product exactly, for the rounded product, where nothing over- or underflows (Dekker 1971; Muller et al., Handbook of
 * Floating-Point Arithmetic, 2nd ed., §4.4.2).
 */
export function writeProductError<T>(
  write: Write<T>,
  [aHigh, aLow]: Halves<T>,
  [bHigh, bLow]: Halves<T>,
  product: T,
): T {
  const parts: readonly (readonly [T | undefined, T | undefined])[] = [
    [aHigh, bHigh],
    [aLow, bHigh],
    [aHigh, bLow],
    [aLow, bLow],
  ];
  const terms = parts.flatMap(([p, q]) => (p === undefined || q === undefined ? [] : [write('mul', p, q)]));
  const rest = terms.slice(0, -1).reduce((left, term) => write('sub', left, term), product);
  return write('sub', terms[terms.length - 1], rest);
}
