import { fail } from '../../error/fault.ts';

/** One number or text of a row: where it lies, and how it is read. */
export type NpyField = {
  /** Empty where the file names none. */
  readonly name: string;
  /** Bytes from the row's start. */
  readonly offset: number;
  readonly size: number;
  /** NumPy's letter: float, signed, unsigned, boolean, bytes, Unicode. */
  readonly kind: 'f' | 'i' | 'u' | 'b' | 'S' | 'U';
  readonly little: boolean;
};

export type NpyHeader = {
  readonly fields: readonly NpyField[];
  /** Rows, and columns where the array has two dimensions. */
  readonly shape: readonly number[];
  readonly fortran: boolean;
};

const SIZES: Readonly<Record<string, readonly number[]>> = {
  f: [2, 4, 8],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  b: [1],
};

/**
 * The header of a `.npy` file: a literal of a Python dictionary with `descr`, `fortran_order` and `shape` (NumPy Enhancement
 * Proposal 1, and the `numpy.lib.format` page, versions 1.0 to 3.0).
 * @throws NapierError for types that are no numbers, and arrays of other than one or two dimensions
 */
export function readNpyHeader(text: string, path: string): NpyHeader {
  const refuse = (message: string, hint?: string): never =>
    fail({
      kind: 'file',
      message: `${JSON.stringify(path)}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    });
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const dimensions = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  const single = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const list = /'descr'\s*:\s*\[(.*)\]/s.exec(text)?.[1];
  if (order === undefined || dimensions === undefined || (single === undefined && list === undefined))
    return refuse('the header is not one of NumPy');
  const shape = dimensions
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => Number.parseInt(part, 10));
  if (shape.length < 1 || shape.length > 2)
    refuse(`an array of ${shape.length} dimensions`, 'a table has one row a sample: two dimensions');
  const fields: NpyField[] = [];
  let offset = 0;
  const add = (name: string, type: string): void => {
    const match = /^([<>=|]?)([a-zA-Z])(\d+)$/.exec(type);
    const [mark, kind, count] = match === null ? ['', '', 0] : [match[1], match[2], Number(match[3])];
    const text = kind === 'S' || kind === 'U';
    if (!text && SIZES[kind]?.includes(count) !== true) {
      const hint = 'real numbers of up to 64 bits are read: a.astype("f8")';
      refuse(`the type ${JSON.stringify(type.slice(0, 40))} is no number`, hint);
    }
    const size = kind === 'U' ? 4 * count : count;
    fields.push({ name, offset, size, kind: kind as NpyField['kind'], little: mark !== '>' });
    offset += size;
  };
  if (single !== undefined) add('', single);
  else {
    const parts = [...(list as string).matchAll(/\(\s*'([^']*)'\s*,\s*('([^']*)'|[^)]*)\s*\)/g)];
    if (parts.length === 0) refuse('a row of the array has no fields');
    for (const [, name, whole, type] of parts) add(name, type ?? whole);
    if (shape.length === 2) refuse('a table of named fields has one dimension');
  }
  return { fields, shape, fortran: order === 'True' };
}
