import { mpfr, ROUND } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import {
  addIntervals,
  isBounded,
  magnitudeUp,
  mulIntervals,
  negInterval,
  newInterval,
  powInterval,
  shiftBy,
  shiftInterval,
  shrinkInterval,
  subIntervals,
  type BigInterval,
} from '../big-interval.ts';
import { unsure } from '../interval-rule.ts';
import {
  addProducts,
  composeSeries,
  divSeries,
  integrateChain,
  mulSeries,
  timesInterval,
  vanishesFrom,
  zeroInterval,
} from '../series-arithmetic.ts';
import { isRuleFault, isValueFault, valueOf, type Series, type SeriesRule } from '../series-rule.ts';
import { ELEMENTARY_SERIES } from './elementary.ts';

/** v′ = v (1 − v) u′, with v₀(1 − v₀) = σ(u₀) σ(−u₀). */
const sigmoid: SeriesRule = (args, w) => {
  const [u] = args;
  const value = valueOf('sigmoid', args, w);
  if (isValueFault(value)) return value;
  const minus = newInterval(w, w.precision * 2);
  negInterval(minus, u[0]);
  const slope = valueOf('sigmoid', [[minus]], w);
  if (isValueFault(slope)) return slope;
  mulIntervals(slope, slope, value);
  const v = [value];
  const g = [slope];
  for (let k = 1; k < u.length; k++) {
    const total = zeroInterval(w);
    addProducts(total, u, g, k, 1, k, (j) => j, w);
    shrinkInterval(total, total, k);
    v.push(total);
    const square = zeroInterval(w);
    addProducts(square, v, v, k, 0, k, undefined, w);
    const next = newInterval(w);
    subIntervals(next, total, square);
    g.push(next);
  }
  return v;
};

const softplus: SeriesRule = (args, w) => {
  const value = valueOf('softplus', args, w);
  if (isValueFault(value)) return value;
  const g = sigmoid(args, w);
  return isRuleFault(g) ? g : integrateChain(value, g, args[0], w);
};

/** u · g(u), with coefficient 0 from the rule of the whole. */
const gate =
  (
    operation: 'silu' | 'gelu' | 'mish',
    factor: (u: Series, w: Workspace) => ReturnType<SeriesRule>,
  ): SeriesRule =>
  (args, w) => {
    const value = valueOf(operation, args, w);
    if (isValueFault(value)) return value;
    const g = factor(args[0], w);
    return isRuleFault(g) ? g : [value, ...mulSeries(args[0], g, w).slice(1)];
  };

/** Φ(u) = erfc(−u/√2)/2. */
function normal(u: Series, w: Workspace): ReturnType<SeriesRule> {
  const root = newInterval(w);
  const half = w.number(0.5);
  mpfr.mpfr_sqrt(root.lo, half, ROUND.DOWN);
  mpfr.mpfr_sqrt(root.hi, half, ROUND.UP);
  negInterval(root, root);
  const tail = ELEMENTARY_SERIES.erfc([timesInterval(u, root, w)], w);
  if (isRuleFault(tail)) return tail;
  return tail.map((c) => {
    const out = newInterval(w);
    shiftInterval(out, c, -1);
    return out;
  });
}

/** Terms of sinc's power series are used up to this |u₀|; sin(u)/u beyond. */
const SINC_REACH = 4;

/**
 * sinc⁽ᵏ⁾(x)/k! for x in an interval around 0: Σ_{2m ≥ k} (−1)^m C(2m, k) x^{2m−k}/(2m+1)!, cut where the terms
 * shrink at least by half each (ratio C(2m+2,k)/C(2m,k) · x²/((2m+2)(2m+3))): the tail is at most the next term
 * doubled.
 */
function sincCoefficients(x: BigInterval, length: number, w: Workspace): BigInterval[] {
  const size = w.big();
  magnitudeUp(size, x);
  const reach = mpfr.mpfr_get_d(size, ROUND.UP);
  const out: BigInterval[] = [];
  const term = newInterval(w);
  const coefficient = newInterval(w);
  for (let k = 0; k < length; k++) {
    const total = zeroInterval(w);
    let m = Math.ceil(k / 2);
    // C(2m, k)/(2m + 1)! for the first m: 1/(2m+1)! or (2m)/(2m+1)!.
    mpfr.mpfr_fac_ui(coefficient.lo, 2 * m + 1, ROUND.DOWN);
    mpfr.mpfr_fac_ui(coefficient.hi, 2 * m + 1, ROUND.UP);
    mpfr.mpfr_swap(coefficient.lo, coefficient.hi);
    mpfr.mpfr_ui_div(coefficient.lo, 2 * m === k ? 1 : 2 * m, coefficient.lo, ROUND.DOWN);
    mpfr.mpfr_ui_div(coefficient.hi, 2 * m === k ? 1 : 2 * m, coefficient.hi, ROUND.UP);
    for (; ; m++) {
      powInterval(term, x, 2 * m - k);
      mulIntervals(term, term, coefficient);
      if (m % 2 === 1) negInterval(term, term);
      const ratio =
        ((2 * m + 2) * (2 * m + 1) * reach * reach) /
        ((2 * m + 2 - k) * (2 * m + 1 - k) * (2 * m + 2) * (2 * m + 3));
      magnitudeUp(size, term);
      const small =
        mpfr.mpfr_zero_p(size) !== 0
          ? 2 * m > k
          : mpfr.mpfr_get_exp(size) < -2 * w.precision || belowUlp(size, total, w);
      if (small && ratio < 0.49) {
        mpfr.mpfr_mul_2ui(size, size, 1, ROUND.UP);
        mpfr.mpfr_sub(total.lo, total.lo, size, ROUND.DOWN);
        mpfr.mpfr_add(total.hi, total.hi, size, ROUND.UP);
        break;
      }
      addIntervals(total, total, term);
      // C(2m+2, k)/(2m+3)! from C(2m, k)/(2m+1)!.
      mpfr.mpfr_mul_ui(coefficient.lo, coefficient.lo, 2 * m + 1, ROUND.DOWN);
      mpfr.mpfr_mul_ui(coefficient.hi, coefficient.hi, 2 * m + 1, ROUND.UP);
      const divisor = (2 * m + 2 - k) * (2 * m + 1 - k) * (2 * m + 3);
      shrinkInterval(coefficient, coefficient, divisor);
    }
    out.push(total);
  }
  return out;
}

function belowUlp(size: BigInterval['lo'], total: BigInterval, w: Workspace): boolean {
  const end = mpfr.mpfr_cmpabs(total.lo, total.hi) > 0 ? total.lo : total.hi;
  if (mpfr.mpfr_zero_p(end)) return false;
  return mpfr.mpfr_get_exp(size) < mpfr.mpfr_get_exp(end) - w.precision - 4;
}

const sinc: SeriesRule = (args, w) => {
  const [u] = args;
  const value = valueOf('sinc', args, w);
  if (isValueFault(value)) return value;
  if (vanishesFrom(u, 1) || !isBounded(u[0])) return [value, ...u.slice(1)];
  const near =
    mpfr.mpfr_cmp_d(u[0].lo, -SINC_REACH) > 0 && mpfr.mpfr_cmp_d(u[0].hi, SINC_REACH) < 0
      ? sincCoefficients(u[0], u.length, w)
      : undefined;
  if (near !== undefined) return [value, ...composeSeries(near, u, w).slice(1)];
  const s = ELEMENTARY_SERIES.sin(args, w);
  if (isRuleFault(s)) return s;
  return divSeries(s, u, w, value) ?? unsure('sinc over a wide interval around zero');
};

/** tanh(softplus(u)). */
function mishGate(u: Series, w: Workspace): ReturnType<SeriesRule> {
  const inner = softplus([u], w);
  return isRuleFault(inner) ? inner : ELEMENTARY_SERIES.tanh([inner], w);
}

/** W′(u) = 1/(e^W + u) (from W e^W = u): k v_k (E₀ + u₀) = k u_k − Σ_{j=1}^{k−1} j v_j (E + u)_{k−j}, E = e^v. */
const lambertw: SeriesRule = (args, w) => {
  const [u] = args;
  const value = valueOf('lambertw', args, w);
  if (isValueFault(value)) return value;
  if (vanishesFrom(u, 1)) return [value, ...u.slice(1)];
  const e0 = valueOf('exp', [[value]], w);
  if (isValueFault(e0)) return e0;
  const v = [value];
  const e = [e0];
  const first = newInterval(w);
  // (1 + W) e^W: e^W + u without cancellation near the branch point.
  shiftBy(first, value, 1);
  mulIntervals(first, first, e0);
  const sum = [first];
  for (let k = 1; k < u.length; k++) {
    const total = zeroInterval(w);
    addProducts(total, v, sum, k, 1, k - 1, (j) => j, w);
    shrinkInterval(total, total, k);
    subIntervals(total, u[k], total);
    const quotient = divSeries([total], sum, w);
    if (quotient === undefined) return unsure('lambertw has a branch point here');
    v.push(quotient[0]);
    const next = zeroInterval(w);
    addProducts(next, v, e, k, 1, k, (j) => j, w);
    shrinkInterval(next, next, k);
    e.push(next);
    const both = newInterval(w);
    addIntervals(both, next, u[k]);
    sum.push(both);
  }
  return v;
};

export const ACTIVATION_SERIES = {
  sigmoid,
  softplus,
  silu: gate('silu', (u, w) => sigmoid([u], w)),
  gelu: gate('gelu', normal),
  mish: gate('mish', mishGate),
  sinc,
  lambertw,
} satisfies Record<string, SeriesRule>;
