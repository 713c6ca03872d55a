import type { Dataset } from './dataset.ts';
import { dot, normalised } from './normalised.ts';

/** Inputs that a search is made with. */
const MOST_INPUTS = 12;
const SHAPES: readonly ((x: number) => number)[] = [
  (x) => x,
  (x) => x * x,
  (x) => Math.abs(x),
  (x) => 1 / x,
  (x) => Math.log(Math.abs(x)),
  Math.sin,
  Math.cos,
];
/** Rows that inputs are judged on. */
const ROWS = 5_000;

/** Of more than twelve inputs, the twelve of which some shape (x, x², 1/x, …) correlates most with the target. */
export function selectInputs(data: Dataset): Dataset {
  if (data.inputs.length <= MOST_INPUTS) return data;
  const step = Math.max(1, Math.floor(data.target.length / ROWS));
  const sampled = (column: Float64Array): Float64Array => column.filter((_, i) => i % step === 0);
  const target = normalised(sampled(data.target)).unit;
  const scores = data.columns.map((column) => {
    const values = sampled(column);
    return Math.max(
      ...SHAPES.map((shape) => {
        const unit = normalised(values.map(shape)).unit;
        const cosine = dot(unit, target);
        return Number.isFinite(cosine) ? Math.abs(cosine) : 0;
      }),
    );
  });
  const kept = scores
    .map((score, i) => ({ score, i }))
    .toSorted((a, b) => b.score - a.score || a.i - b.i)
    .slice(0, MOST_INPUTS)
    .map(({ i }) => i)
    .toSorted((a, b) => a - b);
  return {
    ...data,
    inputs: kept.map((i) => data.inputs[i]),
    columns: kept.map((i) => data.columns[i]),
  };
}
