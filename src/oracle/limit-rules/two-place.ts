import { mpfr, ROUND } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import { isPoint, isZero, newInterval } from '../big-interval.ts';
import { INTERVAL_RULES } from '../interval-rules.ts';
import { finite, infinite, none, open, pointAt, turned, type Limit } from '../limit.ts';
import type { LimitRule } from '../limit-rule.ts';
import { inverseLimit, mulLimit } from './arithmetic.ts';

type Ordered = 'bessel_jn' | 'bessel_yn' | 'besseli' | 'besselk';

/** The value at a finite argument, its side unknown; `pole` is the limit from above at 0, where there is a pole. */
function atNumber(operation: Ordered, order: Limit, b: Limit, w: Workspace, pole?: Limit): Limit {
  if (order.kind !== 'finite' || b.kind !== 'finite') return open(`${operation} of this order`);
  if (isZero(b.value) && pole !== undefined) {
    if (b.side === -1) return none('undefined', `${operation} is undefined on that side`);
    return b.side === 1 ? pole : open(`${operation} at a pole`);
  }
  const out = newInterval(w);
  const fault = INTERVAL_RULES[operation](out, [order.value, b.value], w);
  if (fault !== undefined)
    return fault.kind === 'undefined' ? none('undefined', fault.reason) : open(fault.reason);
  return finite(out, b.side === 0 ? 0 : undefined);
}

/** The sign (−1)ⁿ of an order that is an integer; 1 for orders ≥ 0 where the sign does not matter. */
function alternation(order: Limit): 1 | -1 | undefined {
  if (order.kind !== 'finite' || !isPoint(order.value) || !mpfr.mpfr_integer_p(order.value.lo))
    return undefined;
  return Math.abs(mpfr.mpfr_get_d(order.value.lo, ROUND.NEAREST)) % 2 === 0 ? 1 : -1;
}

function isNegative(order: Limit): boolean {
  return order.kind === 'finite' && mpfr.mpfr_sgn(order.value.lo) < 0;
}

/** NIST DLMF 10.7, 10.17, 10.25, 10.30, 10.40. */
export const TWO_PLACE_LIMITS = {
  bessel_jn: ([n, b], w) =>
    b.kind === 'infinite' ? finite(pointAt(w.number(0)), undefined) : atNumber('bessel_jn', n, b, w),
  bessel_yn: ([n, b], w) => {
    if (b.kind === 'infinite') {
      return b.sign === 1
        ? finite(pointAt(w.number(0)), undefined)
        : none('undefined', 'bessel_yn is undefined there');
    }
    // Y₋ₙ = (−1)ⁿ Yₙ, and Yₙ goes to −∞.
    const sign = alternation(n);
    if (sign === undefined) return open('bessel_yn of this order');
    return atNumber('bessel_yn', n, b, w, infinite(isNegative(n) ? (turned(-1, sign) as 1 | -1) : -1));
  },
  besseli: ([n, b], w) => {
    if (b.kind !== 'infinite') return atNumber('besseli', n, b, w);
    if (b.sign === 1) return infinite(1);
    const sign = alternation(n);
    return sign === undefined ? none('undefined', 'besseli of a negative number') : infinite(sign);
  },
  besselk: ([n, b], w) => {
    if (b.kind !== 'infinite') return atNumber('besselk', n, b, w, infinite(1));
    return b.sign === 1 ? finite(pointAt(w.number(0)), 1) : none('undefined', 'besselk is undefined there');
  },
  atan2: ([y, x], w, context) => {
    if (x.kind === 'infinite' && y.kind === 'infinite') return open('atan2 of two infinities');
    if (y.kind === 'infinite') {
      return x.kind === 'finite' ? context.apply('atan', [y]) : open('atan2 of terms without a limit');
    }
    if (x.kind === 'infinite' && x.sign === 1)
      return context.apply('atan', [mulLimit(y, inverseLimit(x, w), w)]);
    if (x.kind !== 'finite' || y.kind !== 'finite') return open('atan2 near its cut');
    if (mpfr.mpfr_sgn(x.value.lo) > 0) return context.apply('atan', [mulLimit(y, inverseLimit(x, w), w)]);
    if (isZero(y.value) || (mpfr.mpfr_sgn(y.value.lo) <= 0 && mpfr.mpfr_sgn(y.value.hi) >= 0)) {
      return open('atan2 near its cut');
    }
    const out = newInterval(w);
    const fault = INTERVAL_RULES.atan2(out, [y.value, x.value], w);
    return fault === undefined ? finite(out, undefined) : open(fault.reason);
  },
} satisfies Record<string, LimitRule>;
