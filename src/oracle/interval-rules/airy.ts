import { mpfr, ROUND } from '../../number/mpfr.ts';
import { isBounded, isPoint, meetIntervals, newInterval, setDoubles, setInterval } from '../big-interval.ts';
import type { IntervalRule } from '../interval-rule.ts';
import { airyPoint } from './airy-point.ts';
import { betweenEnds, withinSlope } from './monotone.ts';

const { UP } = ROUND;

/**
 * Ai: decreasing on [−1.0187, ∞) (its last critical point is a′₁ = −1.01879…). Left of that, with y(t) = Ai(−t)
 * and y″ = −t y, the energy E = y′² + t y² has E′ = y² and |Ai| ≤ 0.5357, so Ai′(−t)² ≤ Ai′(0)² + 0.287 t, where
 * Ai′(0)² < 0.067.
 */
const airy_ai: IntervalRule = (out, [a], w) => {
  if (!isBounded(a)) {
    setDoubles(out, -0.4191, 0.5357);
    return undefined;
  }
  betweenEnds(airyPoint, out, a, w);
  if (isPoint(a) || mpfr.mpfr_cmp_d(a.lo, -1.0187) >= 0) return undefined;
  const mark = w.mark();
  const bound = w.big();
  mpfr.mpfr_mul_d(bound, a.lo, -0.287, UP);
  mpfr.mpfr_add_d(bound, bound, 0.067, UP);
  mpfr.mpfr_sqrt(bound, bound, UP);
  const ends = newInterval(w);
  const all = newInterval(w);
  setInterval(ends, out);
  withinSlope(ends, ends, a, { bound }, w);
  setDoubles(all, -0.4191, 0.5357);
  meetIntervals(out, ends, all);
  w.release(mark);
  return undefined;
};

export const AIRY_RULES = { airy_ai } satisfies Record<string, IntervalRule>;
