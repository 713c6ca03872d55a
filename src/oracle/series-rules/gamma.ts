import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import {
  addIntervals,
  divIntervals,
  hullIntervals,
  isBounded,
  mulIntervals,
  negInterval,
  newInterval,
  powInterval,
  setDoubles,
  setInterval,
  shiftInterval,
  shrinkInterval,
  type BigInterval,
} from '../big-interval.ts';
import { unsure } from '../interval-rule.ts';
import { composeSeries, constantSeries, expSeries, vanishesFrom } from '../series-arithmetic.ts';
import { isValueFault, valueOf, type SeriesRule } from '../series-rule.ts';
import { bernoulliOverFactorial } from './bernoulli.ts';

const { UP, DOWN } = ROUND;

/**
 * Hurwitz's ζ(k, a) = Σ (a + j)^−k for k = 2…last at a point a > 0, by Euler–Maclaurin: x^−k is completely
 * monotone, so the remainder lies between 0 and the first term left out.
 */
function hurwitzAtPoint(a: Big, last: number, w: Workspace): BigInterval[] {
  const shift = Math.max(
    0,
    Math.ceil(0.25 * w.precision + last / 2 - Math.min(1e9, mpfr.mpfr_get_d(a, DOWN))),
  );
  const totals = Array.from({ length: last - 1 }, () => {
    const total = newInterval(w);
    setDoubles(total, 0);
    return total;
  });
  const inverse = newInterval(w);
  const power = newInterval(w);
  const base = newInterval(w);
  for (let j = 0; j < shift; j++) {
    mpfr.mpfr_add_ui(base.lo, a, j, DOWN);
    mpfr.mpfr_add_ui(base.hi, a, j, UP);
    mpfr.mpfr_ui_div(inverse.lo, 1, base.hi, DOWN);
    mpfr.mpfr_ui_div(inverse.hi, 1, base.lo, UP);
    setInterval(power, inverse);
    for (const total of totals) {
      mulIntervals(power, power, inverse);
      addIntervals(total, total, power);
    }
  }
  mpfr.mpfr_add_ui(base.lo, a, shift, DOWN);
  mpfr.mpfr_add_ui(base.hi, a, shift, UP);
  mpfr.mpfr_ui_div(inverse.lo, 1, base.hi, DOWN);
  mpfr.mpfr_ui_div(inverse.hi, 1, base.lo, UP);
  const term = newInterval(w);
  const falling = newInterval(w);
  for (const [i, total] of totals.entries()) {
    const k = i + 2;
    powInterval(power, inverse, k - 1);
    shrinkInterval(term, power, k - 1);
    addIntervals(total, total, term);
    mulIntervals(power, power, inverse);
    shiftInterval(term, power, -1);
    addIntervals(total, total, term);
    // k(k+1)…(k+2m−2) · (a+N)^(−k−2m+1)
    mulIntervals(falling, power, inverse);
    scaleUp(falling, k);
    for (let m = 1; ; m++) {
      mulIntervals(term, falling, bernoulliOverFactorial(m, w));
      const size = mpfr.mpfr_zero_p(term.hi) ? -Infinity : mpfr.mpfr_get_exp(term.hi);
      if (size < mpfr.mpfr_get_exp(total.hi) - w.precision - 4 || 2 * m > w.precision) {
        const zero = newInterval(w);
        setDoubles(zero, 0);
        hullIntervals(term, term, zero);
        addIntervals(total, total, term);
        break;
      }
      addIntervals(total, total, term);
      mulIntervals(falling, falling, inverse);
      mulIntervals(falling, falling, inverse);
      scaleUp(falling, k + 2 * m - 1);
      scaleUp(falling, k + 2 * m);
    }
  }
  return totals;
}

function scaleUp(a: BigInterval, n: number): void {
  mpfr.mpfr_mul_ui(a.lo, a.lo, n, DOWN);
  mpfr.mpfr_mul_ui(a.hi, a.hi, n, UP);
}

/** ζ(k, a), k = 2…last, over an interval without poles: decreasing for a > 0, shifted there from below. */
function hurwitz(a: BigInterval, last: number, w: Workspace): BigInterval[] | undefined {
  if (last < 2) return [];
  const out = Array.from({ length: last - 1 }, () => newInterval(w));
  const fits = withWorkspace(w.precision + 24, (inner) => {
    const steps = mpfr.mpfr_sgn(a.lo) > 0 ? 0 : Math.ceil(-mpfr.mpfr_get_d(a.lo, DOWN)) + 1;
    if (steps > 100_000) return false;
    const low = inner.big(inner.precision + 64);
    const high = inner.big(inner.precision + 64);
    mpfr.mpfr_add_ui(low, a.lo, steps, DOWN);
    mpfr.mpfr_add_ui(high, a.hi, steps, UP);
    const above = hurwitzAtPoint(low, last, inner);
    if (!mpfr.mpfr_equal_p(low, high)) {
      for (const [i, c] of hurwitzAtPoint(high, last, inner).entries()) hullIntervals(above[i], above[i], c);
    }
    const base = newInterval(inner);
    const power = newInterval(inner);
    const one = newInterval(inner);
    setDoubles(one, 1);
    for (let j = 0; j < steps; j++) {
      mpfr.mpfr_add_ui(base.lo, a.lo, j, DOWN);
      mpfr.mpfr_add_ui(base.hi, a.hi, j, UP);
      for (const [i, total] of above.entries()) {
        powInterval(power, base, i + 2);
        if (!divIntervals(power, one, power)) return false;
        addIntervals(total, total, power);
      }
    }
    for (const [i, total] of above.entries()) setInterval(out[i], total);
    return true;
  });
  return fits ? out : undefined;
}

const pole = unsure('too close to a pole of gamma');

/** log|Γ|⁽ᵏ⁾/k!: ψ for k = 1, (−1)^k ζ(k, x)/k for k ≥ 2 (DLMF 5.15.1). */
const lgamma: SeriesRule = (args, w) => {
  const [u] = args;
  const value = valueOf('lgamma', args, w);
  if (isValueFault(value)) return value;
  if (u.length === 1 || vanishesFrom(u, 1)) return constantSeries(value, u.length, w);
  if (!isBounded(u[0])) return unsure('lgamma of an unbounded argument');
  const slope = valueOf('digamma', args, w);
  if (isValueFault(slope)) return slope;
  const zeta = hurwitz(u[0], u.length - 1, w);
  if (zeta === undefined) return pole;
  for (const [i, c] of zeta.entries()) {
    shrinkInterval(c, c, i + 2);
    if (i % 2 === 1) negInterval(c, c);
  }
  return composeSeries([value, slope, ...zeta], u, w);
};

const gamma: SeriesRule = (args, w) => {
  const value = valueOf('gamma', args, w);
  if (isValueFault(value)) return value;
  const log = lgamma(args, w);
  return 'kind' in log ? log : expSeries(value, log, w);
};

/** ψ⁽ᵏ⁾/k! = (−1)^{k+1} ζ(k+1, x). */
const digamma: SeriesRule = (args, w) => {
  const [u] = args;
  const value = valueOf('digamma', args, w);
  if (isValueFault(value)) return value;
  if (u.length === 1 || vanishesFrom(u, 1)) return constantSeries(value, u.length, w);
  if (!isBounded(u[0])) return unsure('digamma of an unbounded argument');
  const zeta = hurwitz(u[0], u.length, w);
  if (zeta === undefined) return pole;
  for (const [i, c] of zeta.entries()) if (i % 2 === 1) negInterval(c, c);
  return composeSeries([value, ...zeta], u, w);
};

export const GAMMA_SERIES = { gamma, lgamma, digamma } satisfies Record<string, SeriesRule>;
