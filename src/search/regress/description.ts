import type { Expression } from '../../expression/expression.ts';
import type { Formula } from './formula.ts';
import { formulaToExpression } from './formula.ts';
import { complexityOf } from './formula.ts';

/** What is needed to say how long a description of the data by a formula is. */
export type Ruler = {
  readonly names: readonly string[];
  /** Complexity of an operation. */
  readonly weight: (operation: string) => number;
  /** Bits that one node of a formula takes: log₂ of the number of symbols. */
  readonly nodeBits: number;
  readonly rows: number;
  /** A mean square that every error has at least: the rounding of the data. */
  readonly floor: number;
};

export type Description = {
  readonly expression: Expression;
  readonly complexity: number;
  /** Bits of formula, constants and residuals (Rissanen 1978), but for what all formulas of the data share. */
  readonly length: number;
};

/** Rounding of a double and of a few operations: the part of a value's size that no formula can be asked to meet. */
export const DATA_ROUNDING = 2 ** -50;

/**
 * @param loss the weighted sum of squared errors
 * @param constantBits the bits of all constants
 */
export function describe(formula: Formula, loss: number, constantBits: number, ruler: Ruler): Description {
  const expression = formulaToExpression(formula, ruler.names);
  const complexity = complexityOf(expression, ruler.weight);
  const mean = loss / ruler.rows + ruler.floor;
  const length =
    complexity * ruler.nodeBits + constantBits + (ruler.rows / 2) * Math.log2(mean / ruler.floor);
  return { expression, complexity, length };
}

const LEAST_REAL_BITS = 5;
const FREE_BITS = 30;

/** Bits of a constant known to within `deviation`. */
export function realBits(value: number, deviation: number): number {
  // Not fixed by the data (a factor of a factor): as dear as a number that is, so that snapping takes it out.
  if (!(deviation < Math.abs(value))) return FREE_BITS;
  return Math.min(58, Math.max(LEAST_REAL_BITS, 5 + Math.log2((Math.abs(value) + deviation) / deviation)));
}
