import type { Measure } from '../number/measure.ts';

/**
 * Correct decimal digits that an error leaves: −log₁₀, two decimals, rounded down. An error in ulps has no digits of
 * its own, nor has an error of 0.
 */
export function errorDigits(measure: Measure, error: number): number | undefined {
  if (measure === 'ulp' || !(error > 0) || !Number.isFinite(error)) return undefined;
  // The slack of 1e-9 keeps the rounding of log10 from promising more than the error has.
  return Math.floor((-Math.log10(error) - 1e-9) * 100) / 100;
}
