/**
 * What the exchange algorithms take and give. Real coefficients only: `search/machine/` makes programs of a
 * machine format out of them.
 */
import type { FixedTerm } from './fit-target.ts';
import type { SampleStore } from './sample-store.ts';

export type FitOptions = {
  /** Least working precision, bits. Raised as the levelled error asks for it. @defaultValue 165 */
  readonly precision?: number;
  /** The fit ends when the largest error is within (1 + tolerance) of the levelled one. @defaultValue 1e-7 */
  readonly tolerance?: number;
  /** Values kept from fits of the same target; made for this fit alone when absent. The caller disposes of it. */
  readonly samples?: SampleStore;
  /** @defaultValue 60 */
  readonly maxIterations?: number;
};

/** One point of the final reference: where, and the signed weighted error there. */
export type ReferencePoint = {
  /** The nearest double to the point. */
  readonly x: number;
  readonly error: number;
};

type FitCommon = {
  /** Largest weighted error found on the interval (after refinement of every extremum), in the target's measure. */
  readonly error: number;
  /** Where it was found: the nearest double. */
  readonly worst: number;
  /** Levelled error of the last reference: a lower bound on the best possible error (de la Vallée Poussin). */
  readonly levelled: number;
  /** Empty when the fit is exact: nothing but rounding is left of the error. */
  readonly reference: readonly ReferencePoint[];
  readonly iterations: number;
  /** Working precision at the end, bits: all coefficient texts are exact binary numbers of at most this precision. */
  readonly precision: number;
  /** Points of the interval at which the error was looked at. */
  readonly points: number;
  /** Calls of the oracle. */
  readonly samples: number;
};

/** p(x) = Σ coefficients[i] · x^powers[i] + Σ fixed; coefficients are exact hexadecimal floats. */
export type PolynomialFit = FitCommon & {
  readonly kind: 'polynomial';
  /** Increasing; the fixed terms' powers are not among them. */
  readonly powers: readonly number[];
  readonly coefficients: readonly string[];
  readonly fixed: readonly FixedTerm[];
};

/** (Σ numerator[i] · x^numeratorPowers[i] + Σ fixed) / Σ denominator[j] · x^denominatorPowers[j]. */
export type RationalFit = FitCommon & {
  readonly kind: 'rational';
  readonly numeratorPowers: readonly number[];
  readonly numerator: readonly string[];
  /** Starts with 0. The first coefficient that is not tiny among the denominator's is 1 (not so with fixed terms). */
  readonly denominatorPowers: readonly number[];
  readonly denominator: readonly string[];
  readonly fixed: readonly FixedTerm[];
};

export type { FixedTerm, FitTarget } from './fit-target.ts';
export type { FitFailure } from './fit-failure.ts';
