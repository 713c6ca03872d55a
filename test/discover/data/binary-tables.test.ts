import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTable } from '../../../src/discover/data/load-table.ts';
import { readTable } from '../../../src/discover/data/read-table.ts';
import { NapierError } from '../../../src/error/fault.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function fault(body: () => unknown): Promise<string> {
  try {
    await body();
  } catch (error) {
    if (error instanceof NapierError) return `${error.fault.message} | ${error.fault.hint ?? ''}`;
    throw error;
  }
  return 'nothing went wrong';
}

/** A `.npy` file as NumPy 2 writes it: version 1.0, the header padded to 64 bytes. */
function npy(dictionary: string, body: Uint8Array): Uint8Array {
  const header = `${dictionary.padEnd(64 * Math.ceil((dictionary.length + 11) / 64) - 11)}\n`;
  const head = new Uint8Array(10 + header.length);
  head.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  head.set(new TextEncoder().encode(header), 10);
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}

function bytes(size: number, fill: (view: DataView) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  fill(view);
  return new Uint8Array(view.buffer);
}

describe('.npy', () => {
  const values = [1.5, -2, 3, 40, 0.25, 6];
  const put = (little: boolean) =>
    bytes(48, (view) => values.forEach((v, i) => view.setFloat64(8 * i, v, little)));

  it('reads both orders of memory and of bytes', () => {
    const header = (type: string, fortran: string) =>
      `{'descr': '${type}', 'fortran_order': ${fortran}, 'shape': (3, 2), }`;
    const c = readTable(file('c.npy', npy(header('<f8', 'False'), put(true))));
    expect(c).toEqual({
      names: ['x0', 'x1'],
      rows: 3,
      columns: [Float64Array.of(1.5, 3, 0.25), Float64Array.of(-2, 40, 6)],
    });
    const f = readTable(file('f.npy', npy(header('>f8', 'True'), put(false))), { columns: ['x1', 'x0'] });
    expect(f.columns).toEqual([Float64Array.of(40, 0.25, 6), Float64Array.of(1.5, -2, 3)]);
  });

  it.each([
    [
      '<f2',
      2,
      (v: DataView) => (v.setUint16(0, 0x3e00, true), v.setUint16(2, 0x8001, true)),
      1.5,
      -(2 ** -24),
    ],
    ['>f4', 4, (v: DataView) => (v.setFloat32(0, 0.5), v.setFloat32(4, -8)), 0.5, -8],
    ['|i1', 1, (v: DataView) => (v.setInt8(0, -3), v.setInt8(1, 5)), -3, 5],
    ['|u1', 1, (v: DataView) => (v.setUint8(0, 253), v.setUint8(1, 5)), 253, 5],
    ['<i2', 2, (v: DataView) => (v.setInt16(0, -300, true), v.setInt16(2, 5, true)), -300, 5],
    ['>i4', 4, (v: DataView) => (v.setInt32(0, -70_000), v.setInt32(4, 5)), -70_000, 5],
    [
      '<i8',
      8,
      (v: DataView) => (v.setBigInt64(0, -5n, true), v.setBigInt64(8, 2n ** 40n, true)),
      -5,
      2 ** 40,
    ],
    ['|b1', 1, (v: DataView) => (v.setUint8(0, 1), v.setUint8(1, 0)), 1, 0],
  ] as [string, number, (v: DataView) => void, number, number][])('reads %s', (type, size, fill, a, b) => {
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (2,), }`;
    const path = file('type.npy', npy(header, bytes(2 * size, fill)));
    expect(readTable(path).columns).toEqual([Float64Array.of(a, b)]);
  });

  it('reads named fields, and texts where they are asked for', async () => {
    const header = `{'descr': [('x', '<f8'), ('who', '<U2')], 'fortran_order': False, 'shape': (3,), }`;
    const path = file(
      's.npy',
      npy(
        header,
        bytes(48, (v) => {
          ['ab', 'c', 'ab'].forEach((text, i) => {
            v.setFloat64(16 * i, i, true);
            [...text].forEach((one, k) => v.setUint32(16 * i + 8 + 4 * k, one.codePointAt(0) ?? 0, true));
          });
        }),
      ),
    );
    const { columns, labels } = readTable(path, { text: ['who'] });
    expect(columns).toEqual([Float64Array.of(0, 1, 2), Float64Array.of(0, 1, 0)]);
    expect(labels).toEqual(new Map([['who', ['ab', 'c']]]));
    expect(await fault(() => readTable(path))).toContain('column `who` is text');
  });

  it.each([
    ['another file', new TextEncoder().encode('x,y\n1,2\n3,4\n'), 'is no .npy file'],
    [
      'complex numbers',
      npy("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(16)),
      'is no number',
    ],
    [
      'three dimensions',
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,1,1), }", new Uint8Array(8)),
      'an array of 3 dimensions',
    ],
    [
      'a cut file',
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (5,2), }", new Uint8Array(8)),
      'ends before its last row',
    ],
    [
      'more than memory holds',
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 200), }", new Uint8Array(8)),
      'more than 100,000,000 values in 200 columns',
    ],
    [
      'pickled objects',
      npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(8)),
      'is no number',
    ],
  ])('refuses %s', async (_, content, message) => {
    const path = file('wrong.npy', content);
    expect(await fault(() => readTable(path))).toContain(message);
  });
});

describe('Parquet', () => {
  const table = (codec: 'UNCOMPRESSED' | 'SNAPPY') =>
    new Uint8Array(
      parquetWriteBuffer({
        codec,
        rowGroupSize: 100,
        columnData: [
          { name: 'x', data: Float64Array.from({ length: 1_000 }, (_, i) => i / 8), type: 'DOUBLE' },
          { name: 'who', data: Array.from({ length: 1_000 }, (_, i) => `w${i % 3}`), type: 'STRING' },
          { name: 'n', data: Array.from({ length: 1_000 }, (_, i) => (i === 7 ? null : i)), type: 'INT32' },
          { name: 'big', data: Array.from({ length: 1_000 }, (_, i) => BigInt(i)), type: 'INT64' },
        ],
      }),
    );

  it.each(['UNCOMPRESSED', 'SNAPPY'] as const)('reads columns over row groups: %s', async (codec) => {
    const path = file('a.parquet', table(codec));
    const { columns, rows, labels } = await loadTable(path, { columns: ['n', 'who', 'big'], text: ['who'] });
    expect(rows).toBe(1_000);
    expect(columns[0].every((v, i) => (i === 7 ? Number.isNaN(v) : v === i))).toBe(true);
    expect(columns[1].every((v, i) => v === i % 3)).toBe(true);
    expect(columns[2].every((v, i) => v === i)).toBe(true);
    expect(labels?.get('who')).toEqual(['w0', 'w1', 'w2']);
  });

  it('numbers texts by their rows, whichever row group is read first', async () => {
    const who = Array.from({ length: 60_000 }, (_, i) => (i < 50_000 ? `long${i}` : 'short'));
    const columnData = [{ name: 'who', data: who, type: 'STRING' as const }];
    const content = parquetWriteBuffer({ rowGroupSize: 50_000, columnData });
    const path = file('groups.parquet', new Uint8Array(content));
    const { columns } = await loadTable(path, { columns: ['who'], text: ['who'] });
    expect(columns[0].every((v, i) => v === Math.min(i, 50_000))).toBe(true);
  });

  it('refuses text, columns that are not there, and other files', async () => {
    const path = file('b.parquet', table('SNAPPY'));
    expect(await fault(() => loadTable(path))).toContain('row 1: `w0` in column `who` is not a number');
    expect(await fault(() => loadTable(path, { columns: ['whom'] }))).toContain('did you mean `who`');
    expect(await fault(() => loadTable(file('c.parquet', 'x,y\n1,2\n')))).toContain('is no Parquet file');
    expect(await fault(() => loadTable(join(folder, 'absent.parquet')))).toContain('no such file');
  });
});

describe('columns of text', () => {
  it('are numbered by first appearance in CSV and JSON lines', () => {
    const csv = readTable(file('t.csv', 'who,x\nb,1\n a,2\nb,3\n,4\n'), { text: ['who'] });
    expect([csv.columns[0], csv.labels]).toEqual([
      Float64Array.of(0, 1, 0, NaN),
      new Map([['who', ['b', 'a']]]),
    ]);
    const lines = readTable(file('t.jsonl', '{"who":"b","x":1}\n{"who":7,"x":2}\n{"x":2}\n'), {
      text: ['who'],
    });
    expect([lines.columns[0], lines.labels?.get('who')]).toEqual([Float64Array.of(0, 1, NaN), ['b', '7']]);
  });
});
