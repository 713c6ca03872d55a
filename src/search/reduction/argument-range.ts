import type { Expression } from '../../expression/expression.ts';
import { FORMATS } from '../../number/formats.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { ReducedFunction } from './reduced-function.ts';
import { roundedValue } from './rounded-value.ts';

/** Points at which the range of a part's argument is looked at. */
const RANGE_POINTS = 400;
/** Values this large beside a point without one are those about a pole. */
const POLE = 2 ** 20;

/** Seen at points, and a little widened: an argument outside it shows in the measured error. */
export function rangeOf(argument: Expression, f: ReducedFunction): { lo: number; hi: number } | undefined {
  const oracle = createOracle(argument, [f.variable]);
  const values = rangePoints(f).map((x) => roundedValue(oracle, x, FORMATS.f64));
  const defined = values.filter((y) => y === y);
  if (defined.length === 0) return undefined;
  const wider = (x: number, by: number): number => (Number.isFinite(x) ? x + by * Math.abs(x) * 2 ** -20 : x);
  let [lo, hi] = [wider(Math.min(...defined), -1), wider(Math.max(...defined), 1)];
  // Undefined at a point, and huge beside it: a pole.
  for (const [k, value] of values.entries()) {
    if (value === value) continue;
    for (const next of [values[k - 1], values[k + 1]]) {
      if (next === undefined || !(Math.abs(next) >= POLE)) continue;
      if (next > 0) hi = Infinity;
      else lo = -Infinity;
    }
  }
  return { lo, hi };
}

/** Both ends, points ever nearer to them, and points spread by value and by magnitude; ascending. */
function rangePoints(f: ReducedFunction): number[] {
  const { f64 } = FORMATS;
  const [from, to] = [f.lo, f.hi].map((x) => Math.max(-f64.maxFinite, Math.min(f64.maxFinite, x)));
  const [first, last] = [f64.ordinal(from), f64.ordinal(to)];
  const ordinals = new Set([first, last]);
  for (let i = 0; i <= RANGE_POINTS; i++) {
    ordinals.add(first + ((last - first) * BigInt(i)) / BigInt(RANGE_POINTS));
    ordinals.add(f64.ordinal(from + (to / RANGE_POINTS - from / RANGE_POINTS) * i));
  }
  for (let near = 1n; near < last - first; near *= 2n) ordinals.add(first + near).add(last - near);
  return [...ordinals]
    .filter((o) => o >= first && o <= last)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .map((o) => f64.fromOrdinal(o));
}

/** Which of two terms is nowhere the smaller in size, as seen at points; `undefined` where neither is. */
export function largerOf(a: Expression, b: Expression, f: ReducedFunction): 'first' | 'second' | undefined {
  const [p, q] = [a, b].map((term) => createOracle(term, [f.variable]));
  let [first, second] = [true, true];
  for (const x of rangePoints(f)) {
    const [u, v] = [p, q].map((oracle) => Math.abs(roundedValue(oracle, x, FORMATS.f64)));
    if (u < v) first = false;
    if (v < u) second = false;
  }
  return first ? 'first' : second ? 'second' : undefined;
}
