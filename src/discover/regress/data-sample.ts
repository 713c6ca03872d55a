import type { Trajectory } from '../../search/regress/ode/trajectory.ts';
import type { DataSample } from '../regression-search.ts';

/** Rows that a finding keeps of its data. */
const ROWS = 160;

/** Rows spread evenly over columns of one length, and each column's range. */
export function dataSample(names: readonly string[], columns: readonly Float64Array[]): DataSample {
  const total = columns[0].length;
  const count = Math.min(ROWS, total);
  const at = Array.from({ length: count }, (_, k) =>
    count === 1 ? 0 : Math.round((k * (total - 1)) / (count - 1)),
  );
  return {
    names,
    ranges: columns.map((column) => rangeOf(column)),
    rows: at.map((row) => columns.map((column) => column[row])),
  };
}

/** Trajectories that are kept. */
const TRAJECTORIES = 3;

/** Rows of the first trajectories, their first ones among them; the first column numbers the trajectories. */
export function trajectorySample(
  time: string,
  states: readonly string[],
  trajectories: readonly Trajectory[],
): DataSample {
  const kept = trajectories.slice(0, TRAJECTORIES);
  const parts = kept.map((one) => dataSample([time, ...states], [one.times, ...one.states]));
  const joined = [time, ...states].map((_, i) => parts.map(({ ranges }) => ranges[i]));
  const ends = (ranges: readonly (readonly [number, number])[]): readonly [number, number] => [
    Math.min(...ranges.map(([lo]) => lo)),
    Math.max(...ranges.map(([, hi]) => hi)),
  ];
  return {
    names: ['', time, ...states],
    ranges: [[0, kept.length - 1], ...joined.map(ends)],
    rows: parts.flatMap(({ rows }, k) => rows.map((row) => [k, ...row])),
  };
}

function rangeOf(column: Float64Array): readonly [number, number] {
  let [lo, hi] = [Infinity, -Infinity];
  for (let i = 0; i < column.length; i++) {
    if (column[i] < lo) lo = column[i];
    if (column[i] > hi) hi = column[i];
  }
  return [lo, hi];
}
