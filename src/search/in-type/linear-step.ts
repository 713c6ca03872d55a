import { discreteMinimax } from '../machine/discrete-minimax.ts';
import { orthogonalFactor } from '../machine/orthogonal-factor.ts';
import { backSubstitute } from '../machine/minimax-region.ts';

/** One constraint an input: |value + Σ change[j]·slopes[j] − middle| ≤ half. */
export type LinearConstraints = {
  readonly value: Float64Array;
  readonly middle: Float64Array;
  readonly half: Float64Array;
  /** One column a constant. */
  readonly slopes: readonly Float64Array[];
};

export type LinearStep = {
  /** Changes of the constants. */
  readonly change: readonly number[];
  /** Largest |distance from the middle|/half at the optimum: above 1, no change meets every constraint. */
  readonly violation: number;
  /** The constraints (n + 1 of them) that no change can hold closer than that: the proof. */
  readonly hardest: readonly number[];
};

/**
 * The change of the constants that makes the largest violation smallest: the linear program of RLIBM with its margin
 * maximised, which is a discrete minimax problem once each constraint is scaled by its half width. Columns are
 * made orthogonal first, as powers of x on a short interval are all but dependent. `undefined` when they are so wholly.
 */
export function linearStep({ value, middle, half, slopes }: LinearConstraints): LinearStep | undefined {
  const n = slopes.length;
  const count = value.length;
  if (n === 0 || count <= n) return undefined;
  const residual = Float64Array.from(value, (v, i) => (v - middle[i]) / half[i]);
  const scales: number[] = [];
  const columns = slopes.map((column) => {
    const scaled = column.map((s, i) => s / half[i]);
    const size = scaled.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    scales.push(size);
    return size > 0 ? scaled.map((v) => v / size) : scaled;
  });
  const used = columns.map((_, j) => j).filter((j) => scales[j] > 0 && Number.isFinite(scales[j]));
  if (used.length === 0) return undefined;
  const { directions, rows } = orthogonalFactor(
    used.map((j) => columns[j]),
    new Float64Array(count),
  );
  if (!directions.every((column) => column.every(Number.isFinite))) return undefined;
  const found = discreteMinimax(residual, directions, startOf(directions));
  if (found === undefined || !Number.isFinite(found.error)) return undefined;
  const solved = backSubstitute(rows, found.coordinates);
  const change = slopes.map(() => 0);
  used.forEach((j, k) => (change[j] = solved[k] / scales[j]));
  return { change, violation: found.error, hardest: found.reference };
}

/** n + 1 constraints on which the columns are independent: pivots of a Gaussian elimination, and one more. */
function startOf(directions: readonly Float64Array[]): number[] {
  const rest = directions.map((column) => Float64Array.from(column));
  const chosen: number[] = [];
  for (let j = 0; j < rest.length; j++) {
    let pivot = 0;
    for (let i = 0; i < rest[j].length; i++) if (Math.abs(rest[j][i]) > Math.abs(rest[j][pivot])) pivot = i;
    chosen.push(pivot);
    for (let k = j + 1; k < rest.length; k++) {
      const factor = rest[k][pivot] / rest[j][pivot];
      for (let i = 0; i < rest[k].length; i++) rest[k][i] -= factor * rest[j][i];
    }
  }
  const last = rest[rest.length - 1];
  let one = -1;
  for (let i = 0; i < last.length; i++)
    if (!chosen.includes(i) && (one < 0 || Math.abs(last[i]) > Math.abs(last[one]))) one = i;
  return [...chosen, one];
}
