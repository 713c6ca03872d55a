import { mpfr, ROUND, type Big, type Round } from '../../number/mpfr.ts';
import type { IntervalRule } from '../interval-rule.ts';

/**
 * Step functions: increasing, so the ends give the range. Where the argument is known only to lie on both sides
 * of a jump, both steps are in the enclosure, and a caller that needs one value must narrow the argument.
 */
function step(f: (r: Big, x: Big, round: Round) => number): IntervalRule {
  return (out, [a]) => {
    f(out.lo, a.lo, ROUND.DOWN);
    f(out.hi, a.hi, ROUND.UP);
    return undefined;
  };
}

export const STEP_RULES = {
  floor: step(mpfr.mpfr_rint_floor),
  ceil: step(mpfr.mpfr_rint_ceil),
  /** Ties to even, as IEEE 754 roundToIntegralTiesToEven. */
  round: step(mpfr.mpfr_rint_roundeven),
  trunc: step(mpfr.mpfr_rint_trunc),
} satisfies Record<string, IntervalRule>;
