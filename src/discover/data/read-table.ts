import { fail } from '../../error/fault.ts';
import { readCsv } from './read-csv.ts';
import { readJsonLines } from './read-json-lines.ts';
import { readNpy } from './read-npy.ts';
import type { Table, TableOptions } from './table.ts';

/** Reads a table of numbers, by the file's name: `.jsonl`, `.ndjson`, `.npy`; otherwise CSV or TSV. */
export function readTable(path: string, options: TableOptions = {}): Table {
  if (/\.(jsonl|ndjson)$/i.test(path)) return readJsonLines(path, options);
  if (/\.npy$/i.test(path)) return readNpy(path, options);
  if (/\.parquet$/i.test(path)) {
    fail({ kind: 'unsupported', message: 'Parquet is read by `loadTable`, which returns a promise' });
  }
  return readCsv(path, options);
}
