import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import {
  addIntervals,
  divIntervals,
  hullIntervals,
  isZero,
  mulIntervals,
  negInterval,
  newInterval,
  subIntervals,
  type BigInterval,
} from '../oracle/big-interval.ts';

/**
 * A coefficient of a Taylor model: an enclosure, or `null` for an exact zero. Exact zeros are what makes a
 * removable singularity removable, and most coefficients of a program's early values are such.
 * The functions here are `oracle/big-interval.ts` with zeros skipped and results freshly allocated.
 */
export type Coefficient = BigInterval | null;

export function coefficient(x: BigInterval): Coefficient {
  return isZero(x) ? null : x;
}

export function zero(w: Workspace): BigInterval {
  const x = w.number(0);
  return { lo: x, hi: x };
}

/** A double, exactly, whatever the working precision. */
export function exactDouble(w: Workspace, value: number): Coefficient {
  if (value === 0) return null;
  const x = w.big(Math.max(53, w.precision));
  mpfr.mpfr_set_d(x, value, ROUND.NEAREST);
  return { lo: x, hi: x };
}

/** Outward enclosure of `numerator / denominator`; a point where that is exact. */
export function rationalInterval(w: Workspace, numerator: bigint, denominator: bigint): Coefficient {
  if (numerator === 0n) return null;
  const result = newInterval(w);
  const mark = w.mark();
  const n = exactInteger(w, numerator);
  const d = exactInteger(w, denominator);
  mpfr.mpfr_div(result.lo, n, d, ROUND.DOWN);
  mpfr.mpfr_div(result.hi, n, d, ROUND.UP);
  w.release(mark);
  return result;
}

function exactInteger(w: Workspace, value: bigint): Big {
  const hex = (value < 0n ? -value : value).toString(16);
  const x = w.big(Math.max(64, 4 * hex.length));
  const part = w.big(64);
  mpfr.mpfr_set_zero(x, 1);
  // Twelve hexadecimal digits at a time: 48 bits, exact in a double.
  for (let i = 0; i < hex.length; i += 12) {
    const digits = hex.slice(i, i + 12);
    mpfr.mpfr_mul_2ui(x, x, 4 * digits.length, ROUND.NEAREST);
    mpfr.mpfr_set_d(part, parseInt(digits, 16), ROUND.NEAREST);
    mpfr.mpfr_add(x, x, part, ROUND.NEAREST);
  }
  if (value < 0n) mpfr.mpfr_neg(x, x, ROUND.NEAREST);
  return x;
}

export function add(w: Workspace, a: Coefficient, b: Coefficient): Coefficient {
  if (a === null) return b;
  if (b === null) return a;
  const out = newInterval(w);
  addIntervals(out, a, b);
  return coefficient(out);
}

export function negate(w: Workspace, a: Coefficient): Coefficient {
  if (a === null) return null;
  const out = newInterval(w);
  negInterval(out, a);
  return out;
}

export function multiply(w: Workspace, a: Coefficient, b: Coefficient): Coefficient {
  if (a === null || b === null) return null;
  const out = newInterval(w);
  mulIntervals(out, a, b);
  return out;
}

/** `a / b`, where `b` must not contain 0. */
export function divide(w: Workspace, a: Coefficient, b: BigInterval): Coefficient {
  if (a === null) return null;
  const out = newInterval(w);
  if (!divIntervals(out, a, b)) throw new RangeError('divide: the divisor contains 0');
  return out;
}

/** Square root of an interval with `lo ≥ 0`. */
export function squareRoot(w: Workspace, a: Coefficient): Coefficient {
  if (a === null) return null;
  const out = newInterval(w);
  mpfr.mpfr_sqrt(out.lo, a.lo, ROUND.DOWN);
  mpfr.mpfr_sqrt(out.hi, a.hi, ROUND.UP);
  return out;
}

/** The least interval that holds both. */
export function hull(w: Workspace, a: Coefficient, b: Coefficient): Coefficient {
  const out = newInterval(w);
  hullIntervals(out, a ?? zero(w), b ?? zero(w));
  return coefficient(out);
}

export function containsZero(a: Coefficient): boolean {
  return a === null || (mpfr.mpfr_sgn(a.lo) <= 0 && mpfr.mpfr_sgn(a.hi) >= 0);
}

/** Sum of products, in place: no allocation but for the sum itself. */
export class Accumulator {
  private readonly w: Workspace;
  private readonly product: BigInterval;
  private sum: BigInterval | null = null;

  constructor(w: Workspace) {
    this.w = w;
    this.product = newInterval(w);
  }

  addProduct(a: Coefficient, b: Coefficient, sign: 1 | -1 = 1): void {
    if (a === null || b === null) return;
    mulIntervals(this.product, a, b);
    this.addValue(this.product, sign);
  }

  addValue(a: Coefficient, sign: 1 | -1 = 1): void {
    if (a === null) return;
    if (this.sum === null) {
      this.sum = newInterval(this.w);
      mpfr.mpfr_set_zero(this.sum.lo, 1);
      mpfr.mpfr_set_zero(this.sum.hi, 1);
    }
    if (sign > 0) addIntervals(this.sum, this.sum, a);
    else subIntervals(this.sum, this.sum, a);
  }

  /** The sum; the accumulator starts again from nothing. */
  take(): Coefficient {
    const sum = this.sum;
    this.sum = null;
    return sum === null ? null : coefficient(sum);
  }
}
