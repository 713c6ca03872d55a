import type { Random } from '../../number/random.ts';
import type { Loss } from './loss.ts';

/** Rows of numbers, by column. All columns have one length; every value is finite. */
export type Dataset = {
  readonly inputs: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  /** Weights of the squared residuals, ≥ 0; absent: all 1. */
  readonly weights?: Float64Array;
  /** What squared residuals are divided by, summed, when an error is told; absent: the weights. */
  readonly counts?: Float64Array;
  /** What errors cost; absent: their squares. */
  readonly loss?: Loss;
};

/** The rows of the given indices. */
export function takeRows(data: Dataset, rows: ArrayLike<number>): Dataset {
  const take = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
  return {
    inputs: data.inputs,
    columns: data.columns.map(take),
    target: take(data.target),
    ...(data.weights === undefined ? {} : { weights: take(data.weights) }),
    ...(data.counts === undefined ? {} : { counts: take(data.counts) }),
    ...(data.loss === undefined ? {} : { loss: data.loss }),
  };
}

/** `count` different indices below `total`, in rising order. */
export function sampleIndices(total: number, count: number, random: Random): Uint32Array {
  const all = Uint32Array.from({ length: total }, (_, i) => i);
  const n = Math.min(count, total);
  for (let i = 0; i < n; i++) {
    const j = i + random.integer(total - i);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all.slice(0, n).sort();
}

/** Weighted mean square of the target about its weighted mean: the error of the best constant. */
export function targetVariance({ target, weights }: Dataset): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < target.length; i++) {
    const w = weights === undefined ? 1 : weights[i];
    sum += w * target[i];
    total += w;
  }
  const mean = sum / total;
  let square = 0;
  for (let i = 0; i < target.length; i++) {
    const w = weights === undefined ? 1 : weights[i];
    square += w * (target[i] - mean) ** 2;
  }
  return square / total;
}
