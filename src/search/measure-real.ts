import { toHexFloat } from '../number/exact-constant.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import type { Measure } from '../number/measure.ts';
import { withWorkspace } from '../number/workspace.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { compileProgramBig } from '../program/evaluate-big.ts';
import type { Program } from '../program/program.ts';
import type { PolynomialFit, RationalFit } from './fit.ts';

/**
 * The error of a `real` program made from a fit: what was measured for the fit, unless the program's constants were
 * rounded so that it is larger at a point of the fit's reference. Infinite when the program divides by 0 there.
 */
export function measureReal(
  program: Program,
  fit: PolynomialFit | RationalFit,
  oracle: Oracle,
  measure: Measure,
): { value: number; worst: string; points: number } {
  return withWorkspace(fit.precision + 64, (w) => {
    let value = fit.error;
    let worst = fit.worst;
    const run = compileProgramBig(program, w);
    const truth = w.big();
    const x = w.big();
    for (const { x: at } of fit.reference) {
      mpfr.mpfr_set_d(x, at, ROUND.NEAREST);
      if (oracle.value([{ lo: x, hi: x }], truth).kind !== 'enclosed') continue;
      const difference = w.big();
      mpfr.mpfr_sub(difference, run([x]), truth, ROUND.NEAREST);
      if (measure === 'relative') {
        if (mpfr.mpfr_zero_p(truth)) continue;
        mpfr.mpfr_div(difference, difference, truth, ROUND.NEAREST);
      }
      const error = Math.abs(mpfr.mpfr_get_d(difference, ROUND.NEAREST));
      if (Number.isNaN(error)) value = Infinity;
      if (error > value) {
        value = error;
        worst = at;
      }
    }
    return { value, worst: toHexFloat(worst), points: fit.points };
  });
}
