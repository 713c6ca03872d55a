import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { conformanceSection } from '../../src/report/conformance-section.ts';
import { loadConformance, readConformance } from '../../src/report/load-conformance.ts';

it('says what is equal, what is left out and what differs', () => {
  const section = conformanceSection({
    format: 'f16',
    inputs: 1000,
    rows: [
      {
        target: 'wgsl',
        tool: 'a <browser>',
        results: [
          { name: 'exp', compared: 1000, differ: 0 },
          { name: 'log', compared: 990, differ: 0 },
          { name: 'sin', compared: 1000, differ: 3, example: 'at 1: 2, reference 3' },
        ],
      },
    ],
  });
  expect(section).toContain('2 of 3 equal');
  expect(section).toContain('equal<sup>−10</sup>');
  expect(section).toContain('<td title="at 1: 2, reference 3"><strong>3 differ</strong></td>');
  expect(section).toContain('a &lt;browser&gt;');
  expect(conformanceSection({ format: 'f16', inputs: 0, rows: [] })).toBe('');
});

it('is kept of twelve functions in every target with a toolchain, all equal', () => {
  const { rows = [], inputs } = loadConformance() ?? {};
  expect(inputs).toBe(65_536);
  expect(new Set(rows.map(({ target }) => target)).size).toBeGreaterThanOrEqual(10);
  for (const { target, results } of rows) {
    expect(results).toHaveLength(12);
    for (const { name, differ, compared } of results) {
      expect([target, name, differ]).toEqual([target, name, 0]);
      expect(compared).toBeGreaterThan(60_000);
    }
  }
});

describe('a file that is no conformance table', () => {
  const good = {
    format: 'f16',
    inputs: 100,
    rows: [
      { target: 'c', tool: 'gcc', results: [{ name: 'exp', compared: 100, differ: 1, example: 'at 1' }] },
      { target: 'js', tool: 'Node', results: [{ name: 'exp', compared: 90, differ: 0 }] },
    ],
  };
  const [c, js] = good.rows;
  it('is one as it stands', () => expect(readConformance(JSON.stringify(good))).toEqual(good));
  it.each([
    ['cut short', JSON.stringify(good).slice(0, 60), /./],
    ['no rows', { ...good, rows: undefined }, /rows/],
    ['rows that are none', { ...good, rows: {} }, /rows/],
    ['a count below 0', { ...good, inputs: -1 }, /inputs/],
    [
      'more compared than there are',
      { ...good, inputs: 95 },
      /rows\[0\]\.results\[0\]\.compared: there are 95 inputs/,
    ],
    [
      'more differing than compared',
      { ...good, rows: [{ ...c, results: [{ ...c.results[0], differ: 101 }] }] },
      /differ: only 100/,
    ],
    [
      'another function in the second row',
      { ...good, rows: [c, { ...js, results: [{ ...js.results[0], name: 'log' }] }] },
      /rows\[1\]: expected the functions of the first row/,
    ],
    ['a member too many', { ...good, hello: 1 }, /hello/],
  ])('%s: one error with the place', (_, given, message) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    expect(() => readConformance(text)).toThrow(NapierError);
    expect(() => readConformance(text)).toThrow(message);
  });
});
