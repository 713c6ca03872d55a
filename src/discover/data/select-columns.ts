import { fail } from '../../error/fault.ts';
import type { Dataset } from '../../search/regress/dataset.ts';
import { columnIndex } from './read-csv.ts';
import type { Table } from './table.ts';

export type ColumnChoice = {
  readonly target: string;
  /** Absent: every column but the target and the weights. */
  readonly inputs?: readonly string[];
  readonly weights?: string;
  /** Leave out rows with a missing value, instead of refusing them. */
  readonly dropMissing?: boolean;
  /** Other columns that must have a value in every row. */
  readonly needed?: readonly string[];
};

const LEAST_ROWS = 4;

/**
 * The columns of a table as a data set for regression.
 * @returns the data, how many rows were left out for a missing value, and which of the table are there
 * @throws NapierError for a column that is not there or used twice, a missing value, too few rows, a constant target,
 *   a negative weight
 */
export function selectColumns(
  table: Table,
  choice: ColumnChoice,
): { readonly data: Dataset; readonly dropped: number; readonly rows: readonly number[] } {
  const { target, weights } = choice;
  columnIndex(target, table.names);
  const inputs = choice.inputs ?? table.names.filter((name) => name !== target && name !== weights);
  if (inputs.length === 0) fail({ kind: 'value', message: `there is no column besides \`${target}\`` });
  const names = [...inputs, target, ...(weights === undefined ? [] : [weights])];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) fail({ kind: 'value', message: `the column \`${twice}\` is asked for twice` });
  const columns = names.map((name) => table.columns[columnIndex(name, table.names)]);
  const others = choice.needed ?? [];
  const needed = [...columns, ...others.map((name) => table.columns[columnIndex(name, table.names)])];
  const kept: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    const missing = needed.findIndex((column) => !Number.isFinite(column[row]));
    if (missing < 0) kept.push(row);
    else if (choice.dropMissing !== true)
      refuseMissing(table, row, [...names, ...others][missing], needed[missing][row]);
  }
  if (kept.length < LEAST_ROWS) {
    const rows = kept.length === 1 ? '1 row' : `${kept.length} rows`;
    const message = `${rows} cannot tell a formula: any of thousands fits`;
    fail({ kind: 'value', message, hint: `give at least ${LEAST_ROWS}, better 20` });
  }
  const whole = kept.length === table.rows;
  const taken = columns.map((column) => (whole ? column : Float64Array.from(kept, (row) => column[row])));
  const data: Dataset = {
    inputs,
    columns: taken.slice(0, inputs.length),
    target: taken[inputs.length],
    ...(weights === undefined ? {} : { weights: taken[inputs.length + 1] }),
  };
  if (data.target.every((value) => value === data.target[0])) {
    fail({
      kind: 'value',
      message: `\`${target}\` is ${data.target[0]} in every row: there is nothing to find`,
    });
  }
  checkWeights(data, weights);
  return { data, dropped: table.rows - kept.length, rows: kept };
}

function refuseMissing({ lines }: Table, row: number, name: string, value: number): never {
  const place = lines === undefined ? `row ${row + 1}` : `line ${lines[row]}`;
  const what = Number.isNaN(value) ? 'no value' : 'a value out of range';
  return fail({
    kind: 'file',
    message: `${place}: ${what} in column \`${name}\``,
    hint: '--dropna leaves out rows with missing values',
  });
}

function checkWeights({ weights }: Dataset, name: string | undefined): void {
  if (weights === undefined) return;
  const negative = weights.findIndex((weight) => weight < 0);
  if (negative >= 0) {
    const message = `the weight in row ${negative + 1} of \`${name}\` is negative`;
    fail({ kind: 'value', message });
  }
  if (weights.every((weight) => weight === 0)) fail({ kind: 'value', message: 'all weights are 0' });
}
