import type { Format } from '../number/format.ts';
import type { Measure } from '../number/measure.ts';
import type { Oracle } from '../oracle/oracle.ts';

/** A coefficient prescribed exactly: the fit adds `coefficient · x^power` as given. */
export type FixedTerm = {
  readonly power: number;
  /** Exact: a hexadecimal float, or a decimal that `readBig` reads exactly at the working precision. */
  readonly coefficient: string;
};

/** A function on a closed interval, with the measure in which the approximation is to be best. */
export type FitTarget = {
  /** Univariate. Its `value` is called at points of [lo, hi] only. */
  readonly oracle: Oracle;
  /** Ends of the interval, `lo < hi`, as `readBig` reads them (hexadecimal floats of ≥ 200 bits for ends like π/4). */
  readonly lo: string;
  readonly hi: string;
  /** The weight: absolute 1, relative 1/|f|, ulp 1/ulp(f) (a step function: every binade is closed at both ends). */
  readonly measure: Measure;
  /** Whose ulp: needed for measure `ulp` only. */
  readonly format?: Format;
  /** Terms that are not to be found. None by default; for rationals they belong to the numerator. */
  readonly fixed?: readonly FixedTerm[];
};
