import type { Dataset } from './dataset.ts';
import { DATA_ROUNDING, type Ruler } from './description.ts';

/** What formulas for the data are measured by. @param weight complexity of an operation */
export function rulerOf(data: Dataset, weight: (name: string) => number): Ruler {
  let square = 0;
  const rows = data.target.length;
  for (let i = 0; i < rows; i++) square += (data.weights?.[i] ?? 1) * data.target[i] ** 2;
  const { loss } = data;
  const size = Math.sqrt(square / rows) * DATA_ROUNDING;
  return {
    names: data.inputs,
    weight,
    rows,
    floor: Math.max(loss === undefined ? (square / rows) * DATA_ROUNDING ** 2 : size ** loss.degree, 1e-300),
    ...(loss === undefined ? {} : { loss }),
  };
}
