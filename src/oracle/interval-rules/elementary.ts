import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import {
  absInterval,
  containsPoint,
  hasZero,
  isPoint,
  isZero,
  newInterval,
  type BigInterval,
} from '../big-interval.ts';
import { nowhere, unsure, type IntervalRule } from '../interval-rule.ts';
import { decreasing, enclosePoint, increasing } from './monotone.ts';

const { UP, DOWN } = ROUND;

const positive = (name: string): { lo: number; hi: number; open: boolean; reason: string } => ({
  lo: 0,
  hi: Infinity,
  open: true,
  reason: `${name} of a number that is not positive`,
});
const unit = (name: string): { lo: number; hi: number; reason: string } => ({
  lo: -1,
  hi: 1,
  reason: `${name} of a number outside [-1, 1]`,
});

/** cosh is even, and increasing in |x|. */
const cosh: IntervalRule = (out, [a], w) => {
  if (isPoint(a)) {
    enclosePoint(mpfr.mpfr_cosh, out, a.lo);
    return undefined;
  }
  const mark = w.mark();
  const size = newInterval(w, Math.max(mpfr.mpfr_get_prec(a.lo), mpfr.mpfr_get_prec(a.hi)));
  absInterval(size, a);
  mpfr.mpfr_cosh(out.lo, size.lo, DOWN);
  mpfr.mpfr_cosh(out.hi, size.hi, UP);
  w.release(mark);
  return undefined;
};

/** The angle at a corner, taking any zero as +0: a real point on the negative axis has angle π. */
function corner(out: BigInterval, y: Big, x: Big, first: boolean, scratch: Big, zero: Big): void {
  const top = mpfr.mpfr_zero_p(y) ? zero : y;
  const side = mpfr.mpfr_zero_p(x) ? zero : x;
  mpfr.mpfr_atan2(scratch, top, side, DOWN);
  if (first || mpfr.mpfr_less_p(scratch, out.lo)) mpfr.mpfr_set(out.lo, scratch, DOWN);
  mpfr.mpfr_atan2(scratch, top, side, UP);
  if (first || mpfr.mpfr_greater_p(scratch, out.hi)) mpfr.mpfr_set(out.hi, scratch, UP);
}

/**
 * atan2(y, x) in (−π, π], undefined at (0, 0). Over a box that meets neither the origin nor the cut (x < 0, y = 0)
 * from below, the extreme angles are at corners; a box across the cut gets [−π, π].
 */
const atan2: IntervalRule = (out, [y, x], w) => {
  if (isZero(y) && isZero(x)) return nowhere('atan2(0, 0)');
  if (hasZero(y) && hasZero(x)) return unsure('atan2 where both arguments may be zero');
  const mark = w.mark();
  const zero = w.number(0);
  const scratch = w.big();
  if (mpfr.mpfr_sgn(x.lo) < 0 && mpfr.mpfr_sgn(y.lo) < 0 && containsPoint(y, zero)) {
    mpfr.mpfr_const_pi(out.hi, UP);
    mpfr.mpfr_neg(out.lo, out.hi, DOWN);
  } else {
    corner(out, y.lo, x.lo, true, scratch, zero);
    if (!isPoint(x)) corner(out, y.lo, x.hi, false, scratch, zero);
    if (!isPoint(y)) corner(out, y.hi, x.lo, false, scratch, zero);
    if (!isPoint(x) && !isPoint(y)) corner(out, y.hi, x.hi, false, scratch, zero);
  }
  w.release(mark);
  return undefined;
};

export const ELEMENTARY_RULES = {
  exp: increasing(mpfr.mpfr_exp),
  exp2: increasing(mpfr.mpfr_exp2),
  exp10: increasing(mpfr.mpfr_exp10),
  expm1: increasing(mpfr.mpfr_expm1),
  log: increasing(mpfr.mpfr_log, positive('log')),
  log2: increasing(mpfr.mpfr_log2, positive('log2')),
  log10: increasing(mpfr.mpfr_log10, positive('log10')),
  log1p: increasing(mpfr.mpfr_log1p, {
    lo: -1,
    hi: Infinity,
    open: true,
    reason: 'log1p of a number at or below -1',
  }),
  asin: increasing(mpfr.mpfr_asin, unit('asin')),
  acos: decreasing(mpfr.mpfr_acos, unit('acos')),
  atan: increasing(mpfr.mpfr_atan),
  atan2,
  sinh: increasing(mpfr.mpfr_sinh),
  cosh,
  tanh: increasing(mpfr.mpfr_tanh),
  asinh: increasing(mpfr.mpfr_asinh),
  acosh: increasing(mpfr.mpfr_acosh, { lo: 1, hi: Infinity, reason: 'acosh of a number below 1' }),
  atanh: increasing(mpfr.mpfr_atanh, {
    lo: -1,
    hi: 1,
    open: true,
    reason: 'atanh of a number outside (-1, 1)',
  }),
  erf: increasing(mpfr.mpfr_erf),
  erfc: decreasing(mpfr.mpfr_erfc),
} satisfies Record<string, IntervalRule>;
