import { exponentOf, nextDown, nextUp, powerOfTwo, roundEven } from '../number/double-bits.ts';
import { productError, sumError } from '../number/error-free.ts';
import type { Format } from '../number/format.ts';
import type { RealOperation } from '../program/machine-operations.ts';

/**
 * Errors are kept in units of 2^−48, so that fractions of the least subnormal number can be told; a few of the largest
 * half ulps of binary64 still fit.
 */
const UNIT_BITS = 48;
export const ERROR_UNIT = 2 ** -UNIT_BITS;
export const PER_UNIT = 2 ** UNIT_BITS;
const ROOT_PER_UNIT = 2 ** (UNIT_BITS / 2);

/**
 * What is known of a value on a cell. `lo…hi` encloses the exact value (no rounding anywhere before it), `error`
 * bounds |computed − exact| in {@link ERROR_UNIT}s, and the computed value is a multiple of 2^lattice, which is how exact operations are
 * recognised: a multiple of 2^g below 2^(g + precision) is a number of the format (Sterbenz's lemma, products with
 * powers of two, short constants are all cases of it).
 */
export type Value = {
  readonly lo: number;
  readonly hi: number;
  readonly error: number;
  /** Infinite: the computed value is 0. */
  readonly lattice: number;
  /** |exact| < 2^below, where that is too small for `lo` and `hi` to say. */
  readonly below?: number;
};

/** All exact values lie within `offset` of `value`, which a double enclosure about `value` could not say. */
type Near = { readonly value: number; readonly offset: number };

/** Magnitudes up to most + beyond, as two numbers: the second may be far below the last place of the first. */
export type Limit = { readonly most: number; readonly beyond: number };

/** The sums of two intervals, when they all round to one double. */
function nearOne(lo: number, hi: number, loOther: number, hiOther: number): Near | undefined {
  const value = lo + loOther;
  if (value === 0 || value !== hi + hiOther) return undefined;
  const offset = Math.max(Math.abs(sumError(lo, loOther, value)), Math.abs(sumError(hi, hiOther, value)));
  return { value, offset };
}

/** Upper bounds on non-negative sums and products: one step up per rounded operation. */
export const up = (x: number): number => x + Math.abs(x) * 2.3e-16 + Number.MIN_VALUE;

/** Thrown where no finite bound follows from the cell; smaller cells may do. */
export class NoRoundoffBound extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * One rounding, in a format that is a subset of binary64: to nearest (½ ulp at most), or `faithful`, to either of the
 * two neighbours of a value that is no number of the format (below 1 ulp).
 */
export class Rounding {
  readonly format: Format;
  readonly faithful: boolean;
  private readonly limit: Limit;

  constructor(format: Format, faithful = false, limit: Limit = { most: Infinity, beyond: 0 }) {
    this.format = format;
    this.faithful = faithful;
    this.limit = limit;
  }

  /** The same for exact values of limited magnitude: of others nothing is said. */
  upTo(limit: Limit): Rounding {
    return new Rounding(this.format, this.faithful, limit);
  }

  /** The exponent of the unit in the last place at x. */
  ulpExponent(x: number): number {
    const least = this.format.emin - this.format.precision + 1;
    return x === 0 ? least : Math.max(exponentOf(x), this.format.emin) - this.format.precision + 1;
  }

  /**
   * A bound, in {@link ERROR_UNIT}s, on one rounding to nearest of numbers up to size + slack ≤ `largest`. Below a power
   * of two the ulp is the smaller one; a number a little above it is rounded to the power, if to nothing nearer; and any to 0.
   */
  private halfUlp(size: number, slack: number, largest: number): number {
    const { format } = this;
    const power = powerOfTwo(exponentOf(largest));
    const above = (format.ulp(largest) * PER_UNIT) / 2;
    if (!(power > 0)) return above;
    const beyond = size >= power ? up(size - power + slack) : up(slack - (power - size));
    const half = Math.max((format.ulp(nextDown(power)) * PER_UNIT) / 2, Math.min(above, beyond * PER_UNIT));
    return Math.min(half, largest * PER_UNIT);
  }

  /**
   * Are multiples of 2^lattice of magnitude size + slack ≤ `largest` at most all numbers of the format? So are all up to a power of two,
   * and beyond it the next multiple is a whole unit away.
   */
  private isExact(size: number, slack: number, largest: number, lattice: number): boolean {
    const power = powerOfTwo(Math.min(1023, lattice + this.format.precision));
    if (largest <= power) return true;
    const beyond = size >= power ? up(size - power + slack) : up(slack - (power - size));
    // Within a factor of 2 of the power the difference is exact (Sterbenz 1974).
    return power / 2 <= size && size <= 2 * power && beyond < powerOfTwo(lattice);
  }

  /**
   * The result of one rounding: `lo…hi` encloses the exact value, `carried` bounds what the operands' errors make
   * of it, and before this rounding the computed value is a multiple of 2^lattice.
   */
  rounded(low: number, high: number, carried: number, lattice: number, near?: Near, scaling = false): Value {
    const { most, beyond } = this.limit;
    const [lo, hi] = [Math.max(low, -most), Math.min(high, most)];
    if (!(Number.isFinite(lo) && Number.isFinite(hi) && Number.isFinite(carried)))
      throw new NoRoundoffBound('overflow');
    const { format } = this;
    const slack = beyond === 0 ? realError(carried) : up(realError(carried) + beyond);
    const size = Math.max(Math.abs(lo), Math.abs(hi));
    const largest = slack === 0 ? size : up(size + slack);
    if (!(largest < format.maxFinite)) throw new NoRoundoffBound('overflow');
    const least = this.ulpExponent(0);
    if (lattice >= least && (scaling || this.isExact(size, slack, largest, lattice))) {
      return { lo, hi, error: carried, lattice };
    }
    // The exact values may all lie so near one number that the computed ones are that number.
    if (!this.faithful && near !== undefined && format.contains(near.value)) {
      const gap = format.ulp(nextDown(Math.abs(near.value))) / 2;
      if (up(near.offset + slack) < gap) {
        return { lo, hi, error: up(near.offset * PER_UNIT), lattice: lowestBit(near.value) };
      }
    }
    const half = this.faithful
      ? format.ulp(nextDown(largest)) * PER_UNIT
      : this.halfUlp(size, slack, largest);
    const [from, to] = [nextDown(lo - slack), nextUp(hi + slack)];
    const smallest = from > 0 ? from : to < 0 ? -to : 0;
    const grid = smallest > 0 ? this.ulpExponent(smallest) : least;
    return { lo, hi, error: up(carried + half), lattice: Math.max(grid, lattice, least) };
  }
}

/** An error as a number, rounded up. */
export function realError(error: number): number {
  return error === 0 ? 0 : up(error * ERROR_UNIT);
}

/** The exponent of the last set bit of a double: it is a multiple of 2^that. */
export function lowestBit(x: number): number {
  if (x === 0) return Infinity;
  let exponent = Math.max(exponentOf(x) - 52, -1074);
  // At most 53 steps: x / 2^exponent is an integer below 2^53.
  let unit = powerOfTwo(exponent);
  while (exponent < 1023 && Number.isInteger(x / (unit * 2))) {
    unit *= 2;
    exponent++;
  }
  return exponent;
}

const magnitude = (a: Value): number => Math.max(Math.abs(a.lo), Math.abs(a.hi));
/** Bounds the computed value's magnitude. */
const reach = (a: Value): number => up(magnitude(a) + realError(a.error));

function product(a: Value, b: Value): [lo: number, hi: number] {
  if (a === b) {
    const low = a.lo > 0 ? a.lo : a.hi < 0 ? -a.hi : 0;
    const high = magnitude(a);
    return [Math.max(0, productDown(low, low)), -productDown(-high, high)];
  }
  const [low, high] = [a.lo, a.hi];
  return [
    Math.min(
      productDown(low, b.lo),
      productDown(low, b.hi),
      productDown(high, b.lo),
      productDown(high, b.hi),
    ),
    -Math.min(
      productDown(-low, b.lo),
      productDown(-low, b.hi),
      productDown(-high, b.lo),
      productDown(-high, b.hi),
    ),
  ];
}

/** A lower bound on a·b; a·b itself where that is a double for certain. Never below 0 where a·b is not. */
function productDown(a: number, b: number): number {
  const p = a * b;
  if (a === 0 || b === 0) return 0;
  const size = Math.abs(p);
  const safe = size > 2 ** -960 && size < 2 ** 1000 && Math.abs(a) < 2 ** 990 && Math.abs(b) < 2 ** 990;
  if (safe && productError(a, b, p) >= 0) return p;
  // Scaling by a power of two, in either direction, is exact if it can be undone.
  if ((isPowerOfTwo(a) && p / a === b) || (isPowerOfTwo(b) && p / b === a)) return p;
  return p === 0 && a > 0 === b > 0 ? 0 : nextDown(p);
}

/** A lower bound on a/b, b ≠ 0; the double next to it where that is no larger for certain. Never below 0 where a/b is not. */
function quotientDown(a: number, b: number): number {
  if (a === 0) return 0;
  const q = a / b;
  if (q === 0 && a > 0 === b > 0) return 0;
  const p = q * b;
  const [most, least] = [Math.max(Math.abs(p), Math.abs(q), Math.abs(b)), Math.abs(p)];
  // a − p is exact, for p is a or next to it: what is left of a over q tells on which side of a/b q lies.
  if (!(least > 2 ** -960 && most < 2 ** 990)) return nextDown(q);
  const left = a - p - productError(q, b, p);
  return left === 0 || left > 0 === b > 0 ? q : nextDown(q);
}

function quotient(a: Value, b: Value): [lo: number, hi: number] {
  const corners = [a.lo, a.hi].flatMap((p) => [b.lo, b.hi].map((q) => [p, q] as const));
  return [
    Math.min(...corners.map(([p, q]) => quotientDown(p, q))),
    -Math.min(...corners.map(([p, q]) => quotientDown(-p, q))),
  ];
}

function sumDown(a: number, b: number): number {
  const s = a + b;
  return sumError(a, b, s) >= 0 ? s : nextDown(s);
}

function sumUp(a: number, b: number): number {
  return -sumDown(-a, -b);
}

/** The least e known with |exact| < 2^e. */
const exponentAbove = (a: Value): number => a.below ?? binaryExponentAbove(magnitude(a));
const binaryExponentAbove = (size: number): number => (size === 0 ? -Infinity : exponentOf(size) + 1);

/**
 * A product so small that it rounds to 0, which an enclosure in doubles does not show: above 0, it says, the least of
 * them may be meant. `undefined` where it may be larger.
 */
function vanishing({ format, faithful }: Rounding, a: Value, b: Value): Value | undefined {
  if (faithful || !(inUnits(reach(a), reach(b)) < (format.minPositive * PER_UNIT) / 2)) return undefined;
  const below = exponentAbove(a) + exponentAbove(b);
  // A factor of 0 needs no such care.
  if (below === -Infinity) return undefined;
  const [lo, hi] = product(a, b);
  // |0 − ab| in error units, which begin at 2^−1122.
  const size = Math.min(2 ** (below + UNIT_BITS), inUnits(magnitude(a), magnitude(b)));
  const error = Math.max(Number.MIN_VALUE, size);
  return { lo, hi, error, lattice: Infinity, below };
}

/** A product of magnitudes in error units, rounded up. */
function inUnits(a: number, b: number): number {
  return up(up(Math.min(a, b) * PER_UNIT) * Math.max(a, b));
}

/** |âb̂ − ab| ≤ |a| e_b + |b̂| e_a. */
function productSlack(a: Value, b: Value): number {
  if (a.error === 0 && b.error === 0) return 0;
  return up(up(magnitude(a) * b.error) + up(reach(b) * a.error));
}

function step(rule: (x: number) => number): (rounding: Rounding, a: Value) => Value {
  return (_, a) => {
    const lo = rule(a.lo);
    const hi = rule(a.hi);
    const computedLo = rule(nextDown(a.lo - realError(a.error)));
    const computedHi = rule(nextUp(a.hi + realError(a.error)));
    // Two arguments within e of each other: their steps differ by less than e + 1, and by nothing on one step.
    const same = a.error === 0 || computedLo === computedHi;
    return { lo, hi, error: same ? 0 : up(a.error + PER_UNIT), lattice: Math.max(0, a.lattice) };
  };
}

function plus(rounding: Rounding, a: Value, b: Value): Value {
  const lattice = Math.min(a.lattice, b.lattice);
  // The machine adds 0: the sum is the other one.
  if (a.below !== undefined || b.below !== undefined)
    return { lo: sumDown(a.lo, b.lo), hi: sumUp(a.hi, b.hi), error: sum(a.error, b.error), lattice };
  const near = nearOne(a.lo, a.hi, b.lo, b.hi);
  return rounding.rounded(sumDown(a.lo, b.lo), sumUp(a.hi, b.hi), sum(a.error, b.error), lattice, near);
}

export type Rule = (rounding: Rounding, a: Value, b: Value, c: Value) => Value;

/** What each operation makes of values. */
export const RULES: Record<RealOperation, Rule> = {
  add: plus,
  sub: (rounding, a, b) => plus(rounding, a, { ...b, lo: -b.hi, hi: -b.lo }),
  mul: (rounding, a, b) => {
    const zero = vanishing(rounding, a, b);
    if (zero !== undefined) return zero;
    const lattice = a.lattice + b.lattice;
    const scaling = isConstantPower(a) || isConstantPower(b);
    return rounding.rounded(...product(a, b), productSlack(a, b), lattice, undefined, scaling);
  },
  div: (rounding, a, b) => {
    const inverse = reciprocal(b);
    if (inverse !== undefined) return RULES.mul(rounding, a, inverse, inverse);
    // Also for the computed divisor: it is what the machine divides by.
    const least =
      b.lo > 0 ? nextDown(b.lo - realError(b.error)) : b.hi < 0 ? nextDown(-b.hi - realError(b.error)) : 0;
    if (!(least > 0)) throw new NoRoundoffBound('division by a value that may be 0');
    const [lo, hi] = quotient(a, b);
    // â/b̂ − a/b = ((â − a) − (a/b)(b̂ − b)) / b̂.
    const largest = Math.max(Math.abs(lo), Math.abs(hi));
    const carried = sum(a.error, up(largest * b.error));
    const error = carried === 0 ? 0 : up(carried / least);
    // Of 0 nothing is rounded.
    return a.lattice === Infinity
      ? { lo, hi, error, lattice: Infinity }
      : rounding.rounded(lo, hi, error, -Infinity);
  },
  fma: (rounding, a, b, c) => {
    const zero = vanishing(rounding, a, b);
    if (zero !== undefined) return plus(rounding, zero, c);
    const [lo, hi] = product(a, b);
    const carried = sum(productSlack(a, b), c.error);
    const lattice = Math.min(a.lattice + b.lattice, c.lattice);
    return rounding.rounded(
      sumDown(lo, c.lo),
      sumUp(hi, c.hi),
      carried,
      lattice,
      nearOne(lo, hi, c.lo, c.hi),
    );
  },
  sqrt: (rounding, a) => {
    if (!(a.lo - realError(a.error) >= 0))
      throw new NoRoundoffBound('square root of a value that may be negative');
    const lo = Math.max(0, nextDown(Math.sqrt(a.lo)));
    // |√â − √a| = |â − a| / (√â + √a), and at most √|â − a|.
    const below = nextDown(Math.sqrt(Math.max(0, nextDown(a.lo - realError(a.error))))) + lo;
    const carried =
      a.error === 0
        ? 0
        : Math.min(
            up(up(Math.sqrt(a.error)) * ROOT_PER_UNIT),
            below > 0 ? up(a.error / nextDown(below)) : Infinity,
          );
    return rounding.rounded(lo, nextUp(Math.sqrt(a.hi)), carried, -Infinity);
  },
  neg: (_, a) => ({ lo: -a.hi, hi: -a.lo, error: a.error, lattice: a.lattice }),
  abs: (_, a) => {
    if (a.lo >= 0) return a;
    const hi = Math.max(-a.lo, a.hi);
    return { lo: a.hi <= 0 ? -a.hi : 0, hi, error: a.error, lattice: a.lattice };
  },
  min: (_, a, b) => ({
    lo: Math.min(a.lo, b.lo),
    hi: Math.min(a.hi, b.hi),
    error: Math.max(a.error, b.error),
    lattice: Math.min(a.lattice, b.lattice),
  }),
  max: (_, a, b) => ({
    lo: Math.max(a.lo, b.lo),
    hi: Math.max(a.hi, b.hi),
    error: Math.max(a.error, b.error),
    lattice: Math.min(a.lattice, b.lattice),
  }),
  floor: step(Math.floor),
  ceil: step(Math.ceil),
  round: step(roundEven),
  trunc: step(Math.trunc),
};

function isPowerOfTwo(x: number): boolean {
  return powerOfTwo(exponentOf(x)) === Math.abs(x);
}

export function isConstantPower(a: Value): boolean {
  return a.lo === a.hi && a.error === 0 && a.lo !== 0 && isPowerOfTwo(a.lo);
}

/** 1/b for a constant power of two: dividing by it is multiplying by this, rounding included. */
function reciprocal(b: Value): Value | undefined {
  const inverse = 1 / b.lo;
  if (!isConstantPower(b) || !Number.isFinite(inverse)) return undefined;
  return { lo: inverse, hi: inverse, error: 0, lattice: exponentOf(inverse) };
}

function sum(a: number, b: number): number {
  return a === 0 ? b : b === 0 ? a : up(a + b);
}
