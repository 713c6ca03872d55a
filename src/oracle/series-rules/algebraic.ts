import { mpfr, ROUND } from '../../number/mpfr.ts';
import { hasZero, isPoint, newInterval, setDoubles, shrinkInterval } from '../big-interval.ts';
import { unsure } from '../interval-rule.ts';
import {
  addSeries,
  constantSeries,
  divSeries,
  expSeries,
  integerPowerSeries,
  integrateChain,
  inverseSeries,
  mulSeries,
  negSeries,
  powerSeries,
  sqrSeries,
  subSeries,
  vanishesFrom,
} from '../series-arithmetic.ts';
import { isRuleFault, isValueFault, valueOf, type SeriesRule } from '../series-rule.ts';
import type { OperationName } from '../../expression/operations.ts';

const atZero = unsure('the expansion needs a value that is certainly not zero');

const div: SeriesRule = (args, w) => {
  const [a, b] = args;
  const value = valueOf('div', args, w);
  if (isValueFault(value)) return value;
  return divSeries(a, b, w, value) ?? atZero;
};

/** u^(p/q), on the real branch of the interval rule. */
function root(operation: OperationName, p: number, q: number): SeriesRule {
  return (args, w) => {
    const value = valueOf(operation, args, w);
    if (isValueFault(value)) return value;
    const [u] = args;
    if (vanishesFrom(u, 1)) return constantSeries(value, u.length, w);
    const r = newInterval(w);
    setDoubles(r, p);
    shrinkInterval(r, r, q);
    return powerSeries(value, u, r, w) ?? atZero;
  };
}

/** Powers up to this are expanded by squaring where the base may be 0. */
const LARGEST_POWER = 10_000;

const pow: SeriesRule = (args, w) => {
  const [u, y] = args;
  const value = valueOf('pow', args, w);
  if (isValueFault(value)) return value;
  const length = Math.min(u.length, y.length);
  if (vanishesFrom(u, 1) && vanishesFrom(y, 1)) return constantSeries(value, length, w);
  if (vanishesFrom(y, 1)) {
    const n =
      isPoint(y[0]) && mpfr.mpfr_integer_p(y[0].lo) ? mpfr.mpfr_get_d(y[0].lo, ROUND.NEAREST) : undefined;
    if (n === 0) return constantSeries(value, length, w);
    if (n !== undefined && n > 0 && n <= LARGEST_POWER && (n <= 64 || hasZero(u[0]))) {
      return integerPowerSeries(value, u, n, w);
    }
    return powerSeries(value, u.slice(0, length), y[0], w) ?? atZero;
  }
  const log = EXPONENTIAL_LOG([u], w);
  if (isRuleFault(log)) return log;
  return expSeries(value, mulSeries(y, log, w), w);
};

const EXPONENTIAL_LOG: SeriesRule = (args, w) => {
  const value = valueOf('log', args, w);
  if (isValueFault(value)) return value;
  const g = inverseSeries(args[0], w);
  return g === undefined ? atZero : integrateChain(value, g, args[0], w);
};

const hypot: SeriesRule = (args, w) => {
  const value = valueOf('hypot', args, w);
  if (isValueFault(value)) return value;
  const sum = addSeries(sqrSeries(args[0], w), sqrSeries(args[1], w), w);
  if (vanishesFrom(sum, 1)) return constantSeries(value, sum.length, w);
  const half = newInterval(w);
  setDoubles(half, 0.5);
  return powerSeries(value, sum, half, w) ?? atZero;
};

export const ALGEBRAIC_SERIES = {
  add: ([a, b], w) => addSeries(a, b, w),
  sub: ([a, b], w) => subSeries(a, b, w),
  mul: ([a, b], w) => mulSeries(a, b, w),
  div,
  neg: ([a], w) => negSeries(a, w),
  fma: (args, w) => {
    const value = valueOf('fma', args, w);
    if (isValueFault(value)) return value;
    const sum = addSeries(mulSeries(args[0], args[1], w), args[2], w);
    return [value, ...sum.slice(1)];
  },
  sqrt: root('sqrt', 1, 2),
  cbrt: root('cbrt', 1, 3),
  rsqrt: root('rsqrt', -1, 2),
  hypot,
  pow,
} satisfies Record<string, SeriesRule>;
