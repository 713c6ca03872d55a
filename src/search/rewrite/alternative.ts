import type { Expression } from '../../expression/expression.ts';
import type { Explanation } from '../../rewrite/explanation.ts';
import type { HalfLine } from './guard.ts';

/** A term to compute instead of the given one. */
export type Alternative = {
  readonly expression: Expression;
  readonly cost: number;
  /** Bits wrong at every training point; all of them where it does not apply. */
  readonly errors: Float64Array;
  readonly mean: number;
  /** The half lines, of different variables, on all of which it is known to be equal; none: it is wherever there is a value. */
  readonly where: readonly HalfLine[];
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
