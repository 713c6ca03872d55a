import { readCsv } from './read-csv.ts';
import { readJsonLines } from './read-json-lines.ts';
import type { Table, TableOptions } from './table.ts';

/** Reads a table of numbers, by the file's name: `.jsonl`, `.ndjson`; otherwise CSV or TSV. */
export function readTable(path: string, options: TableOptions = {}): Table {
  return /\.(jsonl|ndjson)$/i.test(path) ? readJsonLines(path, options) : readCsv(path, options);
}
