/** A table of numbers by column; NaN where a value is missing. */
export type Table = {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  /** Line of the file that a row begins at, for messages; absent: rows have no lines (`.npy`). */
  readonly lines?: Float64Array;
};

/** What is kept of a file, and how its fields are parted. */
export type TableOptions = {
  /** Names of columns to read; absent: all, and each must hold numbers. */
  readonly columns?: readonly string[];
  /** Of CSV; absent: by the file's name and header. */
  readonly delimiter?: string;
};

export const TABLE_LIMITS = { rows: 50_000_000, columns: 10_000, line: 16 * 2 ** 20 } as const;

/** A column that grows. */
export class GrowingColumn {
  private values = new Float64Array(1_024);
  private length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
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
