import type { IntegerBuilder, Place } from './integer-code.ts';
import type { IntegerEvaluator } from './integer-evaluator.ts';
import type { Scaled, Sum } from './integer-horner.ts';

/**
 * A way to compute f but for one function p of one argument: what comes before it, and what is made of it. Wanted, in
 * counts of units at every point of the sample: f = a·p(u) + b.
 */
export type Frame = {
  readonly builder: IntegerBuilder;
  readonly u: Scaled;
  /** Real values of u. */
  readonly values: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** The result of a p (in counts, scaled); undefined where its scale cannot be used. */
  readonly finish: (builder: IntegerBuilder, p: Sum) => Place | undefined;
  /** A last shift right rounds down: p should be half a count more. */
  readonly floors: boolean;
  readonly steps: readonly string[];
};

/** The integers in a register of what was built so far, at every point. */
export function valuesAt(evaluator: IntegerEvaluator, builder: IntegerBuilder, place: Place): Int32Array {
  if (place === 0) return evaluator.sample.x;
  const draft = builder.draft(place);
  return evaluator.values(draft, draft.nodes.length);
}

export const scaledBy = (values: Int32Array, scale: number): Float64Array =>
  Float64Array.from(values, (value) => value * 2 ** -scale);

/** The largest |integer| of a frame's argument. */
export const reachOf = ({ values, u }: Frame): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * 2 ** u.scale;
