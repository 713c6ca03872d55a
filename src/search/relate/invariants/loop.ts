import type { Expression } from '../../../expression/expression.ts';
import type { Quotient } from './quotient.ts';

/**
 * A loop over the reals. Its generators are numbered: first the loop's variables, then what stays the same through a run
 * (arguments, constants), then what may be anything at each turn (values of other loops, of functions that are not rational).
 */
export type Loop = {
  /** Where it stands in the text. */
  readonly span: readonly [start: number, end: number];
  /** The loop's variables, in their order. */
  readonly variables: readonly string[];
  readonly generators: readonly Generator[];
  /** Values of the variables before the first turn, on every path through conditions, in what stays the same. */
  readonly starts: readonly (readonly Quotient[])[];
  /** Values after a turn, on every path on which the loop goes on. */
  readonly turns: readonly (readonly Quotient[])[];
};

export type Generator = {
  readonly kind: 'variable' | 'constant' | 'free';
  /** As people write it. */
  readonly expression: Expression;
};
