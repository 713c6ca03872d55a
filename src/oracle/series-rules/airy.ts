import { mpfr, ROUND } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import {
  addIntervals,
  hullIntervals,
  isBounded,
  isPoint,
  mulIntervals,
  newInterval,
  shrinkInterval,
  type BigInterval,
} from '../big-interval.ts';
import { unsure } from '../interval-rule.ts';
import { airySlopePoint } from '../interval-rules/airy-point.ts';
import { betweenEnds, withinSlope } from '../interval-rules/monotone.ts';
import { composeSeries, constantSeries, vanishesFrom } from '../series-arithmetic.ts';
import { isValueFault, valueOf, type SeriesRule } from '../series-rule.ts';

/** Ai′ over an interval: increasing for x ≥ 0, and |Ai″| = |x Ai| ≤ 0.5357 |x| for x < 0. */
function airySlope(a: BigInterval, w: Workspace): BigInterval {
  const out = newInterval(w);
  betweenEnds(airySlopePoint, out, a, w);
  if (isPoint(a) || mpfr.mpfr_sgn(a.lo) >= 0) return out;
  const bound = w.big();
  mpfr.mpfr_mul_d(bound, a.lo, -0.5357, ROUND.UP);
  withinSlope(out, out, a, { bound }, w);
  // The part right of 0, if any, is monotone and within the same ends: Ai′(0) lies between.
  if (mpfr.mpfr_sgn(a.hi) > 0) {
    const zero = w.number(0);
    const right = newInterval(w);
    betweenEnds(airySlopePoint, right, { lo: zero, hi: a.hi }, w);
    hullIntervals(out, out, right);
  }
  return out;
}

/** y″ = x y: (k+2)(k+1) a_{k+2} = u₀ a_k + a_{k−1}. */
const airy_ai: SeriesRule = (args, w) => {
  const [u] = args;
  const value = valueOf('airy_ai', args, w);
  if (isValueFault(value)) return value;
  if (u.length === 1 || vanishesFrom(u, 1)) return constantSeries(value, u.length, w);
  if (!isBounded(u[0])) return unsure('airy_ai of an unbounded argument');
  const outer = [value, airySlope(u[0], w)];
  for (let k = 0; outer.length < u.length; k++) {
    const next = newInterval(w);
    mulIntervals(next, u[0], outer[k]);
    if (k > 0) addIntervals(next, next, outer[k - 1]);
    shrinkInterval(next, next, (k + 1) * (k + 2));
    outer.push(next);
  }
  return composeSeries(outer, u, w);
};

export const AIRY_SERIES = { airy_ai } satisfies Record<string, SeriesRule>;
