import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { AsyncBuffer, Compressors, FileMetaData, SchemaElement } from 'hyparquet';
import { fail, NapierError } from '../../error/fault.ts';
import { fileFault } from '../../run/file-fault.ts';
import { columnIndex } from './read-csv.ts';
import { checkSize, labelled, labelsFor, type Table, type TableOptions } from './table.ts';

/** Snappy is the reader's own. */
const COMPRESSORS: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};
const READ = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI']);

/**
 * Reads columns of a Parquet file, one chunk of a row group at a time. Numbers, decimals, booleans; null is a missing value.
 * @throws NapierError for what is no Parquet, nested columns, text where a number belongs, codecs that are not read
 */
export async function readParquet(path: string, options: TableOptions): Promise<Table> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead } = await import('hyparquet');
  let file: AsyncBuffer;
  let metadata: FileMetaData;
  try {
    file = await asyncBufferFromFile(path);
    metadata = await parquetMetadataAsync(file);
  } catch (error) {
    const fault = fileFault(error, path, 'read');
    if (fault instanceof NapierError) throw fault;
    return fail({ kind: 'file', message: `${JSON.stringify(path)} is no Parquet file` });
  }
  const flat = columnsOf(metadata.schema);
  const all = flat.map(({ name }) => name);
  const names = options.columns ?? all;
  for (const name of [...names, ...(options.text ?? [])]) columnIndex(name, all);
  const nested = names.find((name) => flat.find((one) => one.name === name)?.nested);
  if (nested !== undefined) {
    const hint = 'name the columns of numbers with --inputs';
    fail({ kind: 'unsupported', message: `column \`${nested}\` holds lists or records`, hint });
  }
  const rows = Number(metadata.num_rows);
  checkSize(rows, names.length);
  checkCodecs(metadata, path);
  const labels = labelsFor(names, options);
  const columns = names.map(() => new Float64Array(rows).fill(NaN));
  // The reader cannot be left by throwing, and columns come in any order: the first wrong row is told after its group.
  let wrong: { readonly row: number; readonly i: number; readonly value: unknown } | undefined;
  const onChunk = (chunk: { columnName: string; columnData: ArrayLike<unknown>; rowStart: number }): void => {
    const i = names.indexOf(chunk.columnName);
    if (i < 0) return;
    const own = labels[i];
    for (let k = 0; k < chunk.columnData.length; k++) {
      const value = chunk.columnData[k];
      const row = chunk.rowStart + k;
      const number = own === undefined ? numberOf(value) : own.indexOf(value === null ? '' : String(value));
      if (number === undefined && row < (wrong?.row ?? Infinity)) wrong = { row, i, value };
      columns[i][row] = number ?? NaN;
    }
  };
  // One row group after the other: together they would end in any order, and texts are numbered as they appear.
  let rowStart = 0;
  for (const { num_rows: size } of metadata.row_groups) {
    const rowEnd = rowStart + Number(size);
    const part = { file, metadata, columns: [...names], compressors: COMPRESSORS, rowStart, rowEnd, onChunk };
    try {
      await parquetRead(part);
    } catch (error) {
      fail({ kind: 'file', message: `${JSON.stringify(path)} is damaged: ${(error as Error).message}` });
    }
    if (wrong !== undefined) refuseText(wrong.value, names[wrong.i], wrong.row);
    rowStart = rowEnd;
  }
  return { names, columns, rows, ...labelled(names, labels) };
}

/** The top level of a schema: a list of elements in the order of a walk, each with the number of its children. */
function columnsOf(schema: readonly SchemaElement[]): { readonly name: string; readonly nested: boolean }[] {
  const found: { name: string; nested: boolean }[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let i = 0; i < (schema[at].num_children ?? 0); i++) next = skip(next);
    return next;
  };
  for (let at = 1; at < schema.length; at = skip(at)) {
    const { name, num_children: children, repetition_type: repetition } = schema[at];
    found.push({ name, nested: (children ?? 0) > 0 || repetition === 'REPEATED' });
  }
  return found;
}

function checkCodecs(metadata: FileMetaData, path: string): void {
  const codecs = metadata.row_groups.flatMap((group) => group.columns.map((one) => one.meta_data?.codec));
  const strange = codecs.find((codec) => codec !== undefined && !READ.has(codec));
  if (strange === undefined) return;
  const hint = 'write it with snappy, gzip, brotli or without compression';
  fail({ kind: 'unsupported', message: `${JSON.stringify(path)} is compressed with ${strange}`, hint });
}

/** `undefined` for what is no number. */
function numberOf(value: unknown): number | undefined {
  if (value === null || value === undefined) return NaN;
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : undefined;
}

function refuseText(value: unknown, name: string, row: number): never {
  const shown = value instanceof Date ? value.toISOString() : String(value).slice(0, 40);
  return fail({
    kind: 'file',
    message: `row ${row + 1}: \`${shown}\` in column \`${name}\` is not a number`,
    hint: 'name the columns of numbers with --inputs',
  });
}
