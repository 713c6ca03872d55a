import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import {
  absInterval,
  divIntervals,
  isPoint,
  mulIntervals,
  negInterval,
  newInterval,
  setInterval,
  shiftBy,
  subIntervals,
  type BigInterval,
} from '../big-interval.ts';
import { nowhere, unsure, type IntervalRule, type RuleFault } from '../interval-rule.ts';
import { precisionOf } from './arithmetic.ts';
import { acrossExtrema, enclosePoint, type Extremum, type PointRule, type Rounded } from './monotone.ts';
import { sinPiInterval } from './trigonometric.ts';

const { UP, DOWN } = ROUND;

const signAddress = mpfr.malloc(8);

/** log |Γ(x)|, correctly rounded. */
export const lgammaRounded: Rounded = (r, x, round) => mpfr.mpfr_lgamma(r, signAddress, x, round);

/** A fault when `a` holds a pole of Γ (0, −1, −2, …). */
export function poleOfGamma(a: BigInterval, name: string, w: Workspace): RuleFault | undefined {
  if (mpfr.mpfr_sgn(a.lo) > 0) return undefined;
  const mark = w.mark();
  const ceiling = w.big(precisionOf(a) + 1);
  mpfr.mpfr_rint_ceil(ceiling, a.lo, UP);
  const pole = mpfr.mpfr_lessequal_p(ceiling, a.hi) !== 0;
  w.release(mark);
  if (!pole) return undefined;
  return isPoint(a) ? nowhere(`${name} has a pole here`) : unsure(`${name} has a pole here`);
}

const point =
  (f: Rounded): PointRule =>
  (out, x) => {
    enclosePoint(f, out, x);
    return undefined;
  };

/** Γ has its only positive minimum at 1.46163214496836234126…, where it is 0.88560319441088870027… */
const gammaMinimum: Extremum = {
  from: 1.4616321449683622,
  to: 1.4616321449683625,
  kind: 'min',
  value: 0.8856031944108886,
};
const lgammaMinimum: Extremum = {
  from: 1.4616321449683622,
  to: 1.4616321449683625,
  kind: 'min',
  value: -0.12148629053584963,
};

/** A bound on |f′| for [1, 3] (both functions are convex there: the largest slope is at an end), else none. */
function slopeNearMinimum(a: BigInterval, slope: number): number {
  return mpfr.mpfr_cmp_d(a.lo, 1) >= 0 && mpfr.mpfr_cmp_d(a.hi, 3) <= 0 ? slope : Infinity;
}

/** 1 − a, with room for an exact result at points of usual size. */
function mirrored(a: BigInterval, w: Workspace): BigInterval {
  const out = newInterval(w, w.precision + precisionOf(a));
  negInterval(out, a);
  shiftBy(out, out, 1);
  return out;
}

/** Γ: by its ends and minimum for x > 0, by π/(sin(πx) Γ(1 − x)) between negative poles (DLMF 5.5.3). */
const gamma: IntervalRule = (out, [a], w) => {
  const fault = poleOfGamma(a, 'gamma', w);
  if (fault) return fault;
  if (mpfr.mpfr_sgn(a.lo) > 0 || isPoint(a)) {
    return acrossExtrema(point(mpfr.mpfr_gamma), [gammaMinimum], slopeNearMinimum(a, 1.85), out, a, w);
  }
  withWorkspace(w.precision + 16, (inner) => {
    const x = mirrored(a, inner);
    const s = newInterval(inner);
    const g = newInterval(inner);
    sinPiInterval(s, a, 0, inner);
    gamma(g, [x], inner);
    mulIntervals(g, g, s);
    mpfr.mpfr_const_pi(s.lo, DOWN);
    mpfr.mpfr_const_pi(s.hi, UP);
    divIntervals(s, s, g);
    setInterval(out, s);
  });
  return undefined;
};

/** log |Γ|: for x < 0, log π − log |sin πx| − log Γ(1 − x). */
const lgamma: IntervalRule = (out, [a], w) => {
  const fault = poleOfGamma(a, 'lgamma', w);
  if (fault) return fault;
  if (mpfr.mpfr_sgn(a.lo) > 0 || isPoint(a)) {
    return acrossExtrema(point(lgammaRounded), [lgammaMinimum], slopeNearMinimum(a, 0.93), out, a, w);
  }
  withWorkspace(w.precision + 16, (inner) => {
    const x = mirrored(a, inner);
    const s = newInterval(inner);
    const g = newInterval(inner);
    sinPiInterval(s, a, 0, inner);
    absInterval(s, s);
    mpfr.mpfr_log(s.lo, s.lo, DOWN);
    mpfr.mpfr_log(s.hi, s.hi, UP);
    lgamma(g, [x], inner);
    const logPi = newInterval(inner);
    mpfr.mpfr_const_pi(logPi.lo, DOWN);
    mpfr.mpfr_const_pi(logPi.hi, UP);
    mpfr.mpfr_log(logPi.lo, logPi.lo, DOWN);
    mpfr.mpfr_log(logPi.hi, logPi.hi, UP);
    subIntervals(logPi, logPi, s);
    subIntervals(logPi, logPi, g);
    setInterval(out, logPi);
  });
  return undefined;
};

/** ψ increases between its poles. */
const digamma: IntervalRule = (out, [a], w) => {
  const fault = poleOfGamma(a, 'digamma', w);
  if (fault) return fault;
  if (isPoint(a)) {
    enclosePoint(mpfr.mpfr_digamma, out, a.lo);
  } else {
    mpfr.mpfr_digamma(out.lo, a.lo, DOWN);
    mpfr.mpfr_digamma(out.hi, a.hi, UP);
  }
  return undefined;
};

export const GAMMA_RULES = { gamma, lgamma, digamma } satisfies Record<string, IntervalRule>;

/** Γ of a positive point, for series that need it. */
export function gammaOfPoint(out: BigInterval, x: Big): void {
  enclosePoint(mpfr.mpfr_gamma, out, x);
}
