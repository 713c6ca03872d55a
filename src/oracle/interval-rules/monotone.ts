import { mpfr, ROUND, type Big, type Round } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import {
  closeAbove,
  hullIntervals,
  isPoint,
  meetIntervals,
  newInterval,
  setInterval,
  widenInterval,
  widthUp,
  type BigInterval,
} from '../big-interval.ts';
import { nowhere, unsure, type IntervalRule, type RuleFault } from '../interval-rule.ts';

const { UP, DOWN } = ROUND;

/** An MPFR function of one argument: correctly rounded, returns the ternary value. */
export type Rounded = (r: Big, x: Big, round: Round) => number;

/** Encloses f at one exact point, into ends of the workspace's precision. */
export type PointRule = (out: BigInterval, x: Big, w: Workspace) => RuleFault | undefined;

/** Where a function is defined: between two doubles, ends included or not. */
export type RealDomain = {
  readonly lo: number;
  readonly hi: number;
  readonly open?: boolean;
  /** Said when the argument is outside: "log of a number that is not positive". */
  readonly reason: string;
};

/** Nothing when all of `a` is in the domain. */
export function outside(a: BigInterval, domain: RealDomain): RuleFault | undefined {
  const low = mpfr.mpfr_cmp_d(a.lo, domain.lo);
  const high = mpfr.mpfr_cmp_d(a.hi, domain.hi);
  if (domain.open === true) {
    if (low > 0 && high < 0) return undefined;
    if (mpfr.mpfr_cmp_d(a.hi, domain.lo) <= 0 || mpfr.mpfr_cmp_d(a.lo, domain.hi) >= 0) {
      return nowhere(domain.reason);
    }
    if (low > 0 && domain.hi === Infinity) return undefined;
    if (high < 0 && domain.lo === -Infinity) return undefined;
    return unsure(domain.reason);
  }
  if (low >= 0 && high <= 0) return undefined;
  if (mpfr.mpfr_cmp_d(a.hi, domain.lo) < 0 || mpfr.mpfr_cmp_d(a.lo, domain.hi) > 0)
    return nowhere(domain.reason);
  return unsure(domain.reason);
}

/** A correctly rounded function at a point: one call, then the neighbour. */
export function enclosePoint(f: Rounded, out: BigInterval, x: Big): void {
  closeAbove(out, f(out.lo, x, DOWN));
}

export function increasing(f: Rounded, domain?: RealDomain): IntervalRule {
  return (out, [a]) => {
    const fault = domain && outside(a, domain);
    if (fault) return fault;
    if (isPoint(a)) {
      enclosePoint(f, out, a.lo);
    } else {
      f(out.lo, a.lo, DOWN);
      f(out.hi, a.hi, UP);
    }
    return undefined;
  };
}

export function decreasing(f: Rounded, domain?: RealDomain): IntervalRule {
  return (out, [a]) => {
    const fault = domain && outside(a, domain);
    if (fault) return fault;
    if (isPoint(a)) {
      enclosePoint(f, out, a.lo);
    } else {
      f(out.lo, a.hi, DOWN);
      f(out.hi, a.lo, UP);
    }
    return undefined;
  };
}

/** f over an interval on which it is monotone, from enclosures at the two ends. */
export function betweenEnds(
  point: PointRule,
  out: BigInterval,
  a: BigInterval,
  w: Workspace,
): RuleFault | undefined {
  const fault = point(out, a.lo, w);
  if (fault || isPoint(a)) return fault;
  const mark = w.mark();
  const other = newInterval(w);
  const second = point(other, a.hi, w);
  if (!second) hullIntervals(out, out, other);
  w.release(mark);
  return second;
}

/**
 * A place where monotony changes: the extremum lies in [from, to] and its value on the side that matters is
 * bounded by `value` (a double, rounded outward: down for a minimum, up for a maximum).
 */
export type Extremum = {
  readonly from: number;
  readonly to: number;
  readonly kind: 'min' | 'max';
  readonly value: number;
};

/** An upper bound on |f′| over the interval at hand: a double or a number. */
export type Slope = number | { readonly bound: Big };

/**
 * f over an interval from its ends and its extrema. `slope` bounds |f′| on the interval, so intervals that are
 * narrower than what is known of the extremum stay narrow: f(x) ≥ min(f(lo), f(hi)) − slope · width/2.
 */
export function acrossExtrema(
  point: PointRule,
  extrema: readonly Extremum[],
  slope: Slope,
  out: BigInterval,
  a: BigInterval,
  w: Workspace,
): RuleFault | undefined {
  const fault = betweenEnds(point, out, a, w);
  if (fault || isPoint(a)) return fault;
  let low: number | undefined;
  let high: number | undefined;
  for (const { from, to, kind, value } of extrema) {
    if (mpfr.mpfr_cmp_d(a.lo, to) >= 0 || mpfr.mpfr_cmp_d(a.hi, from) <= 0) continue;
    if (kind === 'min') low = Math.min(low ?? Infinity, value);
    else high = Math.max(high ?? -Infinity, value);
  }
  if (low === undefined && high === undefined) return undefined;
  const mark = w.mark();
  const bound = newInterval(w);
  const wide = newInterval(w);
  setInterval(bound, out);
  if (low !== undefined) mpfr.mpfr_set_d(bound.lo, low, DOWN);
  if (high !== undefined) mpfr.mpfr_set_d(bound.hi, high, UP);
  hullIntervals(bound, bound, out);
  withinSlope(wide, out, a, slope, w);
  meetIntervals(out, bound, wide);
  w.release(mark);
  return undefined;
}

/** Widens `ends` (which holds f at both ends of a) by slope · width(a)/2: no point is further from the nearer end. */
export function withinSlope(
  out: BigInterval,
  ends: BigInterval,
  a: BigInterval,
  slope: Slope,
  w: Workspace,
): void {
  const mark = w.mark();
  const radius = w.big();
  widthUp(radius, a);
  if (typeof slope === 'object') mpfr.mpfr_mul(radius, radius, slope.bound, UP);
  else mpfr.mpfr_mul_d(radius, radius, slope, UP);
  mpfr.mpfr_div_2ui(radius, radius, 1, UP);
  widenInterval(out, ends, radius);
  w.release(mark);
}
