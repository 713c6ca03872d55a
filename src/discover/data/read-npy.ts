import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fail } from '../../error/fault.ts';
import { fileFault } from '../../run/file-fault.ts';
import { readNpyHeader, type NpyField, type NpyHeader } from './npy-header.ts';
import { columnIndex } from './read-csv.ts';
import { checkSize, labelled, labelsFor, type Labels, type Table, type TableOptions } from './table.ts';

const BLOCK = 2 ** 20;
const MAGIC = '\x93NUMPY';

/**
 * Reads a `.npy` file, a block at a time: a two-dimensional array, whose columns are called `x0`, `x1`, …, or a structured
 * array, whose fields have names. Floats of 16 to 64 bits, integers, booleans; both byte orders; C and Fortran order.
 * @throws NapierError for what is no such file, other types, and a file that ends early
 */
export function readNpy(path: string, options: TableOptions): Table {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw fileFault(error, path, 'read');
  }
  try {
    const { header, start } = openHeader(file, path);
    const { fields, shape, fortran } = header;
    const [rows, width] = [shape[0], shape[1] ?? 1];
    const row = fields.reduce((most, { offset, size }) => Math.max(most, offset + size), 0);
    const all: readonly NpyField[] =
      fields[0].name !== ''
        ? fields
        : Array.from({ length: width }, (_, j) => ({ ...fields[0], name: `x${j}`, offset: j * row }));
    const names = options.columns ?? all.map(({ name }) => name);
    const wanted = names.map((name) => all[indexOf(name, all)]);
    for (const name of options.text ?? []) indexOf(name, all);
    checkSize(rows, names.length);
    if (fstatSync(file).size < start + rows * width * row)
      fail({ kind: 'file', message: `${JSON.stringify(path)} ends before its last row` });
    const labels = labelsFor(names, options);
    const columns = wanted.map(() => new Float64Array(rows));
    const readers = wanted.map((field, i) => reader(field, labels[i], path));
    if (fortran && width > 1) {
      wanted.forEach((field, i) => {
        const begin = start + (field.offset / row) * rows * row;
        eachRow(file, path, begin, row, rows, (view, at, index) => {
          columns[i][index] = readers[i](view, at);
        });
      });
    } else {
      eachRow(file, path, start, width * row, rows, (view, at, index) => {
        for (let i = 0; i < wanted.length; i++) columns[i][index] = readers[i](view, at + wanted[i].offset);
      });
    }
    return { names, columns, rows, ...labelled(names, labels) };
  } finally {
    closeSync(file);
  }
}

function indexOf(name: string, fields: readonly NpyField[]): number {
  return columnIndex(
    name,
    fields.map((field) => field.name),
  );
}

function openHeader(file: number, path: string): { readonly header: NpyHeader; readonly start: number } {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  const begin = readAt(file, path, bytes, 0);
  if (begin < 12 || String.fromCharCode(...bytes.subarray(0, 6)) !== MAGIC)
    fail({ kind: 'file', message: `${JSON.stringify(path)} is no .npy file`, hint: 'numpy.save writes one' });
  const short = bytes[6] === 1;
  const length = short ? view.getUint16(8, true) : view.getUint32(8, true);
  const at = short ? 10 : 12;
  if (length > BLOCK) fail({ kind: 'limit', message: `${JSON.stringify(path)} has a header of over 1 MiB` });
  const text = new Uint8Array(length);
  readAt(file, path, text, at);
  return { header: readNpyHeader(new TextDecoder().decode(text), path), start: at + length };
}

function readAt(file: number, path: string, into: Uint8Array, at: number): number {
  try {
    return readSync(file, into, 0, into.length, at);
  } catch (error) {
    throw fileFault(error, path, 'read');
  }
}

/** Calls `visit` with each row's place in a view of a block. */
function eachRow(
  file: number,
  path: string,
  start: number,
  size: number,
  rows: number,
  visit: (view: DataView, at: number, index: number) => void,
): void {
  const block = Math.max(1, Math.floor(BLOCK / size));
  const bytes = new Uint8Array(size * Math.min(block, rows));
  const view = new DataView(bytes.buffer);
  for (let first = 0; first < rows; first += block) {
    const count = Math.min(block, rows - first);
    readAt(file, path, bytes.subarray(0, count * size), start + first * size);
    for (let i = 0; i < count; i++) visit(view, i * size, first + i);
  }
}

type Read = (view: DataView, at: number) => number;

function reader(field: NpyField, labels: Labels | undefined, path: string): Read {
  const { kind, name } = field;
  if (kind === 'S' || kind === 'U') {
    if (labels !== undefined) return (view, at) => labels.indexOf(textAt(view, at, field));
    const hint = 'name the columns of numbers with --inputs';
    return fail({ kind: 'file', message: `${JSON.stringify(path)}: column \`${name}\` is text`, hint });
  }
  const read = numberReader(field);
  return labels === undefined ? read : (view, at) => labels.indexOf(String(read(view, at)));
}

function numberReader({ kind, size, little }: NpyField): Read {
  switch (`${kind}${size}`) {
    case 'f2':
      return (view, at) => half(view.getUint16(at, little));
    case 'f4':
      return (view, at) => view.getFloat32(at, little);
    case 'f8':
      return (view, at) => view.getFloat64(at, little);
    case 'i1':
      return (view, at) => view.getInt8(at);
    case 'i2':
      return (view, at) => view.getInt16(at, little);
    case 'i4':
      return (view, at) => view.getInt32(at, little);
    case 'i8':
      return (view, at) => Number(view.getBigInt64(at, little));
    case 'u2':
      return (view, at) => view.getUint16(at, little);
    case 'u4':
      return (view, at) => view.getUint32(at, little);
    case 'u8':
      return (view, at) => Number(view.getBigUint64(at, little));
    default:
      return (view, at) => view.getUint8(at);
  }
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits >> 15 === 0 ? 1 : -1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** Texts end with zeros. */
function textAt(view: DataView, at: number, { kind, size, little }: NpyField): string {
  let text = '';
  for (let i = 0; i < size; i += kind === 'U' ? 4 : 1) {
    const code = kind === 'U' ? view.getUint32(at + i, little) : view.getUint8(at + i);
    if (code === 0) break;
    text += String.fromCodePoint(Math.min(code, 0x10ffff));
  }
  return text;
}
