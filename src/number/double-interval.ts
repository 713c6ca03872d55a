import { nextDown, nextUp } from './double-bits.ts';
import { sumError } from './error-free.ts';

/** A closed interval of reals with double ends, `lo ≤ hi`; ends may be infinite. Both NaN: nothing is known. */
export type DoubleInterval = { readonly lo: number; readonly hi: number };

/** Nothing is known, not even that the value exists: what an operation outside its domain gives. Contagious. */
export const UNKNOWN: DoubleInterval = Object.freeze({ lo: NaN, hi: NaN });
export const WHOLE: DoubleInterval = Object.freeze({ lo: -Infinity, hi: Infinity });

/** The interval that holds exactly one double. */
export function pointInterval(x: number): DoubleInterval {
  return { lo: x, hi: x };
}

const isUnknown = (x: DoubleInterval): boolean => x.lo !== x.lo || x.hi !== x.hi;

/*
 * Ends are computed to nearest and moved outwards by one double, unless known exact. That is enough: the exact end
 * lies within half an ulp of its rounding, also for subnormals; a sum that overflows to infinity has its lower end
 * moved back to the largest double, which the exact one exceeds.
 */
function sumDown(a: number, b: number): number {
  const sum = a + b;
  if (sum !== sum) return -Infinity; // −∞ + ∞, only when an end is unbounded
  return sumError(a, b, sum) >= 0 || sum === -Infinity ? sum : nextDown(sum);
}

function productDown(a: number, b: number): number {
  if (a === 0 || b === 0) return 0; // an end of ∞ is a bound, not a value: 0·∞ = 0
  if (Math.abs(a) === 1 || Math.abs(b) === 1) return a * b;
  return nextDown(a * b);
}

function productUp(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : Math.abs(a) === 1 || Math.abs(b) === 1 ? a * b : nextUp(a * b);
}

/** A corner of a quotient; 0 at an unbounded divisor, which bounds both signs of what is near it. */
function quotient(a: number, b: number): number {
  return Math.abs(b) === Infinity ? 0 : a / b;
}

/** Interval arithmetic on doubles, outward: each result holds every value its operands' values can give. */
export const doubleInterval = {
  neg(x: DoubleInterval): DoubleInterval {
    return { lo: -x.hi, hi: -x.lo };
  },

  add(x: DoubleInterval, y: DoubleInterval): DoubleInterval {
    if (isUnknown(x) || isUnknown(y)) return UNKNOWN;
    return { lo: sumDown(x.lo, y.lo), hi: -sumDown(-x.hi, -y.hi) };
  },

  sub(x: DoubleInterval, y: DoubleInterval): DoubleInterval {
    return doubleInterval.add(x, doubleInterval.neg(y));
  },

  mul(x: DoubleInterval, y: DoubleInterval): DoubleInterval {
    if (isUnknown(x) || isUnknown(y)) return UNKNOWN;
    return {
      lo: Math.min(
        productDown(x.lo, y.lo),
        productDown(x.lo, y.hi),
        productDown(x.hi, y.lo),
        productDown(x.hi, y.hi),
      ),
      hi: Math.max(
        productUp(x.lo, y.lo),
        productUp(x.lo, y.hi),
        productUp(x.hi, y.lo),
        productUp(x.hi, y.hi),
      ),
    };
  },

  /** Unbounded when the divisor holds 0 (unknown when it is 0 alone). */
  div(x: DoubleInterval, y: DoubleInterval): DoubleInterval {
    if (isUnknown(x) || isUnknown(y) || (y.lo === 0 && y.hi === 0)) return UNKNOWN;
    if (y.lo <= 0 && y.hi >= 0) return WHOLE;
    const corners = [quotient(x.lo, y.lo), quotient(x.lo, y.hi), quotient(x.hi, y.lo), quotient(x.hi, y.hi)];
    return { lo: nextDown(Math.min(...corners)), hi: nextUp(Math.max(...corners)) };
  },

  /** Unknown when the operand holds negative numbers. */
  sqrt(x: DoubleInterval): DoubleInterval {
    if (isUnknown(x) || x.lo < 0) return UNKNOWN;
    const root = (a: number, out: (r: number) => number): number => {
      const r = Math.sqrt(a);
      return r * r === a && Number.isInteger(r) && r < 0x4000000 ? r : out(r); // exact for small squares
    };
    return { lo: Math.max(0, root(x.lo, nextDown)), hi: root(x.hi, nextUp) };
  },

  abs(x: DoubleInterval): DoubleInterval {
    if (x.lo >= 0 || isUnknown(x)) return x;
    return x.hi <= 0 ? doubleInterval.neg(x) : { lo: 0, hi: Math.max(-x.lo, x.hi) };
  },

  /** x², which knows that both factors are one: never negative. */
  square(x: DoubleInterval): DoubleInterval {
    const { lo, hi } = doubleInterval.abs(x);
    return isUnknown(x) ? UNKNOWN : { lo: Math.max(0, productDown(lo, lo)), hi: productUp(hi, hi) };
  },

  min(x: DoubleInterval, y: DoubleInterval): DoubleInterval {
    return { lo: Math.min(x.lo, y.lo), hi: Math.min(x.hi, y.hi) };
  },

  max(x: DoubleInterval, y: DoubleInterval): DoubleInterval {
    return { lo: Math.max(x.lo, y.lo), hi: Math.max(x.hi, y.hi) };
  },

  /** The smallest interval that holds both. */
  hull(x: DoubleInterval, y: DoubleInterval): DoubleInterval {
    return { lo: Math.min(x.lo, y.lo), hi: Math.max(x.hi, y.hi) };
  },

  /** A monotone step function that doubles hold exactly: `Math.floor`, `Math.ceil`, `Math.trunc`, `roundEven`. */
  step(x: DoubleInterval, f: (a: number) => number): DoubleInterval {
    return { lo: f(x.lo), hi: f(x.hi) };
  },

  contains(x: DoubleInterval, value: number): boolean {
    return x.lo <= value && value <= x.hi;
  },

  /** The largest magnitude in it (NaN when unknown). */
  magnitude(x: DoubleInterval): number {
    return Math.max(Math.abs(x.lo), Math.abs(x.hi));
  },
} as const;
