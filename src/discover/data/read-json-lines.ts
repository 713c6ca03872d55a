import { fail } from '../../error/fault.ts';
import { fileLines } from './file-lines.ts';
import { columnIndex } from './read-csv.ts';
import {
  checkSize,
  GrowingColumn,
  labelled,
  labelsFor,
  type Labels,
  type Table,
  type TableOptions,
} from './table.ts';

/**
 * Reads JSON lines: an object a line, its members the columns; the first object names them. A missing member and `null`
 * are missing values.
 * @throws NapierError with the line: not an object, not a number
 */
export function readJsonLines(path: string, options: TableOptions): Table {
  let names: readonly string[] | undefined;
  let columns: GrowingColumn[] = [];
  let labels: (Labels | undefined)[] = [];
  const lines = new GrowingColumn();
  let [rows, line] = [0, 0];
  for (const text of fileLines(path)) {
    line += 1;
    if (text.trim() === '') continue;
    const record = parsed(text, line);
    if (names === undefined) {
      const all = Object.keys(record);
      names = options.columns ?? all;
      for (const name of names) columnIndex(name, all);
      for (const name of options.text ?? []) columnIndex(name, all);
      columns = names.map(() => new GrowingColumn());
      labels = labelsFor(names, options);
    }
    names.forEach((name, i) => {
      const given = record[name] ?? NaN;
      const value = labels[i] === undefined ? given : labels[i].indexOf(textOf(given));
      if (typeof value !== 'number') {
        const hint =
          options.columns === undefined ? { hint: 'name the columns of numbers with --inputs' } : {};
        const message = `line ${line}: ${JSON.stringify(value).slice(0, 40)} in \`${name}\` is not a number`;
        fail({ kind: 'file', message, source: text.slice(0, 120), ...hint });
      }
      columns[i].push(value);
    });
    lines.push(line);
    checkSize(++rows, names.length);
  }
  if (names === undefined) fail({ kind: 'file', message: `${JSON.stringify(path)} is empty` });
  return {
    names,
    columns: columns.map((column) => column.finished()),
    rows,
    lines: lines.finished(),
    ...labelled(names, labels),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : Number.isNaN(value) ? '' : JSON.stringify(value);
}

function parsed(text: string, line: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail({ kind: 'file', message: `line ${line} is not JSON`, source: text.slice(0, 120) });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const hint = 'one object a line, such as {"x": 1, "y": 2}';
    fail({ kind: 'file', message: `line ${line} is not an object`, source: text.slice(0, 120), hint });
  }
  return value as Record<string, unknown>;
}
