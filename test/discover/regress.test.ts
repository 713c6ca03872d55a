import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../../src/discover/data/read-table.ts';
import { selectColumns } from '../../src/discover/data/select-columns.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { predict, regress } from '../../src/discover/regress.ts';
import type { RegressionFinding } from '../../src/discover/regression.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError } from '../../src/error/fault.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-regress-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The message and the hint of what goes wrong. */
function fault(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof NapierError) return `${error.fault.message} | ${error.fault.hint ?? ''}`;
    throw error;
  }
  return 'nothing went wrong';
}

describe('readTable', () => {
  it('reads CSV with quotes, a byte order mark, CRLF, empty lines and missing values', () => {
    const path = file('a.csv', '\uFEFF"x, the ""input""",y\r\n1,2e3\r\n\r\n-.5,NA\r\n"3",4\r\n');
    const { names, columns, rows, lines } = readTable(path);
    expect(names).toEqual(['x, the "input"', 'y']);
    expect(columns).toEqual([Float64Array.of(1, -0.5, 3), Float64Array.of(2000, NaN, 4)]);
    expect([rows, ...(lines ?? [])]).toEqual([3, 2, 4, 5]);
  });

  it('reads a field over two lines, tabs, semicolons, and only the columns asked for', () => {
    expect(readTable(file('b.csv', 'x;n\n1;"two\nlines"\n2;c\n'), { columns: ['x'] }).columns).toEqual([
      Float64Array.of(1, 2),
    ]);
    expect(readTable(file('c.tsv', 'x\ty\n1\t2\n')).names).toEqual(['x', 'y']);
  });

  it('reads JSON lines', () => {
    const { names, columns } = readTable(file('d.jsonl', '{"x": 1, "y": 2}\n{"y": 3, "x": null}\n'));
    expect(names).toEqual(['x', 'y']);
    expect(columns).toEqual([Float64Array.of(1, NaN), Float64Array.of(2, 3)]);
  });

  it('reads blocks: a file larger than one', () => {
    const path = file(
      'e.csv',
      `x,y\n${Array.from({ length: 200_000 }, (_, i) => `${i},${2 * i}`).join('\n')}`,
    );
    const { columns, rows } = readTable(path);
    expect(rows).toBe(200_000);
    expect(columns[1].every((value, i) => value === 2 * i)).toBe(true);
  });

  it.each([
    ['no header', '1,2\n3,4\n', 'the first line has no names of columns'],
    ['one name twice', 'x,x\n1,2\n', 'two columns are named `x`'],
    ['text in a number column', 'x,y\n1,2\n2,abc\n', 'line 3: `abc` in column `y` is not a number'],
    ['a row too short', 'x,y\n1\n', 'line 2 has 1 fields; the header has 2'],
    ['an open quote', 'x,y\n1,"2\n', 'line 2: a quote is never closed'],
    ['nothing', '', 'is empty'],
    ['bytes that are no text', new Uint8Array([120, 0, 1]), 'is a binary file'],
    ['bytes that are not UTF-8', new Uint8Array([120, 0xff, 10]), 'is not UTF-8 text'],
  ] as [string, string | Uint8Array, string][])('refuses %s', (name, text, message) => {
    const path = file('wrong.csv', text);
    expect(
      fault(() => readTable(path)),
      name,
    ).toContain(message);
  });

  it.each([
    ['{"x": 1}\n[2]\n', 'line 2 is not an object'],
    ['{"x": 1}\n{"x": "b"}\n', 'line 2: "b" in `x` is not a number'],
    ['{"x": 1}\n{x}\n', 'line 2 is not JSON'],
  ])('refuses JSON lines %j', (text, message) => {
    const path = file('wrong.jsonl', text);
    expect(fault(() => readTable(path))).toContain(message);
  });
});

describe('selectColumns', () => {
  const table = (text: string) => readTable(file('t.csv', text));
  it('refuses missing values, or drops their rows', () => {
    const t = table('x,y\n1,2\n2,\n3,5\n4,6\n5,9\n');
    expect(fault(() => selectColumns(t, { target: 'y' }))).toBe(
      'line 3: no value in column `y` | --dropna leaves out rows with missing values',
    );
    const { data, dropped } = selectColumns(t, { target: 'y', dropMissing: true });
    expect([dropped, ...data.target]).toEqual([1, 2, 5, 6, 9]);
  });
  it.each([
    ['x,y\n1,2\n', { target: 'y' }, '1 row cannot tell a formula'],
    ['x,y\n1,2\n2,2\n3,2\n4,2\n', { target: 'y' }, '`y` is 2 in every row'],
    ['xx,y\n1,2\n', { target: 'x' }, 'no column is named `x` | did you mean `xx`?'],
    ['x,y\n1,2\n', { target: 'y', inputs: ['y'] }, 'the column `y` is asked for twice'],
    ['y\n1\n', { target: 'y' }, 'there is no column besides `y`'],
    ['x,y,w\n1,2,1\n2,3,-1\n3,4,1\n4,6,1\n', { target: 'y', weights: 'w' }, 'is negative'],
  ])('%j with %j: %s', (text, choice, message) => {
    expect(fault(() => selectColumns(table(text), choice))).toContain(message);
  });
});

describe('regress', () => {
  const rows = Array.from({ length: 12 }, (_, i) => [1 + i / 4, 3 - i / 7] as const);
  const table = readTable(
    file('law.csv', `a,b,y\n${rows.map(([a, b]) => `${a},${b},${(a * a) / b + 1}`).join('\n')}\n`),
  );
  const finding: RegressionFinding = regress(table, { target: 'y', evaluations: 0, file: 'law.csv' });
  const chosen = finding.front.filter((entry) => entry.chosen);

  it('finds the law, exact', () => {
    expect(chosen.map(({ expression, exact }) => [expression, exact])).toEqual([['a^2/b + 1', true]]);
    expect(chosen[0].error.value).toBeLessThan(1e-14);
    expect(chosen[0].latex).toContain('\\frac');
  });

  it('is written and read back, the same bytes for the same seed', () => {
    const text = writeFinding(finding);
    expect(readAnyFinding(text)).toEqual(finding);
    expect(writeFinding(regress(table, { target: 'y', evaluations: 0, file: 'law.csv' }))).toBe(text);
  });

  it('refuses a finding that was tampered with', () => {
    const text = writeFinding(finding);
    expect(fault(() => readAnyFinding(text.replaceAll('"a^2/b + 1"', '"a^2/c + 1"')))).toContain(
      '`c` is not among',
    );
    expect(fault(() => readAnyFinding(text.replaceAll('"chosen": true', '"chosen": false')))).toContain(
      'chosen one',
    );
  });

  it('predicts on new data, in any order of columns', () => {
    const fresh = readTable(file('new.csv', 'b,other,a\n2,0,4\n5,0,0\n'));
    expect([...predict(chosen[0], finding.problem.inputs, fresh)]).toEqual([9, 1]);
    expect(fault(() => predict(chosen[0], ['a', 'z'], fresh))).toContain('no column is named `z`');
  });

  it('weights rows', () => {
    const text = `x,w,y\n${[1, 2, 3, 4, 5, 6].map((x) => `${x},1,${2 * x}`).join('\n')}\n7,0,99\n`;
    const found = regress(readTable(file('w.csv', text)), { target: 'y', weights: 'w', evaluations: 0 });
    expect(found.front.find((entry) => entry.chosen)?.expression).toBe('2*x');
  });
});
