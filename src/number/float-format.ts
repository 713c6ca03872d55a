import { bitsToDouble, doubleToBits, exponentOf, isNegative, powerOfTwo } from './double-bits.ts';
import { sumError } from './error-free.ts';
import type { Format, RoundingMode } from './format.ts';
import { mpfr, ROUND, type Big } from './mpfr.ts';
import { ROUND_INTEGER } from './round-integer.ts';
import { roundToOdd } from './round-to-odd.ts';

/** What makes a binary floating-point format. One such record per format is all there is to add. */
export type FloatFormatDescription = {
  readonly name: string;
  /** @defaultValue the name */
  readonly description?: string;
  readonly bits: number;
  readonly precision: number;
  readonly emin: number;
  readonly emax: number;
  /**
   * What the top of the encoding holds. `ieee` (default): infinities and NaN, in a binade of their own above `emax`.
   * `nan`: NaN alone, in the all-ones pattern of the last binade (OCP's E4M3). `nuz`: NaN alone, in the pattern of −0,
   * which is not there (ONNX's `fnuz`). `finite`: neither (OCP's E2M1).
   */
  readonly specials?: 'ieee' | 'nan' | 'nuz' | 'finite';
  /**
   * Overflow gives the largest number, and so does an infinite operand. @defaultValue only where there is nothing else:
   * otherwise it gives infinity, or NaN
   */
  readonly saturate?: boolean;
  /** Without them the numbers below the smallest normal one round to it or to 0, whichever is nearer. @defaultValue true */
  readonly subnormals?: boolean;
  /** A faster equal of rounding a double to nearest-even, where the machine has one. */
  readonly nearest?: (x: number) => number;
  /** Functions of the machine's own, for a format that binary64 arithmetic is not wide enough for. */
  readonly native?: Partial<Format>;
};

/**
 * A binary floating-point format whose values are doubles.
 *
 * Arithmetic is done in binary64 and rounded again. That is one rounding in effect when 2·precision + 2 ≤ 53
 * (Figueroa, When is double rounding innocuous?, SIGNUM 30(3), 1995) and no intermediate is subnormal or infinite
 * in binary64. It also holds for subnormal results: sums of two numbers of the format are multiples of its
 * smallest one, so they are exact there; products are exact in binary64; and a quotient that is not a midpoint of
 * two neighbours with p′ ≤ p bits is farther than 2^−(2p+1)·|quotient| from it, more than binary64's error.
 * @throws RangeError when a format outside these conditions brings no native arithmetic.
 */
export function floatFormat(description: FloatFormatDescription): Format {
  const { name, bits, precision, emin, emax, specials = 'ieee', nearest, native = {} } = description;
  const { saturate = specials === 'finite', subnormals = true } = description;
  const lowest = emin - precision + 1;
  const narrow =
    2 * precision + 2 <= 53 && 2 * lowest > -1022 && emax + 1 - lowest < 1022 && 2 * (emax + 1) < 1022;
  if (!narrow && native.fma === undefined)
    throw new RangeError(`${name}: too wide for arithmetic in binary64`);

  const minNormal = powerOfTwo(emin);
  const minPositive = subnormals ? powerOfTwo(lowest) : minNormal;
  // Significands run to 2 − 2^(1−p); E4M3 gives the last one up for NaN.
  const lastSignificand = 2 - powerOfTwo(specials === 'nan' ? 2 - precision : 1 - precision);
  const maxFinite = powerOfTwo(emax) * lastSignificand;
  const overflowed = saturate ? maxFinite : specials === 'ieee' ? Infinity : NaN;
  const signedZero = specials !== 'nuz';
  const infinities = specials === 'ieee' && !saturate;

  const ulpExponent = (x: number): number => Math.max(exponentOf(x), emin) - precision + 1;

  const round = (x: number, mode: RoundingMode = 'nearest-even'): number => {
    if (mode === 'nearest-even' && nearest !== undefined) return nearest(x);
    if (x !== x) return specials === 'finite' ? 0 : x;
    if (x === 0) return signedZero ? x : 0;
    if (Math.abs(x) === Infinity) return x > 0 ? overflowed : -overflowed;
    const place = ulpExponent(x);
    const rounded = ROUND_INTEGER[mode](x * powerOfTwo(-place)) * powerOfTwo(place);
    if (Math.abs(rounded) > maxFinite) {
      // IEEE 754 §7.4: away from zero in this mode → overflow; towards zero → the largest finite number.
      const away = mode.startsWith('nearest') || (mode === 'up' && x > 0) || (mode === 'down' && x < 0);
      const magnitude = away ? overflowed : maxFinite;
      return x > 0 ? magnitude : -magnitude;
    }
    if (!subnormals && Math.abs(rounded) < minNormal) return aroundGap(x, mode);
    return rounded === 0 && !signedZero ? 0 : rounded;
  };

  /** Without subnormals nothing is between 0 and the smallest normal number, whose last bit stands for 1 here. */
  const aroundGap = (x: number, mode: RoundingMode): number => {
    const up = ROUND_INTEGER[mode](x / minNormal);
    return up === 0 ? (x < 0 && signedZero ? -0 : 0) : up * minNormal;
  };

  /** Through round-to-odd in binary64, which keeps the second rounding innocent up to 51 bits (`roundToOdd`). */
  const roundBig = (x: Big, mode: RoundingMode = 'nearest-even'): number => {
    const towardsZero = mpfr.mpfr_get_d(x, ROUND.ZERO);
    if (!Number.isFinite(towardsZero)) return round(towardsZero, mode);
    const order = mpfr.mpfr_cmp_d(x, towardsZero);
    // Towards zero never carries x past an odd double, so "odd" is the same number or the next one away from zero.
    return round(roundToOdd(towardsZero, order), mode);
  };

  // Codes of magnitudes: the bit pattern without its sign. Those of binary64, cut to this format.
  const dropped = BigInt(53 - precision);
  const exponentOffset = BigInt(1022 + emin) << BigInt(precision - 1);
  const normalCode = 1n << BigInt(precision - 1);
  const codeOf = (magnitude: number): bigint =>
    magnitude < minNormal
      ? BigInt(magnitude / powerOfTwo(lowest))
      : (doubleToBits(magnitude) >> dropped) - exponentOffset;
  const maxFiniteCode = codeOf(maxFinite);
  const infinityCode = maxFiniteCode + 1n;
  const signBit = 1n << BigInt(bits - 1);
  const quiet = 1n << BigInt(Math.max(0, precision - 2));
  const nanCode = { ieee: infinityCode | quiet, nan: infinityCode, nuz: signBit, finite: 0n }[specials];
  const magnitudeOf = (code: bigint): number => {
    if (code > maxFiniteCode) return specials === 'ieee' && code === infinityCode ? Infinity : NaN;
    if (code < normalCode) return subnormals ? Number(code) * minPositive : 0;
    return bitsToDouble((code + exponentOffset) << dropped);
  };

  // Ordinals of magnitudes are their codes, but without subnormals those of normal numbers begin at 1.
  const gap = subnormals ? 0n : normalCode - 1n;
  const ordinalLimit = (infinities ? infinityCode : maxFiniteCode) - gap;
  const negativeZero = signedZero ? 1n : 0n;

  const format: Format = {
    name,
    description: description.description ?? name,
    spacing: 'floating',
    bits,
    precision,
    emin,
    emax,
    subnormals,
    signedZero,
    infinities,
    nan: specials !== 'finite',
    maxFinite,
    minFinite: -maxFinite,
    minNormal,
    minPositive,
    round,
    roundBig,
    contains: (x) => {
      if (x !== x) return specials !== 'finite';
      if (Math.abs(x) === Infinity) return infinities;
      return Object.is(format.round(x), x);
    },
    encode: (x) => {
      if (!format.contains(x)) throw new RangeError(`${x} is not a number of ${name}`);
      if (x !== x) return nanCode;
      const code = Math.abs(x) === Infinity ? infinityCode : codeOf(Math.abs(x));
      return isNegative(x) ? code | signBit : code;
    },
    decode: (pattern) => {
      if (specials === 'nuz' && pattern === signBit) return NaN;
      const magnitude = magnitudeOf(pattern & (signBit - 1n));
      return pattern & signBit ? -magnitude : magnitude;
    },
    ordinal: (x) => {
      if (x !== x) throw new RangeError('NaN has no ordinal');
      const magnitude = Math.abs(x);
      const code = magnitude === Infinity ? infinityCode : codeOf(magnitude);
      const ordinal = code === 0n ? 0n : code - gap;
      return isNegative(x) ? -ordinal - negativeZero : ordinal;
    },
    fromOrdinal: (ordinal) => {
      const magnitude = ordinal < 0n ? -ordinal - negativeZero : ordinal;
      if (magnitude > ordinalLimit) throw new RangeError(`${name} has no number of ordinal ${ordinal}`);
      const value = magnitude === 0n ? 0 : magnitudeOf(magnitude + gap);
      return ordinal < 0n ? -value : value;
    },
    ulp: (x) => (Number.isFinite(x) ? powerOfTwo(ulpExponent(x)) : NaN),
    add: (a, b) => format.round(a + b),
    sub: (a, b) => format.round(a - b),
    mul: (a, b) => format.round(a * b),
    div: (a, b) => format.round(a / b),
    sqrt: (a) => format.round(Math.sqrt(a)),
    // The product is exact in binary64; the sum is made odd, so rounding it again is rounding once.
    fma: (a, b, c) => {
      const product = a * b;
      const sum = product + c;
      return format.round(Number.isFinite(sum) ? roundToOdd(sum, sumError(product, c, sum)) : sum);
    },
    ...native,
  };
  return format;
}
