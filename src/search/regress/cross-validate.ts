import type { Random } from '../../number/random.ts';
import { sampleIndices, takeRows, type Dataset } from './dataset.ts';
import { errorOf, totalWeight } from './error-of.ts';
import { fitConstants } from './fit-constants.ts';
import type { Formula } from './formula.ts';
import { FormulaMachine } from './formula-machine.ts';

/** How a formula does on rows that its constants were not fitted to. */
export type Validation = {
  /** Mean cost of a row, and the standard error of this mean over the parts. */
  readonly cost: number;
  readonly deviation: number;
  /** The same as errors are told: a root mean square, or of an own loss the mean. */
  readonly error: number;
};

/** More rows than these are sampled, and steps of a fit that begins at the fitted constants. */
const [ROWS, STEPS] = [20_000, 20];

/**
 * Cross-validation (Stone 1974): the rows are parted at random, each formula's constants that are not exact are fitted
 * without one part after the other, and it is judged on that part. The shapes were found on all rows.
 * @param parts 2 up to the number of rows
 */
export function crossValidate(
  formulas: readonly Formula[],
  all: Dataset,
  parts: number,
  random: Random,
): Validation[] {
  const data = takeRows(all, sampleIndices(all.target.length, ROWS, random));
  const rows = data.target.length;
  const count = Math.min(parts, rows);
  const part = new Uint32Array(rows);
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < rows; i++) {
    const j = i + random.integer(rows - i);
    [order[i], order[j]] = [order[j], order[i]];
    part[order[i]] = i % count;
  }
  const folds = Array.from({ length: count }, (_, k) => {
    const [inside, outside]: [number[], number[]] = [[], []];
    part.forEach((one, row) => (one === k ? outside : inside).push(row));
    return [inside, outside].map((some) => new FormulaMachine(takeRows(data, some)));
  });
  return formulas.map((formula) => {
    const losses = folds.map(([inside, outside]) => {
      const { values } = fitConstants(formula, inside, STEPS) ?? formula;
      return outside.loss(formula, values);
    });
    const total = losses.reduce((sum, loss) => sum + loss, 0);
    const weight = totalWeight(data);
    const means = losses.map((loss, k) => loss / (totalWeight(folds[k][1].data) || 1));
    const mean = means.reduce((sum, m) => sum + m, 0) / count;
    const square = means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / (count - 1);
    return { cost: total / weight, deviation: Math.sqrt(square / count), error: errorOf(total, data) };
  });
}

/**
 * The simplest formula whose cost is within a standard error of the least (Breiman, Friedman, Olshen and Stone 1984).
 * @param validations simplest first
 * @param floor a cost that rounding alone may make
 * @returns its index
 */
export function simplestWithinError(validations: readonly Validation[], floor: number): number {
  const cost = ({ cost: one }: Validation): number => (Number.isNaN(one) ? Infinity : one);
  const best = validations.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  const deviation = Number.isFinite(best.deviation) ? best.deviation : 0;
  return validations.findIndex((one) => cost(one) <= cost(best) + deviation + floor);
}
