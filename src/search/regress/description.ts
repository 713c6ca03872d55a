import type { Formula } from './formula.ts';
import { formulaSize } from './formula-bits.ts';

/** What is needed to say how long a description of the data by a formula is. */
export type Ruler = {
  readonly names: readonly string[];
  /** Complexity of an operation. */
  readonly weight: (operation: string) => number;
  readonly rows: number;
  /** A mean square (of an own loss, a mean cost) that every error has at least: the rounding of the data. */
  readonly floor: number;
  /** Of an own loss. @defaultValue squared errors: 2, not in nats */
  readonly loss?: { readonly degree: number; readonly nats: boolean };
};

/** Rounding of a double and of a few operations: the part of a value's size that no formula can be asked to meet. */
export const DATA_ROUNDING = 2 ** -50;

/** Mean squares below so many times the data's rounding are rounding. */
export const EXACT_ROUNDINGS = 2_000;

/**
 * Bits of formula, constants and residuals (Rissanen 1978), but for what all formulas of the data share.
 * @param loss the weighted sum of squared errors
 * @param digits bits of the digits of each constant
 */
export function descriptionLength(
  formula: Formula,
  loss: number,
  digits: ArrayLike<number>,
  ruler: Ruler,
): number {
  const { bits } = formulaSize(formula, ruler.names.length, ruler.weight, digits);
  return bits + residualBits(loss, ruler);
}

/**
 * Bits of the residuals: half a bit a row for each halving of the mean square, down to the data's rounding. Of another loss that
 * grows with the d-th power of errors a d-th of a bit (its scale is not known: errors whose density falls as exp(−cost/scale));
 * of a likelihood its own bits.
 */
export function residualBits(loss: number, { rows, floor, loss: own }: Ruler): number {
  if (own?.nats === true) return loss / Math.LN2;
  return (rows / (own?.degree ?? 2)) * Math.log2((loss / rows + floor) / floor);
}

const LEAST_REAL_BITS = 5;
const FREE_BITS = 30;

/** Bits of a constant known to within `deviation`. */
export function realBits(value: number, deviation: number): number {
  // Not fixed by the data (a factor of a factor): as dear as a number that is, so that snapping takes it out.
  if (!(deviation < Math.abs(value))) return FREE_BITS;
  return Math.min(58, Math.max(LEAST_REAL_BITS, 5 + Math.log2((Math.abs(value) + deviation) / deviation)));
}
