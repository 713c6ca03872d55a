import type { Big } from './mpfr.ts';

/** IEEE 754 rounding-direction attributes. */
export type RoundingMode = 'nearest-even' | 'up' | 'down' | 'to-zero';

/**
 * A set of numbers a machine has, as a record of functions. Values are JavaScript numbers (every format so far
 * is a subset of binary64). `real` has no record: it is not a machine format.
 */
export type Format = {
  readonly name: string;
  /** Storage size. */
  readonly bits: number;
  /** Significand bits, the hidden one included. */
  readonly precision: number;
  /** Exponents of the smallest normal and the largest finite binade: 2^emin ≤ normal < 2^(emax+1). */
  readonly emin: number;
  readonly emax: number;
  readonly subnormals: boolean;
  readonly maxFinite: number;
  readonly minNormal: number;
  readonly minPositive: number;
  /** The format's number for a double (overflow per IEEE 754 §7.4). */
  round(x: number, mode?: RoundingMode): number;
  /** The same from a multiple-precision number, in one rounding. */
  roundBig(x: Big, mode?: RoundingMode): number;
  /** Is `x` one of the format's values (NaN and infinities included where it has them)? */
  contains(x: number): boolean;
  /** Bit pattern ↔ value; patterns are unsigned. */
  encode(x: number): bigint;
  decode(bits: bigint): number;
  /**
   * Order-preserving number of a non-NaN value: 0 for +0, −1 for −0, 1 for the smallest positive, …;
   * `fromOrdinal` is its inverse. Adjacent values have adjacent ordinals.
   */
  ordinal(x: number): bigint;
  fromOrdinal(ordinal: bigint): number;
  /**
   * Unit in the last place at the real number x: 2^(max(e, emin) − precision + 1) where 2^e ≤ |x| < 2^(e+1)
   * (Goldberg's, on the true value; Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., §2.3.2).
   */
  ulp(x: number): number;
  /** Correctly rounded operations (nearest-even). */
  add(a: number, b: number): number;
  sub(a: number, b: number): number;
  mul(a: number, b: number): number;
  div(a: number, b: number): number;
  fma(a: number, b: number, c: number): number;
  sqrt(a: number): number;
};
