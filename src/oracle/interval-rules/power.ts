import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import {
  absInterval,
  closeAbove,
  hasZero,
  isPoint,
  isZero,
  newInterval,
  setDoubles,
  type BigInterval,
} from '../big-interval.ts';
import { nowhere, unsure, type IntervalRule, type RuleFault } from '../interval-rule.ts';
import { precisionOf } from './arithmetic.ts';

const { UP, DOWN } = ROUND;

const INTEGER_LIMIT = 2 ** 30;

/** x to an exact integer, correctly rounded. */
function power(r: Big, x: Big, n: Big, round: 2 | 3): number {
  if (mpfr.mpfr_cmpabs_ui(n, INTEGER_LIMIT) < 0)
    return mpfr.mpfr_pow_si(r, x, mpfr.mpfr_get_si(n, DOWN), round);
  return mpfr.mpfr_pow(r, x, n, round);
}

function isOdd(n: Big): boolean {
  const last = mpfr.mpfr_get_exp(n) - mpfr.mpfr_min_prec(n);
  // n = m · 2^last with m odd.
  return last === 0;
}

/** x^n for an exact integer n ≠ 0. */
function integerPower(out: BigInterval, x: BigInterval, n: Big, w: Workspace): RuleFault | undefined {
  const negative = mpfr.mpfr_sgn(n) < 0;
  if (negative && isZero(x)) return nowhere('zero to a negative power');
  if (negative && hasZero(x)) return unsure('the base of a negative power may be zero');
  if (isPoint(x)) {
    if (mpfr.mpfr_zero_p(x.lo)) setDoubles(out, 0);
    else closeAbove(out, power(out.lo, x.lo, n, DOWN));
    return undefined;
  }
  if (isOdd(n)) {
    power(out.lo, negative ? x.hi : x.lo, n, DOWN);
    power(out.hi, negative ? x.lo : x.hi, n, UP);
    return undefined;
  }
  const mark = w.mark();
  const size = newInterval(w, precisionOf(x));
  absInterval(size, x);
  power(out.lo, negative ? size.hi : size.lo, n, DOWN);
  power(out.hi, negative ? size.lo : size.hi, n, UP);
  w.release(mark);
  return undefined;
}

/**
 * x^y over the reals: x > 0 and any y; x = 0 and y ≥ 0 with 0⁰ = 1 (the empty product, as C's pow); x < 0 and
 * integer y. A negative base with any other exponent is undefined, also where an odd root would exist: the
 * meaning must not depend on whether 1/3 was written as a fraction (use cbrt).
 */
const pow: IntervalRule = (out, [x, y], w) => {
  if (isPoint(y) && mpfr.mpfr_integer_p(y.lo)) {
    if (mpfr.mpfr_zero_p(y.lo)) {
      setDoubles(out, 1);
      return undefined;
    }
    return integerPower(out, x, y.lo, w);
  }
  const base = mpfr.mpfr_sgn(x.lo);
  if (base < 0) {
    if (mpfr.mpfr_sgn(x.hi) < 0 && !mayBeInteger(y, w))
      return nowhere('negative base with an exponent that is not an integer');
    return unsure('the base may be negative and the exponent not an integer');
  }
  if (base === 0 && mpfr.mpfr_sgn(y.lo) < 0) {
    if (isZero(x) && mpfr.mpfr_sgn(y.hi) < 0) return nowhere('zero to a negative power');
    return unsure('the base of a negative power may be zero');
  }
  if (isPoint(x) && isPoint(y)) {
    closeAbove(out, mpfr.mpfr_pow(out.lo, x.lo, y.lo, DOWN));
    return undefined;
  }
  // Monotone in each variable for fixed other: the extreme values are at corners.
  const mark = w.mark();
  const value = w.big();
  mpfr.mpfr_pow(out.lo, x.lo, y.lo, DOWN);
  mpfr.mpfr_pow(out.hi, x.lo, y.lo, UP);
  const corners: [Big, Big][] = [];
  if (!isPoint(x)) corners.push([x.hi, y.lo]);
  if (!isPoint(y)) corners.push([x.lo, y.hi]);
  if (!isPoint(x) && !isPoint(y)) corners.push([x.hi, y.hi]);
  for (const [u, v] of corners) {
    mpfr.mpfr_pow(value, u, v, DOWN);
    mpfr.mpfr_min(out.lo, out.lo, value, DOWN);
    mpfr.mpfr_pow(value, u, v, UP);
    mpfr.mpfr_max(out.hi, out.hi, value, UP);
  }
  w.release(mark);
  return undefined;
};

/** Does the interval hold an integer? */
export function mayBeInteger(y: BigInterval, w: Workspace): boolean {
  const mark = w.mark();
  const ceiling = w.big(precisionOf(y) + 1);
  mpfr.mpfr_rint_ceil(ceiling, y.lo, UP);
  const inside = mpfr.mpfr_lessequal_p(ceiling, y.hi) !== 0;
  w.release(mark);
  return inside;
}

export const POWER_RULES = { pow } satisfies Record<string, IntervalRule>;
