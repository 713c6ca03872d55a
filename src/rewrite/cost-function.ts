import type { Expression } from '../expression/expression.ts';

/**
 * What a term costs: `own` is the cost of an operation (`undefined` for a leaf) by itself, without its arguments.
 * Costs are not negative; an operation should cost more than 0.
 */
export type CostFunction = (operation: string | undefined, leaf: Expression | undefined) => number;

/** The number of operations and leaves; long numbers count a little more than short ones. */
export const termSize: CostFunction = (_, leaf) => {
  if (leaf?.kind !== 'number') return 1;
  const digits = `${leaf.numerator}`.length + (leaf.denominator === 1n ? 0 : `${leaf.denominator}`.length);
  return 1 + Math.min(0.5, 0.01 * digits);
};
