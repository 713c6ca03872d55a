import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import {
  isBounded,
  isPoint,
  meetIntervals,
  negInterval,
  newInterval,
  setDoubles,
  setInterval,
  type BigInterval,
} from '../big-interval.ts';
import { nowhere, unsure, type IntervalRule, type RuleFault } from '../interval-rule.ts';
import { betweenEnds, enclosePoint, withinSlope, type PointRule } from './monotone.ts';

const { UP, DOWN } = ROUND;

/** Orders beyond this are refused: MPFR's time grows with them. */
const LARGEST_ORDER = 1_000_000;

/** An exact small integer order, or a fault. */
export function integerOrder(a: BigInterval, name: string): number | RuleFault {
  if (!isPoint(a)) return unsure(`the order of ${name} is not known exactly`);
  if (!mpfr.mpfr_integer_p(a.lo)) return nowhere(`${name} needs an integer order`);
  if (mpfr.mpfr_cmpabs_ui(a.lo, LARGEST_ORDER) > 0)
    return unsure(`the order of ${name} is beyond ${LARGEST_ORDER}`);
  return mpfr.mpfr_get_si(a.lo, DOWN);
}

/** Does the interval lie within [0, limit] or [−limit, 0]? */
function onOneSide(a: BigInterval, limit: number): boolean {
  if (mpfr.mpfr_cmp_d(a.hi, limit) > 0 || mpfr.mpfr_cmp_d(a.lo, -limit) < 0) return false;
  return mpfr.mpfr_sgn(a.lo) >= 0 || mpfr.mpfr_sgn(a.hi) <= 0;
}

/**
 * J_n, n ≥ 0: |J_n| ≤ 1 and |J_n′| ≤ 1 (DLMF 10.14.1, 10.6.1); monotone up to j′_{n,1} ≥ n (DLMF 10.21.3), which
 * is 3.8317… for n = 0 and 1.8411… for n = 1.
 */
export function besselJ(out: BigInterval, n: number, a: BigInterval, w: Workspace): RuleFault | undefined {
  if (!isBounded(a)) {
    setDoubles(out, -1, 1);
    return undefined;
  }
  const point: PointRule = (r, x) => {
    enclosePoint((s, y, round) => mpfr.mpfr_jn(s, n, y, round), r, x);
    return undefined;
  };
  betweenEnds(point, out, a, w);
  if (isPoint(a) || onOneSide(a, n === 0 ? 3.83 : n === 1 ? 1.84 : n)) return undefined;
  const mark = w.mark();
  const ends = newInterval(w);
  const all = newInterval(w);
  setInterval(ends, out);
  withinSlope(ends, ends, a, n === 0 ? 0.5819 : 1, w);
  setDoubles(all, -1, 1);
  meetIntervals(out, ends, all);
  w.release(mark);
  return undefined;
}

/** An upper bound on √(J_n² + Y_n²) at x > 0, which decreases with x (Watson, §13.74). */
function modulusUp(out: Big, n: number, x: Big, w: Workspace): void {
  const mark = w.mark();
  const y = w.big();
  mpfr.mpfr_jn(out, n, x, ROUND.AWAY);
  mpfr.mpfr_yn(y, n, x, ROUND.AWAY);
  mpfr.mpfr_hypot(out, out, y, UP);
  w.release(mark);
}

/** Y_n, n ≥ 0, x > 0: increasing up to y′_{n,1} > n (2.197… for n = 0); then |Y_n′| ≤ (M_{n−1}(a) + M_{n+1}(a))/2. */
export function besselY(out: BigInterval, n: number, a: BigInterval, w: Workspace): RuleFault | undefined {
  if (mpfr.mpfr_sgn(a.hi) <= 0)
    return nowhere('Bessel function of the second kind of a number that is not positive');
  if (mpfr.mpfr_sgn(a.lo) <= 0)
    return unsure('Bessel function of the second kind of a number that may not be positive');
  const point: PointRule = (r, x) => {
    enclosePoint((s, y, round) => mpfr.mpfr_yn(s, n, y, round), r, x);
    return undefined;
  };
  if (!isBounded(a)) return unsure('Bessel function of the second kind of an unbounded argument');
  betweenEnds(point, out, a, w);
  if (isPoint(a) || onOneSide(a, n === 0 ? 2.19 : n)) return undefined;
  const mark = w.mark();
  const bound = w.big();
  const other = w.big();
  if (n === 0) {
    modulusUp(bound, 1, a.lo, w);
  } else {
    modulusUp(bound, n - 1, a.lo, w);
    modulusUp(other, n + 1, a.lo, w);
    mpfr.mpfr_add(bound, bound, other, UP);
    mpfr.mpfr_div_2ui(bound, bound, 1, UP);
  }
  const ends = newInterval(w);
  setInterval(ends, out);
  withinSlope(ends, ends, a, { bound }, w);
  // |Y_n| ≤ M_n(a) besides.
  modulusUp(bound, n, a.lo, w);
  mpfr.mpfr_neg(other, bound, DOWN);
  meetIntervals(out, ends, { lo: other, hi: bound });
  w.release(mark);
  return undefined;
}

type Family = (out: BigInterval, n: number, a: BigInterval, w: Workspace) => RuleFault | undefined;

const ofOrder =
  (family: Family, n: number): IntervalRule =>
  (out, [a], w) =>
    family(out, n, a, w);

/** Any integer order: J₋ₙ = (−1)ⁿ Jₙ, Y₋ₙ = (−1)ⁿ Yₙ. */
const anyOrder =
  (family: Family, name: string): IntervalRule =>
  (out, [order, a], w) => {
    const n = integerOrder(order, name);
    if (typeof n === 'object') return n;
    const fault = family(out, Math.abs(n), a, w);
    if (!fault && n < 0 && n % 2 !== 0) negInterval(out, out);
    return fault;
  };

export const BESSEL_RULES = {
  bessel_j0: ofOrder(besselJ, 0),
  bessel_j1: ofOrder(besselJ, 1),
  bessel_jn: anyOrder(besselJ, 'bessel_jn'),
  bessel_y0: ofOrder(besselY, 0),
  bessel_y1: ofOrder(besselY, 1),
  bessel_yn: anyOrder(besselY, 'bessel_yn'),
} satisfies Record<string, IntervalRule>;
