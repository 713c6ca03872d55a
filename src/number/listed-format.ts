import { exponentOf, isNegative } from './double-bits.ts';
import { productError, sumError } from './error-free.ts';
import type { Format, RoundingMode } from './format.ts';
import { mpfr, ROUND, type Big } from './mpfr.ts';
import { roundToOdd } from './round-to-odd.ts';

/** A format that is a list of numbers: those that no floating or fixed point spaces. */
export type ListedFormatDescription = {
  readonly name: string;
  readonly description: string;
  readonly bits: number;
  /** Ascending, 0 among them; each a number of binary32, as the table that decodes them holds it. */
  readonly values: readonly number[];
};

/** A list of more bits is a table that nobody builds. */
export const LISTED_BITS = 16;

/** Magnitudes between which products, quotients and their errors are normal numbers of binary64. */
const LEAST_MAGNITUDE = 2 ** -120;
const MOST_MAGNITUDE = 2 ** 120;

/**
 * A format of listed numbers. Ordinals count from zero; patterns are ordinals modulo 2^bits, and those without a number
 * stand for 0. Between two numbers the nearer is taken, in the middle the one of even ordinal, so 0 before its
 * neighbours; beyond the ends the end. Zero has no sign; there are no infinities and no NaN: what is not a number
 * becomes 0, and a division by zero ends at the end of its sign.
 * @throws RangeError for a list that is not ascending, has no 0, does not fit, or whose midpoints are not numbers of 52
 *   bits, which rounding through round-to-odd in binary64 needs (`roundToOdd`)
 */
export function listedFormat({ name, description, bits, values: given }: ListedFormatDescription): Format {
  const values = Float64Array.from(given, (x) => x + 0);
  const last = values.length - 1;
  const zero = values.indexOf(0);
  if (zero < 0 || last < 1) throw new RangeError(`${name}: 0 and another number must be listed`);
  const patterns = 2 ** bits;
  if (bits > LISTED_BITS || last >= patterns)
    throw new RangeError(`${name}: ${last + 1} numbers in ${bits} bits`);
  const middles = new Float64Array(last);
  values.forEach((x, i) => {
    const size = Math.abs(x);
    if (Math.fround(x) !== x || (x !== 0 && !(size >= LEAST_MAGNITUDE && size <= MOST_MAGNITUDE)))
      throw new RangeError(`${name}: ${x} is not between 2^-120 and 2^120 in binary32`);
    if (i === last) return;
    if (!(values[i + 1] > x)) throw new RangeError(`${name}: ${values[i + 1]} follows ${x}`);
    const sum = x + values[i + 1];
    if (sumError(x, values[i + 1], sum) !== 0 || !hasSpareBit(sum))
      throw new RangeError(`${name}: ${x} and ${values[i + 1]} lie too far apart`);
    middles[i] = sum / 2;
  });
  const [minFinite, maxFinite] = [values[0], values[last]];
  const minPositive = values.find((x) => x > 0) ?? NaN;
  const magnitudes = [...values].filter((x) => x !== 0).map(Math.abs);

  /** The largest listed number that is not above x, or that is below it, by its index; −1 where there is none. */
  const indexBelow = (x: number, strictly = false): number => {
    let [low, high] = [-1, last];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (strictly ? values[middle] < x : values[middle] <= x) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const isOdd = (index: number): boolean => ((index - zero) & 1) === 1;

  const round = (x: number, mode: RoundingMode = 'nearest-even'): number => {
    if (x !== x) return 0;
    const below = indexBelow(x);
    if (below < 0) return minFinite;
    if (below === last || values[below] === x) return values[below];
    return values[below + (goesUp(x, below, mode) ? 1 : 0)];
  };
  /** x lies between numbers `below` and `below` + 1: is it the upper one in this direction? */
  const goesUp = (x: number, below: number, mode: RoundingMode): boolean => {
    const middle = middles[below];
    switch (mode) {
      case 'up':
        return true;
      case 'down':
        return false;
      case 'to-zero':
        return x < 0;
      case 'to-odd':
        return !isOdd(below);
      case 'nearest-away':
        return x > middle || (x === middle && x > 0);
      case 'nearest-even':
        return x > middle || (x === middle && isOdd(below));
    }
  };
  /** The exact number nearest + error, of which `error` need but have the sign, rounded once. */
  const roundExact = (nearest: number, error: number): number => round(roundToOdd(nearest, error));
  const endOf = (sign: number): number => (sign > 0 ? maxFinite : sign < 0 ? minFinite : 0);
  const indexOf = (x: number): number => {
    const index = indexBelow(x);
    if (index < 0 || values[index] !== x) throw new RangeError(`${x} is not a number of ${name}`);
    return index;
  };

  return {
    name,
    description,
    spacing: 'listed',
    bits,
    precision: 1,
    emin: exponentOf(Math.min(...magnitudes)),
    emax: exponentOf(Math.max(...magnitudes)),
    subnormals: false,
    signedZero: false,
    infinities: false,
    nan: false,
    maxFinite,
    minFinite,
    minNormal: minPositive,
    minPositive,
    round,
    roundBig: (x: Big, mode: RoundingMode = 'nearest-even') => {
      const towardsZero = mpfr.mpfr_get_d(x, ROUND.ZERO);
      if (!Number.isFinite(towardsZero)) return round(towardsZero, mode);
      return round(roundToOdd(towardsZero, mpfr.mpfr_cmp_d(x, towardsZero)), mode);
    },
    contains: (x) => Object.is(round(x), x),
    encode: (x) => BigInt.asUintN(bits, BigInt(indexOf(x) - zero)),
    decode: (pattern) => {
      const code = Number(BigInt.asUintN(bits, pattern));
      return values[zero + (code <= last - zero ? code : code - patterns)] ?? 0;
    },
    ordinal: (x) => {
      if (x !== x) throw new RangeError('NaN has no ordinal');
      return BigInt(indexOf(x) - zero);
    },
    fromOrdinal: (ordinal) => {
      const value = values[zero + Number(ordinal)];
      if (value === undefined) throw new RangeError(`${name} has no number of ordinal ${ordinal}`);
      return value;
    },
    ulp: (x) => {
      if (!Number.isFinite(x)) return NaN;
      // The gap that x is in; at a number of the list the one away from zero, at the ends the last.
      const at = Math.min(last - 1, Math.max(0, indexBelow(x, x < 0)));
      return values[at + 1] - values[at];
    },
    add: (a, b) => roundExact(a + b, sumError(a, b, a + b)),
    sub: (a, b) => roundExact(a - b, sumError(a, -b, a - b)),
    mul: (a, b) => round(a * b),
    div: (a, b) => {
      if (b === 0) return endOf(Math.sign(a));
      const quotient = a / b;
      const product = quotient * b;
      const rest = a - product - productError(quotient, b, product);
      return roundExact(quotient, b < 0 ? -rest : rest);
    },
    // Products of two numbers of binary32 are exact in binary64.
    fma: (a, b, c) => roundExact(a * b + c, sumError(a * b, c, a * b + c)),
    sqrt: (a) => {
      if (a === 0 || isNegative(a)) return 0;
      const root = Math.sqrt(a);
      const square = root * root;
      return roundExact(root, a - square - productError(root, root, square));
    },
  };
}

/** Is the last significand bit of this double, and of half of it, 0? */
function hasSpareBit(x: number): boolean {
  return x === 0 || Number.isInteger(x * 2 ** (51 - exponentOf(x)));
}
