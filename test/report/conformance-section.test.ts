import { expect, it } from 'vitest';
import { conformanceSection } from '../../src/report/conformance-section.ts';
import { loadConformance } from '../../src/report/load-conformance.ts';

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
