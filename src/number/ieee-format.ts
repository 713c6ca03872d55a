import { bitsToDouble, doubleToBits, exponentOf, isNegative, powerOfTwo, roundEven } from './double-bits.ts';
import { sumError } from './error-free.ts';
import type { Format, RoundingMode } from './format.ts';
import { mpfr, ROUND, type Big } from './mpfr.ts';
import { roundToOdd } from './round-to-odd.ts';

/** What makes a binary floating-point format. One such record per format is all there is to add. */
export type IeeeFormatDescription = {
  readonly name: string;
  readonly bits: number;
  readonly precision: number;
  readonly emin: number;
  readonly emax: number;
  /**
   * What overflow gives, and what the top of the encoding holds. `ieee` (default): infinities and NaN, in a binade
   * of their own above `emax`. `nan`: NaN alone, in the all-ones pattern of the last binade (OCP's E4M3), and it is
   * what overflow gives. `finite`: neither (OCP's E2M1): overflow saturates.
   */
  readonly specials?: 'ieee' | 'nan' | 'finite';
  /** A faster equal of rounding a double to nearest-even, where the machine has one. */
  readonly nearest?: (x: number) => number;
  /** Functions of the machine's own, for a format that binary64 arithmetic is not wide enough for. */
  readonly native?: Partial<Format>;
};

/**
 * A binary floating-point format with subnormals, whose values are doubles.
 *
 * Arithmetic is done in binary64 and rounded again. That is one rounding in effect when 2·precision + 2 ≤ 53
 * (Figueroa, When is double rounding innocuous?, SIGNUM 30(3), 1995) and no intermediate is subnormal or infinite
 * in binary64. It also holds for subnormal results: sums of two numbers of the format are multiples of its
 * smallest one, so they are exact there; products are exact in binary64; and a quotient that is not a midpoint of
 * two neighbours with p′ ≤ p bits is farther than 2^−(2p+1)·|quotient| from it, more than binary64's error.
 * @throws RangeError when a format outside these conditions brings no native arithmetic.
 */
export function ieeeFormat(description: IeeeFormatDescription): Format {
  const { name, bits, precision, emin, emax, specials = 'ieee', nearest, native = {} } = description;
  const lowest = emin - precision + 1;
  const narrow =
    2 * precision + 2 <= 53 && 2 * lowest > -1022 && emax + 1 - lowest < 1022 && 2 * (emax + 1) < 1022;
  if (!narrow && native.fma === undefined)
    throw new RangeError(`${name}: too wide for arithmetic in binary64`);

  const minNormal = powerOfTwo(emin);
  const minPositive = powerOfTwo(lowest);
  // Significands run to 2 − 2^(1−p); E4M3 gives the last one up for NaN.
  const lastSignificand = 2 - powerOfTwo(specials === 'nan' ? 2 - precision : 1 - precision);
  const maxFinite = powerOfTwo(emax) * lastSignificand;
  const overflowed = specials === 'ieee' ? Infinity : specials === 'nan' ? NaN : maxFinite;

  const ulpExponent = (x: number): number => Math.max(exponentOf(x), emin) - precision + 1;

  const round = (x: number, mode: RoundingMode = 'nearest-even'): number => {
    if (mode === 'nearest-even' && nearest !== undefined) return nearest(x);
    if (x === 0 || x !== x) return x;
    if (Math.abs(x) === Infinity) return specials === 'ieee' ? x : x > 0 ? overflowed : -overflowed;
    const place = ulpExponent(x);
    const scaled = x * powerOfTwo(-place);
    const rounded = ROUND_INTEGER[mode](scaled) * powerOfTwo(place);
    if (Math.abs(rounded) <= maxFinite) return rounded;
    // IEEE 754 §7.4: away from zero in this mode → overflow; towards zero → the largest finite number.
    const away = mode === 'nearest-even' || (mode === 'up' && x > 0) || (mode === 'down' && x < 0);
    const magnitude = away ? overflowed : maxFinite;
    return x > 0 ? magnitude : -magnitude;
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
  const codeOf = (magnitude: number): bigint =>
    magnitude < minNormal
      ? BigInt(magnitude / minPositive)
      : (doubleToBits(magnitude) >> dropped) - exponentOffset;
  const maxFiniteCode = codeOf(maxFinite);
  const infinityCode = maxFiniteCode + 1n;
  const signBit = 1n << BigInt(bits - 1);
  const nanCode = specials === 'ieee' ? infinityCode | (1n << BigInt(precision - 2)) : infinityCode;
  const magnitudeOf = (code: bigint): number => {
    if (code > maxFiniteCode) return specials === 'ieee' && code === infinityCode ? Infinity : NaN;
    if (code < 1n << BigInt(precision - 1)) return Number(code) * minPositive;
    return bitsToDouble((code + exponentOffset) << dropped);
  };
  const ordinalLimit = specials === 'ieee' ? infinityCode : maxFiniteCode;

  const format: Format = {
    name,
    bits,
    precision,
    emin,
    emax,
    subnormals: true,
    maxFinite,
    minNormal,
    minPositive,
    round,
    roundBig,
    contains: (x) => (x !== x ? specials !== 'finite' : format.round(x) === x),
    encode: (x) => {
      if (x !== x) {
        if (specials === 'finite') throw new RangeError(`${name} has no NaN`);
        return nanCode;
      }
      if (!format.contains(x)) throw new RangeError(`${x} is not a number of ${name}`);
      const code = Math.abs(x) === Infinity ? infinityCode : codeOf(Math.abs(x));
      return isNegative(x) ? code | signBit : code;
    },
    decode: (pattern) => {
      const magnitude = magnitudeOf(pattern & (signBit - 1n));
      return pattern & signBit ? -magnitude : magnitude;
    },
    ordinal: (x) => {
      if (x !== x) throw new RangeError('NaN has no ordinal');
      const code = Math.abs(x) === Infinity ? infinityCode : codeOf(Math.abs(x));
      return isNegative(x) ? -code - 1n : code;
    },
    fromOrdinal: (ordinal) => {
      const code = ordinal < 0n ? -ordinal - 1n : ordinal;
      if (code > ordinalLimit) throw new RangeError(`${name} has no number of ordinal ${ordinal}`);
      return ordinal < 0n ? -magnitudeOf(code) : magnitudeOf(code);
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

const ROUND_INTEGER: Record<RoundingMode, (x: number) => number> = {
  'nearest-even': roundEven,
  up: Math.ceil,
  down: Math.floor,
  'to-zero': Math.trunc,
};
