import type { Big } from './mpfr.ts';

/**
 * Rounding directions: those of IEEE 754 §4.3, and to odd (Boldo & Melquiond 2008): a number that is not in the format
 * goes to the neighbour whose last bit is 1, so that rounding it again to fewer bits is rounding once.
 */
export const ROUNDING_MODES = ['nearest-even', 'nearest-away', 'up', 'down', 'to-zero', 'to-odd'] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/** Integers of a format's bits in units of 2^−fraction, in two's complement where there is a sign. */
export type FixedPoint = {
  readonly signed: boolean;
  readonly fraction: number;
  /** Beyond the ends: the end itself, or the lowest bits (modulo 2^bits). */
  readonly overflow: 'saturate' | 'wrap';
};

/**
 * A set of numbers a machine has, as a record of functions. Values are JavaScript numbers (every format is a subset of
 * binary64). `real` has no record: it is not a machine format.
 */
export type Format = {
  /** As `findFormat` takes it. */
  readonly name: string;
  readonly description: string;
  /** Alike within each binade, alike everywhere, or as a list has them; programs compute in the first two. */
  readonly spacing: 'floating' | 'fixed' | 'listed';
  /** Where the spacing is fixed. */
  readonly fixedPoint?: FixedPoint;
  /** Storage size. */
  readonly bits: number;
  /** Significand bits, the hidden one included; of a fixed-point format, all bits but the sign; of a list, 1. */
  readonly precision: number;
  /**
   * Exponents of the smallest normal and the largest finite binade: 2^emin ≤ normal < 2^(emax+1). They are equal in a
   * fixed-point format: all its numbers are spaced alike.
   */
  readonly emin: number;
  readonly emax: number;
  readonly subnormals: boolean;
  readonly signedZero: boolean;
  readonly infinities: boolean;
  readonly nan: boolean;
  readonly maxFinite: number;
  /** The lowest number: −maxFinite, but in two's complement one step below, and 0 where there is no sign. */
  readonly minFinite: number;
  readonly minNormal: number;
  readonly minPositive: number;
  /** The format's number for a double (overflow per IEEE 754 §7.4, where the format does not say otherwise). */
  round(x: number, mode?: RoundingMode): number;
  /** The same from a multiple-precision number, in one rounding. */
  roundBig(x: Big, mode?: RoundingMode): number;
  /** Is `x` one of the format's values (NaN and infinities included where it has them)? */
  contains(x: number): boolean;
  /** Bit pattern ↔ value; patterns are unsigned. */
  encode(x: number): bigint;
  decode(bits: bigint): number;
  /**
   * Order-preserving number of a non-NaN value: 0 for +0, 1 for the smallest positive, …; where zero has a sign, −1 for
   * −0, −2 for the largest negative, …, else −1 for that. `fromOrdinal` is its inverse. Adjacent values have adjacent
   * ordinals.
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
