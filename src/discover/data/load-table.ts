import { readParquet } from './read-parquet.ts';
import { readTable } from './read-table.ts';
import type { Table, TableOptions } from './table.ts';

/** Reads a table of numbers, by the file's name: `.parquet`, or whatever {@link readTable} reads. */
export async function loadTable(path: string, options: TableOptions = {}): Promise<Table> {
  return /\.parquet$/i.test(path) ? readParquet(path, options) : readTable(path, options);
}
