import { fail } from '../../error/fault.ts';
import type { Trajectory } from '../../search/regress/ode/trajectory.ts';
import { columnIndex } from '../data/read-csv.ts';
import type { Table } from '../data/table.ts';

export type TrajectoryColumns = {
  readonly time: string;
  /** Told apart by this column; absent: where the time falls back, another trajectory begins. */
  readonly trajectory?: string;
  readonly states: readonly string[];
  readonly drivers: readonly string[];
  readonly dropMissing: boolean;
  /** Rows of a trajectory at least. */
  readonly leastRows: number;
  /** May states be missing but in the first row of each trajectory? Then rows with missing states are kept. */
  readonly onlyStarts?: boolean;
};

/**
 * A table's rows as trajectories.
 * @throws NapierError for a missing value, times that stand still, too few rows
 */
export function splitTrajectories(
  table: Table,
  { time, trajectory, states, drivers, dropMissing, leastRows, onlyStarts = false }: TrajectoryColumns,
): {
  readonly trajectories: Trajectory[];
  /** The table's rows of each. */
  readonly rows: readonly (readonly number[])[];
  readonly dropped: number;
} {
  const columnOf = (name: string): Float64Array => table.columns[columnIndex(name, table.names)];
  const times = columnOf(time);
  const marks = trajectory === undefined ? undefined : columnOf(trajectory);
  const columns = [...states, ...drivers].map(columnOf);
  const needed = [...(onlyStarts ? [] : states), ...drivers, time, ...(trajectory === undefined ? [] : [trajectory])].map((name) => [name, columnOf(name)] as const); // prettier-ignore
  const groups = new Map<number, number[]>();
  let [dropped, restarts, before] = [0, 0, -Infinity];
  const place = (row: number): string =>
    table.lines === undefined ? `row ${row + 1}` : `line ${table.lines[row]}`;
  for (let row = 0; row < table.rows; row++) {
    const missing = needed.find(([, column]) => !Number.isFinite(column[row]))?.[0];
    if (missing !== undefined) {
      if (!dropMissing) {
        const hint = '--dropna leaves out rows with missing values';
        fail({ kind: 'file', message: `${place(row)}: no value in column \`${missing}\``, hint });
      }
      dropped += 1;
      continue;
    }
    if (marks === undefined && times[row] < before) restarts += 1;
    before = times[row];
    const key = marks === undefined ? restarts : marks[row];
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const trajectories = [...groups.values()].map((rows): Trajectory => {
    const take = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
    const own = take(times);
    const still = own.findIndex((t, i) => i > 0 && !(t > own[i - 1]));
    if (still >= 0) {
      const message = `${place(rows[still])}: the time \`${time}\` does not rise within its trajectory`;
      const hint = 'tell trajectories apart with --trajectory COLUMN, and give each time once';
      fail({ kind: 'file', message, hint });
    }
    if (own.length < leastRows) {
      const message = `the trajectory that begins at ${place(rows[0])} has ${own.length} rows`;
      fail({ kind: 'value', message, hint: `derivatives need at least ${leastRows}, better 50` });
    }
    const all = columns.map(take);
    const absent = states.findIndex((_, i) => !Number.isFinite(all[i][0]));
    if (absent >= 0) {
      const message = `${place(rows[0])}: a trajectory begins without \`${states[absent]}\``;
      fail({ kind: 'file', message, hint: 'the first row of each trajectory says where it starts' });
    }
    return { times: own, states: all.slice(0, states.length), drivers: all.slice(states.length) };
  });
  if (trajectories.length === 0) fail({ kind: 'value', message: 'there are no rows to follow' });
  return { trajectories, rows: [...groups.values()], dropped };
}
