import { mpfr, ROUND } from '../../number/mpfr.ts';
import {
  absInterval,
  addIntervals,
  closeAbove,
  divIntervals,
  hasZero,
  isPoint,
  isZero,
  maxIntervals,
  minIntervals,
  mulIntervals,
  negInterval,
  newInterval,
  subIntervals,
  type BigInterval,
} from '../big-interval.ts';
import { nowhere, unsure, type IntervalRule } from '../interval-rule.ts';
import { decreasing, increasing } from './monotone.ts';

const { UP, DOWN } = ROUND;

/** A rule that always has a value. */
function total(f: (out: BigInterval, ...args: BigInterval[]) => void): IntervalRule {
  return (out, args) => {
    f(out, ...args);
    return undefined;
  };
}

/** Both operands one point each: one correctly rounded call. */
function bothPoints(a: BigInterval, b: BigInterval): boolean {
  return a.lo === a.hi && b.lo === b.hi;
}

const add: IntervalRule = (out, [a, b]) => {
  if (bothPoints(a, b)) closeAbove(out, mpfr.mpfr_add(out.lo, a.lo, b.lo, DOWN));
  else addIntervals(out, a, b);
  return undefined;
};

const sub: IntervalRule = (out, [a, b]) => {
  if (bothPoints(a, b)) closeAbove(out, mpfr.mpfr_sub(out.lo, a.lo, b.lo, DOWN));
  else subIntervals(out, a, b);
  return undefined;
};

const div: IntervalRule = (out, [a, b]) => {
  if (isZero(b)) return nowhere('division by zero');
  if (hasZero(b)) return unsure('the divisor may be zero');
  divIntervals(out, a, b);
  return undefined;
};

const fma: IntervalRule = (out, [a, b, c], w) => {
  if (isPoint(a) && isPoint(b) && isPoint(c)) {
    closeAbove(out, mpfr.mpfr_fma(out.lo, a.lo, b.lo, c.lo, DOWN));
    return undefined;
  }
  const mark = w.mark();
  const product = newInterval(w, 2 * w.precision);
  mulIntervals(product, a, b);
  addIntervals(out, product, c);
  w.release(mark);
  return undefined;
};

/** √(a² + b²): increasing in |a| and in |b|. */
const hypot: IntervalRule = (out, [a, b], w) => {
  const mark = w.mark();
  const x = newInterval(w, Math.max(w.precision, precisionOf(a)));
  const y = newInterval(w, Math.max(w.precision, precisionOf(b)));
  absInterval(x, a);
  absInterval(y, b);
  mpfr.mpfr_hypot(out.lo, x.lo, y.lo, DOWN);
  mpfr.mpfr_hypot(out.hi, x.hi, y.hi, UP);
  w.release(mark);
  return undefined;
};

/** The larger precision of an interval's ends, so that it can be copied exactly. */
export function precisionOf(a: BigInterval): number {
  return Math.max(mpfr.mpfr_get_prec(a.lo), mpfr.mpfr_get_prec(a.hi));
}

const nonNegative = { lo: 0, hi: Infinity, reason: 'square root of a negative number' };

export const ARITHMETIC_RULES = {
  add,
  sub,
  mul: total(mulIntervals),
  div,
  neg: total(negInterval),
  abs: total(absInterval),
  min: total(minIntervals),
  max: total(maxIntervals),
  fma,
  sqrt: increasing(mpfr.mpfr_sqrt, nonNegative),
  cbrt: increasing(mpfr.mpfr_cbrt),
  rsqrt: decreasing(mpfr.mpfr_rec_sqrt, {
    lo: 0,
    hi: Infinity,
    open: true,
    reason: 'reciprocal square root of a number that is not positive',
  }),
  hypot,
} satisfies Record<string, IntervalRule>;
