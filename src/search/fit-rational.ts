import type { FitFailure } from './fit-failure.ts';
import type { FitTarget } from './fit-target.ts';
import type { FitOptions, RationalFit } from './fit.ts';
import { fitType } from './rational-attempt.ts';
import { fitByLower, isExact, lowestExact } from './rational-lower.ts';
import { SampleStore } from './sample-store.ts';

/**
 * The best rational function in the target's weighted maximum norm: Remez's exchange for rationals. Every step
 * solves the alternation equations by Newton's method from the solution before (Cody, Fraser & Hart 1968); the
 * start is an interpolant at Chebyshev's nodes, or at nodes spread until its errors are of one size (BRASIL,
 * Hofreither 2021). The result alternates on as many points as there are parameters plus one, within 1e-6, and its
 * denominator has no zero in the interval; otherwise the failure says what is missing. Where the best approximation
 * is of a lower type (by symmetry, or because the function is rational), that one is given, with its own powers.
 *
 * @param numeratorPowers in arithmetic progression
 * @param denominatorPowers 0, d, 2d, … with the numerator's difference d
 */
export function fitRational(
  target: FitTarget,
  numeratorPowers: readonly number[],
  denominatorPowers: readonly number[],
  options: FitOptions = {},
): RationalFit | FitFailure {
  const store = options.samples ?? new SampleStore(target);
  try {
    const direct = fitType(store, numeratorPowers, denominatorPowers, options, []);
    const searching =
      direct.kind === 'failure' && ['start', 'degenerate', 'pole', 'iterations'].includes(direct.reason);
    const fitted = searching
      ? fitByLower(store, numeratorPowers, denominatorPowers, options, direct)
      : direct;
    return fitted.kind === 'rational' && isExact(fitted) ? lowestExact(store, fitted, options) : fitted;
  } finally {
    if (options.samples === undefined) store.dispose();
  }
}
