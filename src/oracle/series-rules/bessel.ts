import type { OperationName } from '../../expression/operations.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import {
  addIntervals,
  isPoint,
  mulIntervals,
  newInterval,
  scaleInterval,
  shiftInterval,
  subIntervals,
  type BigInterval,
} from '../big-interval.ts';
import { unsure, type IntervalRule, type RuleFault } from '../interval-rule.ts';
import { INTERVAL_RULES } from '../interval-rules.ts';
import { composeSeries, constantSeries, vanishesFrom, zeroInterval } from '../series-arithmetic.ts';
import { isRuleFault, isValueFault, valueOf, type Series, type SeriesRule } from '../series-rule.ts';

/**
 * Taylor coefficients from the derivatives' closed form (DLMF 10.6.7, 10.29.5):
 * f_ν⁽ᵏ⁾ = 2^{−k} Σ_{j=0}^{k} s^j t^k C(k, j) f_{ν−k+2j}, with s = −1 for J and Y, +1 for I and K, and t = −1 for K
 * only. Every f_{ν+i} is enclosed on the whole of u₀, so the coefficients are good over wide centres too.
 */
function outerCoefficients(
  rule: IntervalRule,
  order: BigInterval,
  x: BigInterval,
  length: number,
  s: 1 | -1,
  t: 1 | -1,
  w: Workspace,
): BigInterval[] | RuleFault {
  const family: BigInterval[] = [];
  const shifted = newInterval(w, w.precision + 64);
  for (let i = -(length - 1); i <= length - 1; i++) {
    mpfr.mpfr_add_si(shifted.lo, order.lo, i, ROUND.DOWN);
    mpfr.mpfr_add_si(shifted.hi, order.hi, i, ROUND.UP);
    const out = newInterval(w);
    const fault = rule(out, [shifted, x], w);
    if (fault) return fault;
    family.push(out);
  }
  const middle = length - 1;
  const out: BigInterval[] = [];
  const term = newInterval(w);
  const binomial = w.big(Math.max(64, length + 8));
  const factorial = newInterval(w);
  for (let k = 0; k < length; k++) {
    const total = zeroInterval(w);
    mpfr.mpfr_set_ui(binomial, 1, ROUND.NEAREST);
    for (let j = 0; j <= k; j++) {
      // Exact: C(k, j) < 2^k fits.
      mulIntervals(term, family[middle - k + 2 * j], { lo: binomial, hi: binomial });
      if (s < 0 && j % 2 === 1) subIntervals(total, total, term);
      else addIntervals(total, total, term);
      mpfr.mpfr_mul_ui(binomial, binomial, k - j, ROUND.NEAREST);
      mpfr.mpfr_div_ui(binomial, binomial, j + 1, ROUND.NEAREST);
    }
    if (t < 0 && k % 2 === 1) scaleInterval(total, total, -1);
    shiftInterval(total, total, -k);
    mpfr.mpfr_fac_ui(factorial.lo, k, ROUND.DOWN);
    mpfr.mpfr_fac_ui(factorial.hi, k, ROUND.UP);
    const coefficient = newInterval(w);
    if (k < 2) addIntervals(coefficient, total, zeroInterval(w));
    else divPositive(coefficient, total, factorial);
    out.push(coefficient);
  }
  return out;
}

function divPositive(out: BigInterval, a: BigInterval, b: BigInterval): void {
  mpfr.mpfr_div(out.lo, a.lo, mpfr.mpfr_sgn(a.lo) >= 0 ? b.hi : b.lo, ROUND.DOWN);
  mpfr.mpfr_div(out.hi, a.hi, mpfr.mpfr_sgn(a.hi) >= 0 ? b.lo : b.hi, ROUND.UP);
}

const bessel =
  (operation: OperationName, family: OperationName, s: 1 | -1, t: 1 | -1, fixedOrder?: number): SeriesRule =>
  (args, w) => {
    const value = valueOf(operation, args, w);
    if (isValueFault(value)) return value;
    const u: Series = args[args.length - 1];
    if (vanishesFrom(u, 1)) return constantSeries(value, u.length, w);
    let order: BigInterval;
    if (fixedOrder !== undefined) {
      const point = w.number(fixedOrder);
      order = { lo: point, hi: point };
    } else {
      if (!vanishesFrom(args[0], 1)) return unsure(`the order of ${operation} must be constant`);
      order = args[0][0];
      if (!isPoint(order) && (family === 'bessel_jn' || family === 'bessel_yn')) {
        return unsure(`the order of ${operation} must be an integer`);
      }
    }
    const outer = outerCoefficients(INTERVAL_RULES[family], order, u[0], u.length, s, t, w);
    if (isRuleFault(outer)) return outer;
    return [value, ...composeSeries(outer, u, w).slice(1)];
  };

export const BESSEL_SERIES = {
  bessel_j0: bessel('bessel_j0', 'bessel_jn', -1, 1, 0),
  bessel_j1: bessel('bessel_j1', 'bessel_jn', -1, 1, 1),
  bessel_jn: bessel('bessel_jn', 'bessel_jn', -1, 1),
  bessel_y0: bessel('bessel_y0', 'bessel_yn', -1, 1, 0),
  bessel_y1: bessel('bessel_y1', 'bessel_yn', -1, 1, 1),
  bessel_yn: bessel('bessel_yn', 'bessel_yn', -1, 1),
  besseli: bessel('besseli', 'besseli', 1, 1),
  besselk: bessel('besselk', 'besselk', 1, -1),
} satisfies Record<string, SeriesRule>;
