import { fail } from '../../error/fault.ts';
import { doubled } from '../../number/doubled.ts';

/** A table of numbers by column; NaN where a value is missing. */
export type Table = {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  /** The texts of the columns that were read as such, in order of appearance; their values are indices of it. */
  readonly labels?: ReadonlyMap<string, readonly string[]>;
  /** Line of the file that a row begins at, for messages; absent: rows have no lines (`.npy`). */
  readonly lines?: Float64Array;
};

/** What is kept of a file, and how its fields are parted. */
export type TableOptions = {
  /** Names of columns to read; absent: all, and each must hold numbers. */
  readonly columns?: readonly string[];
  /** Names of columns whose fields are names of things, not numbers. */
  readonly text?: readonly string[];
  /** Of CSV; absent: by the file's name and header. */
  readonly delimiter?: string;
};

export const TABLE_LIMITS = {
  rows: 50_000_000,
  columns: 10_000,
  line: 16 * 2 ** 20,
  values: 100_000_000,
} as const;

/** Refuses a table that memory would not hold. @throws NapierError `limit` */
export function checkSize(rows: number, columns: number): void {
  const hint = 'name the columns that are needed with --inputs, or give fewer rows';
  const message =
    rows > TABLE_LIMITS.rows
      ? `more than ${count(TABLE_LIMITS.rows)} rows`
      : `more than ${count(TABLE_LIMITS.values)} values in ${count(columns)} columns`;
  if (rows > TABLE_LIMITS.rows || rows * columns > TABLE_LIMITS.values)
    fail({ kind: 'limit', message, hint });
}

const count = (n: number): string => n.toLocaleString('en');

/** Texts as numbers: the index of each in the order of their first appearance; NaN for an empty one. */
export class Labels {
  readonly texts: string[] = [];
  private readonly indices = new Map<string, number>();

  indexOf(text: string): number {
    const trimmed = text.trim();
    if (trimmed === '') return NaN;
    const known = this.indices.get(trimmed);
    if (known !== undefined) return known;
    this.indices.set(trimmed, this.texts.length);
    return this.texts.push(trimmed) - 1;
  }
}

/** One set of labels for each of the `wanted` columns that is text, and the record of them for the table. */
export function labelsFor(wanted: readonly string[], options: TableOptions): (Labels | undefined)[] {
  return wanted.map((name) => (options.text?.includes(name) === true ? new Labels() : undefined));
}

/** The `labels` member of a table, where some column is text. */
export function labelled(
  names: readonly string[],
  labels: readonly (Labels | undefined)[],
): Pick<Table, 'labels'> {
  const found = names.flatMap((name, i) => {
    const texts = labels[i]?.texts;
    return texts === undefined ? [] : [[name, texts] as const];
  });
  return found.length === 0 ? {} : { labels: new Map(found) };
}

/** A column that grows. */
export class GrowingColumn {
  private values = new Float64Array(1_024);
  private length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.values = doubled(this.values);
    this.values[this.length++] = value;
  }

  finished(): Float64Array {
    return this.values.slice(0, this.length);
  }
}

/** Words for a value that is not there (R, pandas, spreadsheets). */
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '.', '?', '#n/a']);

/** A field as a number: NaN where it says that there is none, `undefined` where it is neither. */
export function numberField(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  return MISSING.has(trimmed.toLowerCase()) ? NaN : undefined;
}
