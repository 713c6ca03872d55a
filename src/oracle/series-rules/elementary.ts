import { mpfr, ROUND } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import type { OperationName } from '../../expression/operations.ts';
import {
  divIntervals,
  mulIntervals,
  newInterval,
  scaleInterval,
  setDoubles,
  shiftInterval,
  shrinkInterval,
  type BigInterval,
} from '../big-interval.ts';
import { unsure } from '../interval-rule.ts';
import {
  addProducts,
  addSeries,
  constantSeries,
  directed,
  divSeries,
  expSeries,
  integrateChain,
  inverseSeries,
  mulSeries,
  negSeries,
  piInterval,
  plusDouble,
  powerSeries,
  sqrSeries,
  subSeries,
  timesInterval,
  vanishesFrom,
  zeroInterval,
} from '../series-arithmetic.ts';
import { isValueFault, valueOf, type Series, type SeriesRule } from '../series-rule.ts';

const singular = unsure('the expansion meets a singularity of the derivative');

function logInterval(n: number, w: Workspace): BigInterval {
  return directed(newInterval(w), (end, round) => void mpfr.mpfr_log_ui(end, n, round));
}

/** base^u = exp(u log base). */
const exponential =
  (operation: OperationName, base: number | undefined): SeriesRule =>
  (args, w) => {
    const value = valueOf(operation, args, w);
    if (isValueFault(value)) return value;
    const [u] = args;
    return expSeries(value, base === undefined ? u : timesInterval(u, logInterval(base, w), w), w);
  };

const expm1: SeriesRule = (args, w) => {
  const value = valueOf('expm1', args, w);
  const full = valueOf('exp', args, w);
  if (isValueFault(value)) return value;
  if (isValueFault(full)) return full;
  return [value, ...expSeries(full, args[0], w).slice(1)];
};

/** f(u) from a rule for f′(u). */
export const fromDerivative =
  (operation: OperationName, derivative: (u: Series, w: Workspace) => Series | undefined): SeriesRule =>
  (args, w) => {
    const value = valueOf(operation, args, w);
    if (isValueFault(value)) return value;
    const [u] = args;
    if (vanishesFrom(u, 1)) return constantSeries(value, u.length, w);
    const g = derivative(u, w);
    return g === undefined ? singular : integrateChain(value, g, u, w);
  };

const logarithm =
  (base: number): ((u: Series, w: Workspace) => Series | undefined) =>
  (u, w) =>
    inverseSeries(timesInterval(u, logInterval(base, w), w), w);

/** (c + s u²)^r for exact c = ±1, s = ±1, with r = −1/2. */
function inverseRoot(u: Series, c: number, s: number, w: Workspace): Series | undefined {
  const square = sqrSeries(u, w);
  const inside = plusDouble(s < 0 ? negSeries(square, w) : square, c, w);
  const value = valueOf('rsqrt', [inside], w);
  if (isValueFault(value)) return undefined;
  const r = newInterval(w);
  setDoubles(r, -0.5);
  return powerSeries(value, inside, r, w);
}

/** sin, cos (sign −1) or sinh, cosh (sign +1) together: k s_k = Σ j u_j c_{k−j}, k c_k = sign Σ j u_j s_{k−j}. */
function pair(
  s0: BigInterval,
  c0: BigInterval,
  u: Series,
  sign: 1 | -1,
  w: Workspace,
): [BigInterval[], BigInterval[]] {
  const s = [s0];
  const c = [c0];
  for (let k = 1; k < u.length; k++) {
    const a = zeroInterval(w);
    const b = zeroInterval(w);
    addProducts(a, u, c, k, 1, k, (j) => j, w);
    addProducts(b, u, s, k, 1, k, (j) => sign * j, w);
    shrinkInterval(a, a, k);
    shrinkInterval(b, b, k);
    s.push(a);
    c.push(b);
  }
  return [s, c];
}

const wave =
  (
    first: OperationName,
    second: OperationName,
    which: 0 | 1,
    sign: 1 | -1,
    scale?: (w: Workspace) => BigInterval,
  ): SeriesRule =>
  (args, w) => {
    const s0 = valueOf(first, args, w);
    const c0 = valueOf(second, args, w);
    if (isValueFault(s0)) return s0;
    if (isValueFault(c0)) return c0;
    const u = scale === undefined ? args[0] : timesInterval(args[0], scale(w), w);
    return pair(s0, c0, u, sign, w)[which];
  };

/** tan (sign +1) and tanh (sign −1): v′ = (1 ± v²) u′ with 1 ± v₀² = 1/cos² or 1/cosh². */
const tangent =
  (operation: OperationName, cosine: OperationName, sign: 1 | -1): SeriesRule =>
  (args, w) => {
    const value = valueOf(operation, args, w);
    const c = valueOf(cosine, args, w);
    if (isValueFault(value)) return value;
    if (isValueFault(c)) return c;
    const [u] = args;
    const slope = newInterval(w);
    const one = newInterval(w);
    setDoubles(one, 1);
    mulIntervals(slope, c, c);
    if (!divIntervals(slope, one, slope)) return singular;
    const v = [value];
    const g = [slope];
    for (let k = 1; k < u.length; k++) {
      const total = zeroInterval(w);
      addProducts(total, u, g, k, 1, k, (j) => j, w);
      shrinkInterval(total, total, k);
      v.push(total);
      const square = zeroInterval(w);
      addProducts(square, v, v, k, 0, k, () => sign, w);
      g.push(square);
    }
    return v;
  };

/** exp(−u²) · 2/√π. */
export function gaussian(u: Series, w: Workspace): Series | undefined {
  const minus = negSeries(sqrSeries(u, w), w);
  const value = valueOf('exp', [minus], w);
  if (isValueFault(value)) return undefined;
  const pi = piInterval(w);
  const factor = newInterval(w);
  mpfr.mpfr_rec_sqrt(factor.lo, pi.hi, ROUND.DOWN);
  mpfr.mpfr_rec_sqrt(factor.hi, pi.lo, ROUND.UP);
  shiftInterval(factor, factor, 1);
  return timesInterval(expSeries(value, minus, w), factor, w);
}

const atan2: SeriesRule = (args, w) => {
  const [y, x] = args;
  const value = valueOf('atan2', args, w);
  if (isValueFault(value)) return value;
  if (mpfr.mpfr_sgn(x[0].lo) < 0 && mpfr.mpfr_sgn(y[0].lo) < 0 && mpfr.mpfr_sgn(y[0].hi) >= 0) {
    return unsure('atan2 jumps on the negative axis');
  }
  // θ′ = (x y′ − y x′)/(x² + y²): as a quotient series, then integrated.
  const derivative = (a: Series): Series =>
    a.slice(1).map((c, i) => {
      const out = newInterval(w);
      scaleInterval(out, c, i + 1);
      return out;
    });
  const length = Math.min(x.length, y.length);
  if (length === 1) return [value];
  const top = subSeries(mulSeries(x, derivative(y), w), mulSeries(y, derivative(x), w), w);
  const slope = divSeries(top, addSeries(sqrSeries(x, w), sqrSeries(y, w), w), w);
  if (slope === undefined) return singular;
  return [
    value,
    ...slope.map((c, i) => {
      const out = newInterval(w);
      shrinkInterval(out, c, i + 1);
      return out;
    }),
  ];
};

export const ELEMENTARY_SERIES = {
  exp: exponential('exp', undefined),
  exp2: exponential('exp2', 2),
  exp10: exponential('exp10', 10),
  expm1,
  log: fromDerivative('log', inverseSeries),
  log2: fromDerivative('log2', logarithm(2)),
  log10: fromDerivative('log10', logarithm(10)),
  log1p: fromDerivative('log1p', (u, w) => inverseSeries(plusDouble(u, 1, w), w)),
  sin: wave('sin', 'cos', 0, -1),
  cos: wave('sin', 'cos', 1, -1),
  sinpi: wave('sinpi', 'cospi', 0, -1, piInterval),
  cospi: wave('sinpi', 'cospi', 1, -1, piInterval),
  sinh: wave('sinh', 'cosh', 0, 1),
  cosh: wave('sinh', 'cosh', 1, 1),
  tan: tangent('tan', 'cos', 1),
  tanh: tangent('tanh', 'cosh', -1),
  asin: fromDerivative('asin', (u, w) => inverseRoot(u, 1, -1, w)),
  acos: fromDerivative('acos', (u, w) => {
    const g = inverseRoot(u, 1, -1, w);
    return g && negSeries(g, w);
  }),
  atan: fromDerivative('atan', (u, w) => inverseSeries(plusDouble(sqrSeries(u, w), 1, w), w)),
  atan2,
  asinh: fromDerivative('asinh', (u, w) => inverseRoot(u, 1, 1, w)),
  acosh: fromDerivative('acosh', (u, w) => inverseRoot(u, -1, 1, w)),
  atanh: fromDerivative('atanh', (u, w) => inverseSeries(plusDouble(negSeries(sqrSeries(u, w), w), 1, w), w)),
  erf: fromDerivative('erf', gaussian),
  erfc: fromDerivative('erfc', (u, w) => {
    const g = gaussian(u, w);
    return g && negSeries(g, w);
  }),
} satisfies Record<string, SeriesRule>;
