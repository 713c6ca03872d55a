import { describe, expect, it } from 'vitest';
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
      ],
    },
  ];
  const section = conformanceSection({ tables: [{ format: 'f16', sample: 'some', inputs: 1000, rows }] });
  expect(section).toContain('f16: 2 of 4 equal');
  expect(section).toContain('1,000 inputs: some.');
  expect(section).toContain('<td title="tier fast">equal</td>');
  expect(section).toContain('equal<sup>−10</sup>');
  expect(section).toContain('<td title="at 1: 2, reference 3"><strong>3 differ</strong></td>');
  expect(section).toContain('<td title="7 results of other bits, within what is proved">≈</td>');
  expect(section).toContain('<td title="no &lt;f64&gt;">–</td>');
  expect(section).toContain('a &lt;browser&gt;');
  expect(conformanceSection({ tables: [{ format: 'f16', sample: '', inputs: 0, rows: [] }] })).toBe('');
});

/** rustc 1.95 makes 0 of −0 (llvm-project issue 157254). */
const KNOWN = ['f32 rust gelu'];

it('is kept of twelve functions in every target with a toolchain, all equal but for what is known', () => {
  const { tables = [] } = loadConformance() ?? {};
  expect(tables.map(({ format }) => format)).toEqual(['f16 in f32', 'f32']);
  for (const { format, inputs, rows } of tables) {
    expect(inputs).toBe(65_536);
    expect(new Set(rows.map(({ target }) => target)).size).toBeGreaterThanOrEqual(10);
    for (const { target, results } of rows) {
      expect(results).toHaveLength(12);
      for (const { name, differ, compared, refused } of results) {
        const place = `${format} ${target} ${name}`;
        expect([place, differ]).toEqual([place, KNOWN.includes(place) ? 1 : 0]);
        if (refused === undefined) expect(compared).toBeGreaterThan(format === 'f32' ? 52_000 : 60_000);
        // What IEEE 754 defines is refused nowhere.
        else expect(['wgsl', 'glsl']).toContain(target);
      }
    }
  }
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
