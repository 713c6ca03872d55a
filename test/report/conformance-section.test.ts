import { describe, expect, it } from 'vitest';
import { loadManifest } from '../../src/discover/shipped/shipped-folder.ts';
import { NapierError } from '../../src/error/fault.ts';
import { conformanceSection } from '../../src/report/conformance-section.ts';
import { loadConformance, readConformance } from '../../src/report/load-conformance.ts';

it('says what is equal, what is left out and what differs', () => {
  const rows = [
    {
      target: 'wgsl',
      tool: 'a <browser>',
      results: [
        { name: 'exp', compared: 1000, differ: 0, tier: 'fast' },
        { name: 'log', compared: 990, differ: 0 },
        { name: 'sin', compared: 1000, differ: 3, example: 'at 1: 2, reference 3' },
        { name: 'cos', compared: 1000, differ: 0, within: 7 },
        { name: 'tan', compared: 0, differ: 0, refused: 'no <f64>' },
        { name: 'erf', compared: 256, differ: 0 },
        { name: 'atan', compared: 256, differ: 0, proved: '2e-9' },
      ],
    },
  ];
  const section = conformanceSection({ tables: [{ format: 'f16', sample: 'some', inputs: 1000, rows }] });
  expect(section).toContain('f16: 3 of 5 equal');
  expect(section).toContain('1,000 inputs: some.');
  expect(section).toContain('<td title="tier fast">equal</td>');
  expect(section).toContain('equal<sup>−10</sup>');
  expect(section).toContain('<td title="at 1: 2, reference 3"><strong>3 differ</strong></td>');
  expect(section).toContain('<td title="7 results of other bits, within what is proved">≈</td>');
  expect(section).toContain('<td title="no &lt;f64&gt;">–</td>');
  expect(section).toContain('<td title="744 inputs are left out">256 equal</td>');
  expect(section).toContain('<td title="proved; 256 errors measured there are no larger">≤ 2e-9</td>');
  expect(section).toContain('a &lt;browser&gt;');
  expect(conformanceSection({ tables: [{ format: 'f16', sample: '', inputs: 0, rows: [] }] })).toBe('');
});

/** Numbers a table is made at, functions in it, and the inputs that a target is asked about at least. */
const KEPT: Readonly<
  Record<string, { inputs: number; functions: number; targets: number; compared: number }>
> = {
  'f16 in f32': { inputs: 65_536, functions: 12, targets: 12, compared: 60_000 },
  f32: { inputs: 65_536, functions: 12, targets: 12, compared: 52_000 },
  f64: { inputs: 131_072, functions: 15, targets: 10, compared: 131_072 },
  'q(3.12)': { inputs: 65_536, functions: 12, targets: 5, compared: 65_536 },
};
/** Without a fused operation. */
const UNFUSED = ['js', 'ts', 'wasm', 'numpy'];
/** Programs of f64 of which Gappa finds no bound in its time (docs/targets.md). */
const UNBOUNDED = ['tan, fma', 'sinh, fma', 'asinh, fma'];

it('is kept of every format and every target with a toolchain, all equal', () => {
  const { tables = [] } = loadConformance() ?? {};
  expect(tables.map(({ format }) => format)).toEqual(Object.keys(KEPT));
  for (const { format, inputs, rows } of tables) {
    const kept = KEPT[format];
    expect(inputs).toBe(kept.inputs);
    expect(new Set(rows.map(({ target }) => target)).size).toBeGreaterThanOrEqual(kept.targets);
    for (const { target, results } of rows) {
      expect(results.length).toBeGreaterThanOrEqual(kept.functions);
      for (const { name, differ, compared, refused, proved } of results) {
        const place = `${format} ${target} ${name}`;
        expect([place, differ]).toEqual([place, 0]);
        // Sollya takes a while for an operation on patterns, Gappa's bound is held against as many errors.
        const least = ['sollya', 'gappa'].includes(target) ? 256 : kept.compared;
        if (target === 'gappa') expect(Number(proved) > 0, place).toBe(refused === undefined);
        if (refused === undefined) expect(compared, place).toBeGreaterThanOrEqual(least);
        // What IEEE 754 defines is refused nowhere but for want of a fused operation.
        else if (format === 'f64' && target === 'gappa') expect(UNBOUNDED).toContain(name);
        else expect(name.endsWith(', fma') ? UNFUSED : ['wgsl', 'glsl', 'gappa'], place).toContain(target);
      }
    }
  }
  // Of doubles all that was shipped then.
  const shipped = new Set(loadManifest().shipped.filter(({ format }) => format === 'f64').map(({ name }) => name)); // prettier-ignore
  for (const { name } of tables[2].rows[0].results) expect(shipped).toContain(name.split(',')[0]);
});

describe('a file that is no conformance table', () => {
  const table = {
    format: 'f16',
    sample: 'all numbers',
    inputs: 100,
    rows: [
      { target: 'c', tool: 'gcc', results: [{ name: 'exp', compared: 100, differ: 1, example: 'at 1' }] },
      { target: 'js', tool: 'Node', results: [{ name: 'exp', tier: 'fast', compared: 90, differ: 0 }] },
      { target: 'wgsl', tool: 'a', results: [{ name: 'exp', compared: 0, differ: 0, refused: 'why' }] },
      { target: 'glsl', tool: 'a', results: [{ name: 'exp', compared: 9, differ: 1, within: 8 }] },
    ],
  };
  const [c, js, , glsl] = table.rows;
  const changed = (parts: object): object => ({ tables: [{ ...table, ...parts }] });
  it('is one as it stands', () => expect(readConformance(JSON.stringify(changed({})))).toEqual(changed({})));
  it.each([
    ['cut short', JSON.stringify(changed({})).slice(0, 60), /./],
    ['no rows', changed({ rows: undefined }), /tables\[0\].*rows/],
    ['rows that are none', changed({ rows: {} }), /rows/],
    ['a count below 0', changed({ inputs: -1 }), /inputs/],
    [
      'more compared than there are',
      changed({ inputs: 95 }),
      /rows\[0\]\.results\[0\]\.compared: there are 95 inputs/,
    ],
    [
      'nothing compared, and no reason',
      changed({ rows: [{ ...c, results: [{ ...c.results[0], compared: 0, differ: 0 }] }] }),
      /compared: nothing was compared/,
    ],
    [
      'more differing than compared',
      changed({ rows: [{ ...c, results: [{ ...c.results[0], differ: 101 }] }] }),
      /differ: only 100/,
    ],
    [
      'more differing, within what is proved too, than compared',
      changed({ rows: [{ ...glsl, results: [{ ...glsl.results[0], within: 9 }] }] }),
      /differ: only 9/,
    ],
    [
      'another function in the second row',
      changed({ rows: [c, { ...js, results: [{ ...js.results[0], name: 'log' }] }] }),
      /rows\[1\]: expected the functions of the first row/,
    ],
    ['a member too many', { ...changed({}), hello: 1 }, /hello/],
  ])('%s: one error with the place', (_, given, message) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    expect(() => readConformance(text)).toThrow(NapierError);
    expect(() => readConformance(text)).toThrow(message);
  });
});
