import { fail } from '../error/fault.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import type { Measure } from '../number/measure.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import type { BigInterval } from '../oracle/big-interval.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { SpecialValue } from './certificate.ts';

/** The error of one result, enclosed, and whether the result is the correctly rounded value. */
export type Judgement = {
  readonly lower: number;
  readonly upper: number;
  readonly correct: boolean;
  /** In a whole function: NaN, or an infinity, is right. */
  readonly wantsNan?: boolean;
  readonly wantsInfinity?: boolean;
  /** A whole function's limit at a pole or the like: for the record. */
  readonly special?: SpecialValue;
};

/** Judges the result `y` of a program at the input `x`. */
export type Judge = (x: number, y: number) => Judgement;

/** Relative width of the true values: an error of 2^-30 ulp of a 24-bit format is still known to 60 bits. */
const BITS = 114;
/** The workspace's precision: a few bits more than the true values have. */
export const JUDGE_PRECISION = BITS + 10;

/**
 * Judges single points in multiple precision. A result that is not finite has an infinite error.
 * @throws NapierError `domain` where f is undefined, or so large that the format rounds it to infinity: such inputs
 *   do not belong in the domain of a program of that format
 */
export function createJudge(oracle: Oracle, format: Format, measure: Measure, w: Workspace): Judge {
  const truth = { lo: w.big(), hi: w.big() };
  const distance = createDistance(format, measure, w);
  const fits = (value: number): boolean => Math.abs(value) <= format.maxFinite;

  return (x, y) => {
    const found = oracle.enclose([x], BITS, truth);
    if (found.kind === 'undefined') {
      return fail({
        kind: 'domain',
        message: `the function is undefined at x = ${x} (${toHexFloat(x)}): ${found.reason}`,
        hint: 'narrow the domain, or leave that end out: (0,1]',
      });
    }
    if (found.kind === 'undecided') {
      return fail({
        kind: 'not-proved',
        message: `the function's value at x = ${x} (${toHexFloat(x)}) could not be decided: ${found.reason}`,
      });
    }
    const below = format.roundBig(truth.lo);
    const nearest = below === format.roundBig(truth.hi) ? below : oracle.rounded([x], format);
    if (!fits(nearest)) {
      return fail({
        kind: 'domain',
        message: `the function's value at x = ${x} (${toHexFloat(x)}) is beyond the largest number of ${format.name}`,
        hint: 'narrow the domain',
      });
    }
    if (!fits(y)) return { lower: Infinity, upper: Infinity, correct: false };
    const [lower, upper] = distance(truth, y);
    return { lower, upper, correct: nearest === y };
  };
}

/** |y − f| in the measure for an enclosure of f, as two doubles rounded outward. */
export function createDistance(
  format: Format,
  measure: Measure,
  w: Workspace,
): (truth: BigInterval, y: number) => readonly [lower: number, upper: number] {
  const [difference, unit] = w.bigs(2);

  return (truth, y) => {
    const [nearer, farther] =
      mpfr.mpfr_cmpabs(truth.lo, truth.hi) <= 0 ? [truth.lo, truth.hi] : [truth.hi, truth.lo];
    const crosses = mpfr.mpfr_sgn(truth.lo) * mpfr.mpfr_sgn(truth.hi) < 0;
    const inside = mpfr.mpfr_cmp_d(truth.lo, y) <= 0 && mpfr.mpfr_cmp_d(truth.hi, y) >= 0;
    // The unit is smallest where |f| is; it cannot be bounded below when the enclosure holds 0 inside.
    const least = crosses ? undefined : nearer;
    const upper = Math.max(gap(y, truth.lo, least, ROUND.UP), gap(y, truth.hi, least, ROUND.UP));
    if (inside) return [0, upper];
    const end = mpfr.mpfr_cmp_d(truth.lo, y) > 0 ? truth.lo : truth.hi;
    return [gap(y, end, farther, ROUND.DOWN), upper];
  };

  /** |y − end| over the unit that `scale`, a bound of |f|, stands for (undefined: |f| may be 0). */
  function gap(
    y: number,
    end: Big,
    scale: Big | undefined,
    round: typeof ROUND.UP | typeof ROUND.DOWN,
  ): number {
    mpfr.mpfr_sub_d(difference, end, y, round === ROUND.UP ? ROUND.AWAY : ROUND.ZERO);
    mpfr.mpfr_abs(difference, difference, round);
    if (mpfr.mpfr_zero_p(difference)) return 0;
    if (measure === 'ulp') {
      const size = scale === undefined ? 0 : mpfr.mpfr_get_d(scale, ROUND.ZERO);
      mpfr.mpfr_div_d(difference, difference, format.ulp(size), round);
    } else if (measure === 'relative') {
      if (scale === undefined || mpfr.mpfr_zero_p(scale)) return Infinity;
      mpfr.mpfr_abs(unit, scale, ROUND.NEAREST); // exact: same precision
      mpfr.mpfr_div(difference, difference, unit, round);
    }
    return mpfr.mpfr_get_d(difference, round);
  }
}
