import { describe, expect, it } from 'vitest';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import type { RegressionFinding } from '../../src/discover/regression.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { renderRegression } from '../../src/report/regression-page.ts';
import { checkPage } from './check-page.ts';

const entry = {
  complexity: 3,
  error: { value: 0.5, rows: 64 },
  heldOut: { value: 0.6, rows: 16 },
  exact: false,
  bits: 300.4,
  chosen: false,
  status: 'measured',
  engine: 'linear',
  latex: '',
} as const;
const finding: RegressionFinding = {
  napier: '0.1.0',
  kind: 'regression',
  problem: {
    data: { file: 'a <b>.csv', rows: 80, dropped: 2 },
    target: 'y"<&',
    inputs: ['a', 'b'],
    operations: [
      { name: 'add', weight: 1 },
      { name: 'exp', weight: 3 },
    ],
    maxComplexity: 40,
    budget: { evaluations: 1000 },
    seed: 7,
    spread: 20,
    require: 'increasing(a); b < 3',
  },
  front: [
    { ...entry, expression: '6.456378926545929*a' },
    {
      ...entry,
      complexity: 5,
      expression: '3*a + exp(b)/2',
      exact: true,
      chosen: true,
      error: { value: 0.25, rows: 64 },
      made: [
        { how: 'linear', expression: 'a + exp(b)' },
        { how: 'a <factor>', expression: '2.9871234567*a + 0.50012345678*exp(b)' },
      ],
    },
    { ...entry, complexity: 9, expression: '1.000049036950747*a + b*0.5', error: { value: 0, rows: 64 } },
  ],
  provenance: {
    evaluations: 12345,
    distinct: 2484,
    stop: 'budget',
    history: [
      { phase: 'rejected', simpler: 41 },
      { phase: 'search', engine: '<glance>', proposed: 701, entered: 13 },
    ],
  },
};
const page = renderRegression(finding, 'law one.json');

describe('the page of a regression', () => {
  it('is well-formed, the same each time, and the same after writing and reading', () => {
    checkPage(page);
    expect(renderRegression(finding, 'law one.json')).toBe(page);
    const again = readAnyFinding(writeFinding(finding)) as RegressionFinding;
    expect(renderRegression(again, 'law one.json')).toBe(page);
  });

  it('escapes what the file says', () => {
    for (const text of ['y&quot;&lt;&amp;', 'a &lt;b&gt;.csv', '&lt;glance&gt;', 'b &lt; 3'])
      expect(page).toContain(text);
    expect(page).not.toMatch(/<b>|<glance>/);
  });

  it('has every formula typeset, and in full', () => {
    const [, table] = page.split('<th>formula</th>');
    expect(table.split('</table>')[0].match(/<math/g)).toHaveLength(5);
    for (const { expression } of finding.front) expect(page).toContain(`>${expression}</code>`);
  });

  it('shortens fitted constants to what tells them apart, and says so', () => {
    expect(page).toContain('<mn>6.4564</mn>');
    expect(page).toContain('<mn>1.00005</mn>');
    expect(page).toContain('≈');
  });

  it('tells errors, held-out errors, how constants came, and what was tried', () => {
    expect(page).toContain(
      '<td class="n">0.25</td><td class="n">0.6</td><td class="n">300</td><td>exact</td>',
    );
    expect(page).toContain('its constants are exact');
    expect(page).toContain('2,484 formulas');
    expect(page).toContain('12,345 evaluations');
    expect(page).toContain('41 of them are no more complex than the one above');
    expect(page).not.toContain('beyond the data');
  });

  it('tells what led to a formula, where that is known', () => {
    const [, section] = page.split('Where they came from');
    const [steps] = section.split('</details>');
    expect(steps.match(/<li>/g)).toHaveLength(3);
    expect(steps).toContain('a &lt;factor&gt;');
    expect(steps).toContain('<mn>2.9871</mn>');
    expect(steps).toContain('constants made exact');
    const front = finding.front.map((one) => ({ ...one, made: undefined }));
    expect(renderRegression({ ...finding, front }, 'f.json')).not.toContain('Where they came from');
  });

  it('draws the errors held out only where there are some', () => {
    const dots = (html: string): number => html.match(/<circle/g)?.length ?? 0;
    expect(dots(page)).toBe(6);
    const front = finding.front.map((one) => ({ ...one, heldOut: undefined }));
    const without = renderRegression({ ...finding, front }, 'f.json');
    expect(dots(without)).toBe(3);
    expect(without).toContain('No rows were held out');
    expect(without).not.toContain('<th class="n">held out');
    checkPage(without);
  });

  it('has no figure where every error is 0', () => {
    const front = [{ ...finding.front[1], error: { value: 0, rows: 8 }, heldOut: { value: 0, rows: 2 } }];
    const exact = renderRegression({ ...finding, front }, 'f.json');
    expect(exact).toContain('there is no error to draw');
    expect(exact).not.toContain('<svg class="chart"');
    checkPage(exact);
  });

  it('gives the command that made it', () => {
    expect(page).toContain('--operations add,exp:3 --require &quot;increasing(a); b &lt; 3&quot; --dropna');
    expect(page).toContain('napier predict &quot;law one.json&quot; &quot;a &lt;b&gt;.csv&quot;');
  });

  it('draws the fit along each input, what is beyond the data apart, and the residuals, where rows are kept', () => {
    const rows = Array.from({ length: 9 }, (_, i) => [i, i / 4, 3 * i + Math.exp(i / 4) / 2 + (i % 2) / 50]);
    const sample = {
      names: ['a', 'b', finding.problem.target],
      ranges: [
        [0, 8],
        [0, 2],
        [0.5, 30],
      ] as const,
      rows,
    };
    const drawn = renderRegression({ ...finding, problem: { ...finding.problem, sample } }, 'law.json');
    checkPage(drawn);
    expect(drawn.match(/class="curve beyond"/g)).toHaveLength(4);
    expect(drawn.match(/class="band /g)).toHaveLength(4);
    expect(drawn).toContain('measured less formula');
    expect(drawn).not.toMatch(/NaN|undefined/);
  });
});
