import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import {
  addIntervals,
  isBounded,
  isPoint,
  magnitudeUp,
  meetIntervals,
  midpoint,
  mulIntervals,
  negInterval,
  newInterval,
  powInterval,
  setDoubles,
  setInterval,
  shrinkInterval,
  subIntervals,
  type BigInterval,
} from '../big-interval.ts';
import { unsure } from '../interval-rule.ts';
import {
  addSeries,
  composeSeries,
  constantSeries,
  divSeries,
  mulSeries,
  plusDouble,
  timesInterval,
  vanishesFrom,
  zeroInterval,
} from '../series-arithmetic.ts';
import { isValueFault, valueOf, type Series, type SeriesRule } from '../series-rule.ts';
import { bernoulliOverFactorial } from './bernoulli.ts';

const { UP, DOWN } = ROUND;

/** n^−s as a series in s: n^−S (−ln n)^k/k!. */
function reciprocalPower(n: number, s: BigInterval, length: number, w: Workspace): BigInterval[] {
  const log = newInterval(w);
  mpfr.mpfr_log_ui(log.lo, n, DOWN);
  mpfr.mpfr_log_ui(log.hi, n, UP);
  negInterval(log, log);
  const first = newInterval(w);
  mulIntervals(first, log, s);
  mpfr.mpfr_exp(first.lo, first.lo, DOWN);
  mpfr.mpfr_exp(first.hi, first.hi, UP);
  const out = [first];
  for (let k = 1; k < length; k++) {
    const next = newInterval(w);
    mulIntervals(next, out[k - 1], log);
    shrinkInterval(next, next, k);
    out.push(next);
  }
  return out;
}

/**
 * ζ⁽ᵏ⁾(s)/k! over an interval of s without 1, by Euler–Maclaurin carried out on series (DLMF 25.2.9):
 * Σ_{n<N} n^−s + N^{1−s}/(s−1) + N^−s/2 + Σ_{m=1}^{M} B_{2m}/(2m)! s(s+1)…(s+2m−2) N^{1−s−2m} + R with
 * R = −s(s+1)…(s+2M−1)/(2M)! ∫_N^∞ B̃_{2M}(x) x^{−s−2M} dx. Coefficient k of the integral is at most
 * |B_{2M}| ∫_N^∞ x^{−σ−2M} ln^k x/k! dx = |B_{2M}| N^−c Σ_{i=0}^{k} ln^{k−i} N/((k−i)! c^{i+1}), c = σ + 2M − 1 > 0.
 */
function zetaCoefficients(s: BigInterval, length: number, w: Workspace): BigInterval[] | undefined {
  const low = mpfr.mpfr_get_d(s.lo, DOWN);
  const high = mpfr.mpfr_get_d(s.hi, UP);
  const count = Math.ceil(0.2 * w.precision + 0.3 * Math.max(Math.abs(low), Math.abs(high)) + 5);
  const terms = Math.ceil(0.25 * w.precision + Math.max(0, -low) / 2 + 3);
  const one = newInterval(w);
  setDoubles(one, 1);
  const variable: Series = [s, one, ...constantSeries(zeroInterval(w), Math.max(1, length - 2), w)].slice(
    0,
    length,
  );
  const total = constantSeries(zeroInterval(w), length, w);
  for (let n = 1; n < count; n++) {
    const mark = w.mark();
    for (const [k, c] of reciprocalPower(n, s, length, w).entries()) addIntervals(total[k], total[k], c);
    w.release(mark);
  }
  const last = reciprocalPower(count, s, length, w);
  const size = newInterval(w);
  setDoubles(size, count);
  const integral = divSeries(timesInterval(last, size, w), plusDouble(variable, -1, w), w);
  if (integral === undefined) return undefined;
  let sum = addSeries(total, integral, w);
  const half = newInterval(w);
  setDoubles(half, 0.5);
  sum = addSeries(sum, timesInterval(last, half, w), w);
  const inverse = newInterval(w);
  shrinkInterval(inverse, one, count);
  // s(s+1)…(s+2m−2) N^{1−s−2m}
  let falling = timesInterval(mulSeries(last, variable, w), inverse, w);
  // s(s+1)…(s+2m−1), for the remainder.
  let rising = mulSeries(variable, plusDouble(variable, 1, w), w);
  for (let m = 1; m <= terms; m++) {
    sum = addSeries(sum, timesInterval(falling, bernoulliOverFactorial(m, w), w), w);
    if (m === terms) break;
    for (const i of [2 * m - 1, 2 * m]) {
      falling = timesInterval(mulSeries(falling, plusDouble(variable, i, w), w), inverse, w);
    }
    for (const i of [2 * m, 2 * m + 1]) rising = mulSeries(rising, plusDouble(variable, i, w), w);
  }
  const bound = integralBound(low, count, terms, length, w);
  return addSeries(sum, mulSeries(rising, bound, w), w);
}

/** [−b_k, b_k] for the coefficients of the remainder's integral, |B_{2M}|/(2M)! included. */
function integralBound(
  low: number,
  count: number,
  terms: number,
  length: number,
  w: Workspace,
): BigInterval[] {
  // c rounded down (an exact double minus a small integer may round: step below).
  const c = (low + 2 * terms - 1) * (1 - 2 ** -50);
  const log = newInterval(w);
  mpfr.mpfr_log_ui(log.lo, count, DOWN);
  mpfr.mpfr_log_ui(log.hi, count, UP);
  const scale = w.big();
  mpfr.mpfr_mul_d(scale, log.lo, -c, UP);
  mpfr.mpfr_exp(scale, scale, UP);
  const bernoulli = w.big();
  magnitudeUp(bernoulli, bernoulliOverFactorial(terms, w));
  mpfr.mpfr_mul(scale, scale, bernoulli, UP);
  // b_k = (b_{k−1} + ln^k N/k!)/c with b_{−1} = 0.
  const power = w.number(1);
  const running = w.number(0);
  return Array.from({ length }, (_, k) => {
    mpfr.mpfr_add(running, running, power, UP);
    mpfr.mpfr_div_d(running, running, c, UP);
    mpfr.mpfr_mul(power, power, log.hi, UP);
    mpfr.mpfr_div_ui(power, power, k + 1, UP);
    const out = newInterval(w);
    mpfr.mpfr_mul(out.hi, running, scale, UP);
    mpfr.mpfr_neg(out.lo, out.hi, DOWN);
    return out;
  });
}

/** Extra orders by which a wide expansion is carried beyond what is asked. */
const EXTRA_ORDERS = 10;

/**
 * Coefficients over a wide interval from those at its middle m: c_k(ξ) = Σ_{j=k}^{J} C(j, k) c_j (ξ − m)^{j−k}, the
 * last c_J taken over the whole interval (Taylor's theorem for f⁽ᵏ⁾). The sums above lose much over wide
 * intervals; here only the last one does, where the width's high power makes up for it.
 */
function recentred(s: BigInterval, length: number, w: Workspace): BigInterval[] | undefined {
  const last = length - 1 + EXTRA_ORDERS;
  const middle = w.big(2 * w.precision);
  midpoint(middle, s);
  const near = zetaCoefficients({ lo: middle, hi: middle }, last, w);
  const far = zetaCoefficients(s, last + 1, w);
  if (near === undefined || far === undefined) return undefined;
  const offset = newInterval(w);
  subIntervals(offset, s, { lo: middle, hi: middle });
  const power = newInterval(w);
  const binomial = w.big(Math.max(64, last + 8));
  return far.slice(0, length).map((direct, k) => {
    const total = zeroInterval(w);
    mpfr.mpfr_set_ui(binomial, 1, ROUND.NEAREST);
    for (let j = k; j <= last; j++) {
      powInterval(power, offset, j - k);
      mulIntervals(power, power, j === last ? far[j] : near[j]);
      mulIntervals(power, power, { lo: binomial, hi: binomial });
      addIntervals(total, total, power);
      // C(j+1, k) = C(j, k) (j+1)/(j+1−k), exact in this many bits.
      mpfr.mpfr_mul_ui(binomial, binomial, j + 1, ROUND.NEAREST);
      mpfr.mpfr_div_ui(binomial, binomial, j + 1 - k, ROUND.NEAREST);
    }
    meetIntervals(total, total, direct);
    return total;
  });
}

/** Beyond this the functional equation would be needed for a useful expansion. */
const REACH = 300;

const zeta: SeriesRule = (args, w) => {
  const [u] = args;
  const value = valueOf('zeta', args, w);
  if (isValueFault(value)) return value;
  if (u.length === 1 || vanishesFrom(u, 1)) return constantSeries(value, u.length, w);
  if (
    !isBounded(u[0]) ||
    mpfr.mpfr_cmp_si(u[0].lo, -REACH) < 0 ||
    mpfr.mpfr_cmp_si(u[0].hi, 10 * REACH) > 0
  ) {
    return unsure('the expansion of zeta is limited to [-300, 3000]');
  }
  const outer = Array.from({ length: u.length }, () => newInterval(w));
  const negative = Math.max(0, -mpfr.mpfr_get_d(u[0].lo, DOWN));
  const guard = 32 + Math.ceil(negative * (8 + Math.log2(1 + negative)));
  const done = withWorkspace(w.precision + guard, (inner) => {
    const found = isPoint(u[0]) ? zetaCoefficients(u[0], u.length, inner) : recentred(u[0], u.length, inner);
    for (const [k, c] of (found ?? []).entries()) setInterval(outer[k], c);
    return found !== undefined;
  });
  if (!done) return unsure('zeta has a pole at 1');
  return [value, ...composeSeries(outer, u, w).slice(1)];
};

export const ZETA_SERIES = { zeta } satisfies Record<string, SeriesRule>;
