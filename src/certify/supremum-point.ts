import { exponentOf, powerOfTwo } from '../number/double-bits.ts';
import { apply, type Expression } from '../expression/expression.ts';
import type { Format } from '../number/format.ts';
import type { Measure } from '../number/measure.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import { absInterval, intervalOf, newInterval, type BigInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Oracle } from '../oracle/oracle.ts';

/** So near to a power of two, relatively. */
const BELOW_POWER = 2 ** -30;

/**
 * The error of an approximation at single points, enclosed at the workspace's precision.
 * `ulp` needs the format whose ulp is meant.
 */
export class PointError {
  private readonly error: Oracle;
  private readonly truth: Oracle;
  private readonly format: Format | undefined;

  constructor(approximation: Expression, truth: Expression, name: string, measure: Measure, format?: Format) {
    const difference = apply('sub', approximation, truth);
    this.error = createOracle(measure === 'relative' ? apply('div', difference, truth) : difference, [name]);
    this.truth = createOracle(truth, [name]);
    this.format = measure === 'ulp' ? format : undefined;
  }

  /** |error| at x, or `undefined` where it has no value (or none that this precision can show). */
  at(x: number, w: Workspace): BigInterval | undefined {
    const point = intervalOf(w, x);
    const error = this.error.range([point], w);
    if ('kind' in error) return undefined;
    const out = newInterval(w);
    absInterval(out, error);
    if (this.format !== undefined) {
      const truth = this.truth.range([point], w);
      if ('kind' in truth) return undefined;
      // Towards 0: rounded away, a value just below a power of two would have that power's ulp.
      const low = Math.abs(mpfr.mpfr_get_d(truth.lo, ROUND.ZERO));
      const high = Math.abs(mpfr.mpfr_get_d(truth.hi, ROUND.ZERO));
      const containsZero = mpfr.mpfr_sgn(truth.lo) <= 0 && mpfr.mpfr_sgn(truth.hi) >= 0;
      mpfr.mpfr_div_d(out.lo, out.lo, this.format.ulp(Math.max(low, high)), ROUND.DOWN);
      mpfr.mpfr_div_d(out.hi, out.hi, this.format.ulp(containsZero ? 0 : Math.min(low, high)), ROUND.UP);
    }
    return mpfr.mpfr_number_p(out.hi) && mpfr.mpfr_number_p(out.lo) ? out : undefined;
  }

  /** c·x for which the function, where it is nearly in proportion to x, lies just below a power of two: there an ulp is the smallest part of it. */
  belowPower(x: number, w: Workspace): number | undefined {
    const truth = this.truth.range([intervalOf(w, x)], w);
    if (this.format === undefined || 'kind' in truth) return undefined;
    const size = Math.abs(mpfr.mpfr_get_d(truth.lo, ROUND.NEAREST));
    return size > 0 && Number.isFinite(size)
      ? x * (powerOfTwo(exponentOf(size)) / size) * (2 - BELOW_POWER)
      : undefined;
  }
}
