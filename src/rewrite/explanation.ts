import type { Expression } from '../expression/expression.ts';
import type { Facts } from './facts.ts';

/** A rule with terms for its variables: one equation. */
export type Instance = {
  /**
   * The rule's name; `arithmetic` for exact arithmetic on literals (variables n1, n2, …, value); `rational-arithmetic`
   * for two ways to write one rational function (no variables).
   */
  readonly rule: string;
  readonly left: Expression;
  readonly right: Expression;
  readonly substitution: ReadonlyMap<string, Expression>;
};

/** One part of a term replaced by the other side of an instance. */
export type Step = {
  /** Which of the explanation's instances. */
  readonly instance: number;
  /** From its left side to its right one, or back. */
  readonly forward: boolean;
  /** Where: numbers of arguments, from the root. */
  readonly path: readonly number[];
  /** The whole term afterwards. */
  readonly term: Expression;
};

/**
 * Why two terms are equal wherever the assumed terms have a value: `steps` lead from one to the other. `instances`
 * are the equations used, in an order in which each follows: its left side has a value because of the assumed terms
 * and the instances before it, and so do its conditions. Checked by `checkExplanation`, which knows no e-graph.
 */
export type Explanation = {
  readonly from: Expression;
  readonly to: Expression;
  readonly assumed: readonly Expression[];
  readonly variables: ReadonlyMap<string, Facts>;
  readonly instances: readonly Instance[];
  readonly steps: readonly Step[];
};
