import { isNegative, powerOfTwo } from './double-bits.ts';
import type { FixedPoint, Format, RoundingMode } from './format.ts';
import { mpfr, ROUND, type Big } from './mpfr.ts';
import { ROUND_INTEGER } from './round-integer.ts';
import { roundToOdd } from './round-to-odd.ts';

/** Two's complement (or unsigned) integers in units of 2^−fraction. */
export type FixedFormatDescription = FixedPoint & {
  readonly name: string;
  readonly description: string;
  /** Bits before the point, the sign not counted; `fraction` are those after it. */
  readonly integer: number;
};

/** More bits than this have no room in the patterns of 32-bit programs. */
export const FIXED_BITS = 32;

/**
 * A fixed-point format; `q(3.12)` is TI's Q3.12, 16 bits with its sign. Zero has no sign; there are no infinities and no
 * NaN: what is not a number becomes 0, an infinite value the end of the range (saturating) or 0 (wrapping).
 * @throws RangeError for no bits, or more than `FIXED_BITS`
 */
export function fixedFormat(description: FixedFormatDescription): Format {
  const { name, signed, integer, fraction, overflow } = description;
  const magnitudeBits = integer + fraction;
  const bits = magnitudeBits + (signed ? 1 : 0);
  if (bits < 1 || magnitudeBits < 1 || bits > FIXED_BITS) throw new RangeError(`${name}: ${bits} bits`);
  const unit = powerOfTwo(-fraction);
  const last = 2 ** magnitudeBits - 1;
  const first = signed ? -last - 1 : 0;
  const modulus = 2 ** bits;

  /** The number of a count of units, which may be beyond the ends. */
  const place = (count: number): number => {
    // `+ 0` takes the sign from a zero.
    if (count >= first && count <= last) return count * unit + 0;
    if (overflow === 'saturate') return (count < first ? first : last) * unit;
    if (!Number.isFinite(count)) return 0;
    const wrapped = ((count % modulus) + modulus) % modulus;
    return (wrapped > last ? wrapped - modulus : wrapped) * unit;
  };
  const round = (x: number, mode: RoundingMode = 'nearest-even'): number =>
    x !== x ? 0 : place(ROUND_INTEGER[mode](x * 2 ** fraction));

  const count = (x: number): bigint => BigInt(x * 2 ** fraction);
  const placeExactly = (units: bigint): number => {
    const modular = BigInt.asUintN(bits, units);
    if (overflow === 'wrap') {
      return Number(modular > BigInt(last) ? modular - BigInt(modulus) : modular) * unit;
    }
    return Number(units < BigInt(first) ? first : units > BigInt(last) ? last : units) * unit;
  };
  const scale = 1n << BigInt(fraction);
  const toRange = (sign: number): number => (sign === 0 ? 0 : place(sign * Infinity));

  const format: Format = {
    name,
    description: description.description,
    spacing: 'fixed',
    fixedPoint: { signed, fraction, overflow },
    bits,
    precision: magnitudeBits,
    // All numbers are spaced as those of the lowest binade are, by 2^(emin − precision + 1) = 2^−fraction.
    emin: integer - 1,
    emax: integer - 1,
    subnormals: true,
    signedZero: false,
    infinities: false,
    nan: false,
    maxFinite: last * unit,
    minFinite: first * unit + 0,
    minNormal: powerOfTwo(integer - 1),
    minPositive: unit,
    round,
    roundBig: (x: Big, mode: RoundingMode = 'nearest-even') => {
      const towardsZero = mpfr.mpfr_get_d(x, ROUND.ZERO);
      if (!Number.isFinite(towardsZero)) return round(towardsZero, mode);
      // Far beyond the ends doubles have no halves, but neither do they matter there.
      return round(roundToOdd(towardsZero, mpfr.mpfr_cmp_d(x, towardsZero)), mode);
    },
    contains: (x) => x === x && Object.is(round(x), x),
    encode: (x) => {
      if (!format.contains(x)) throw new RangeError(`${x} is not a number of ${name}`);
      return BigInt.asUintN(bits, count(x));
    },
    decode: (pattern) => Number(signed ? BigInt.asIntN(bits, pattern) : BigInt.asUintN(bits, pattern)) * unit,
    ordinal: (x) => {
      if (x !== x) throw new RangeError('NaN has no ordinal');
      return count(x);
    },
    fromOrdinal: (ordinal) => {
      if (ordinal < BigInt(first) || ordinal > BigInt(last)) {
        throw new RangeError(`${name} has no number of ordinal ${ordinal}`);
      }
      return Number(ordinal) * unit;
    },
    ulp: (x) => (Number.isFinite(x) ? unit : NaN),
    // Sums of two numbers are exact in binary64; the others are done on integers, where they are exact too.
    add: (a, b) => round(a + b),
    sub: (a, b) => round(a - b),
    mul: (a, b) => placeExactly(divideToEven(count(a) * count(b), scale)),
    div: (a, b) => {
      if (b === 0) return toRange(Math.sign(a));
      const [n, d] = [count(a) * scale, count(b)];
      return placeExactly(d < 0n ? divideToEven(-n, -d) : divideToEven(n, d));
    },
    fma: (a, b, c) => placeExactly(divideToEven(count(a) * count(b) + count(c) * scale, scale)),
    // A root that is not a number of the format is no midpoint of two either, by more than binary64's error.
    sqrt: (a) => (isNegative(a) ? 0 : round(Math.sqrt(a))),
  };
  return format;
}

/** n / d to the nearest integer, ties to even; d > 0. */
function divideToEven(n: bigint, d: bigint): bigint {
  let quotient = n / d;
  let rest = n % d;
  if (rest < 0n) {
    quotient -= 1n;
    rest += d;
  }
  const twice = 2n * rest;
  return twice > d || (twice === d && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}
