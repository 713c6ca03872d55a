import type { Expression } from '../../expression/expression.ts';
import type { Explanation } from '../../rewrite/explanation.ts';

/** The half line of one variable on which an alternative is known to be equal. */
export type HalfLine = { readonly variable: string; readonly sign: 1 | -1 };

/** A term to compute instead of the given one. */
export type Alternative = {
  readonly expression: Expression;
  readonly cost: number;
  /** Bits wrong at every training point; all of them where it does not apply. */
  readonly errors: Float64Array;
  readonly mean: number;
  /** Absent: wherever the given expression has a value. */
  readonly where?: HalfLine;
  /** Why it is equal to the given term; absent for a series, which is not equal but near. */
  readonly explain?: () => Explanation;
  /** How a series was made: `Taylor series at 0, degree 7`. */
  readonly series?: string;
};

export function meanOf(errors: Float64Array): number {
  let sum = 0;
  for (const error of errors) sum += error;
  return errors.length === 0 ? 0 : sum / errors.length;
}
