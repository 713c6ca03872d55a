import type { Dataset } from './dataset.ts';

/** Root mean square error; of a loss of the data's own, the mean. @param loss summed over the rows */
export function errorOf(loss: number, data: Dataset): number {
  const mean = loss / totalWeight(data);
  return data.loss === undefined ? Math.sqrt(mean) : mean;
}

export function totalWeight({ target, weights: own, counts }: Dataset): number {
  const weights = counts ?? own;
  return weights === undefined ? target.length : weights.reduce((sum, w) => sum + w, 0);
}
