import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import type { Oracle } from '../oracle/oracle.ts';

/**
 * The order of a univariate function's zero at x = 0 as seen from two points very close to it, log₂ |f(2δ)/f(δ)|
 * (about 0 where there is no zero); `undefined` where it has no value there, or is 0 all around.
 *
 * @param side an end of the interval, not 0: the side of 0 to look from
 */
export function orderAtZero(oracle: Oracle, side: Big, precision: number): number | undefined {
  return withWorkspace(precision, (w) => {
    const value = (exponent: number, f: Big): boolean => {
      const x = w.big();
      mpfr.mpfr_mul_2si(x, side, exponent, ROUND.NEAREST);
      return oracle.value([{ lo: x, hi: x }], f).kind === 'enclosed' && mpfr.mpfr_zero_p(f) === 0;
    };
    const [near, far] = w.bigs(2);
    if (!value(-60, near) || !value(-59, far)) return undefined;
    mpfr.mpfr_div(far, far, near, ROUND.NEAREST);
    return Math.log2(Math.abs(mpfr.mpfr_get_d(far, ROUND.NEAREST)));
  });
}
