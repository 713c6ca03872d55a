import { describe, expect, it } from 'vitest';
import { improve } from '../../src/discover/improve.ts';
import { parseInputConditions } from '../../src/discover/input-condition.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import type { ImprovementFinding } from '../../src/discover/improvement.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { renderImprovement } from '../../src/report/improvement-page.ts';
import { sampleImprovement } from '../../src/report/sample-improvement.ts';
import { checkPage } from './check-page.ts';

const roots = improve(parseExpression('sqrt(x+1) - sqrt(x)'), {
  domains: new Map([['x', parseDomain('[1,1e300]')]]),
  points: 200,
});
const pieces = improve(parseExpression('(-b + sqrt(b*b - 4*c))/2'), {
  conditions: parseInputConditions('b*b >= 4*c'),
  points: 100,
});
const lastOf = (finding: ImprovementFinding): ImprovementFinding['front'][number] =>
  finding.front[finding.front.length - 1];

describe('the page of an improvement', () => {
  const page = renderImprovement(roots);

  it('is well-formed, the same each time, and the same after writing and reading', () => {
    checkPage(page);
    expect(renderImprovement(roots)).toBe(page);
    expect(renderImprovement(readAnyFinding(writeFinding(roots)) as ImprovementFinding)).toBe(page);
  });

  it('has every step of the derivation, from the given expression to the improved one', () => {
    const { derivation, expression } = lastOf(roots);
    expect(derivation?.steps.length).toBeGreaterThan(3);
    expect(page.match(/<li><code class="wrap">/g)).toHaveLength(derivation?.steps.length ?? 0);
    expect(derivation?.steps.at(-1)?.term).toBe(expression);
    for (const { rule } of derivation?.equations ?? []) expect(rule).toMatch(/^[\w-]+$/);
  });

  it('tells cost, mean, worst and the input of the worst, before and after', () => {
    for (const { cost, error } of [roots.given, lastOf(roots)]) {
      expect(page).toContain(`<td class="n">${cost}</td><td class="n">${error.mean.toFixed(2)}</td>`);
      expect(page).toContain(
        `${error.mean.toFixed(2)}</td><td class="n">${error.worst.toFixed(2)}</td><td>x = `,
      );
      expect(page).toContain(error.worstInput.x);
    }
  });

  it('plots the very inputs that the finding’s figures are from', () => {
    const sample = sampleImprovement(roots, lastOf(roots));
    expect(sample?.same).toBe(true);
    expect(sample?.given).toHaveLength(200);
    expect(page).toContain('those that the figures below are from');
    expect(page.match(/<svg class="chart"/g)).toHaveLength(3);
  });

  it('says so when its own inputs are others', () => {
    const { given } = roots;
    const other = { ...roots, given: { ...given, error: { ...given.error, mean: given.error.mean - 1 } } };
    expect(renderImprovement(other)).toContain('others than the figures below are from');
  });

  it('draws bars where the inputs cannot be drawn again', () => {
    const told = { ...roots, problem: { ...roots.problem, precondition: 'x > 1 or x < "<b>"' } };
    const without = renderImprovement(told);
    checkPage(without);
    expect(without).toContain('cannot be drawn again');
    expect(without).toContain('x &lt; &quot;&lt;b&gt;&quot;');
  });

  it('escapes the names of rules', () => {
    const entry = lastOf(roots);
    const derivation = entry.derivation ?? { equations: [], steps: [] };
    const equations = derivation.equations.map((one) => ({ ...one, rule: '<i>&' }));
    const front = [{ ...entry, derivation: { ...derivation, equations } }];
    const odd = renderImprovement({ ...roots, front });
    checkPage(odd);
    expect(odd).toContain('&lt;i&gt;&amp;');
  });
});

describe('the page of an improvement in pieces', () => {
  const page = renderImprovement(pieces);

  it('has a heading for each piece with its condition', () => {
    const { regimes } = lastOf(pieces);
    expect(regimes.length).toBeGreaterThan(1);
    expect(page.match(/<h3 id="piece-/g)).toHaveLength(regimes.length);
    expect(page).toContain(`${regimes.length}. Otherwise</h3>`);
    checkPage(page);
  });

  it('plots what the pieces compute', () => {
    expect(sampleImprovement(pieces, lastOf(pieces))?.same).toBe(true);
  });
});

describe('the page where nothing better was found', () => {
  it('says so', () => {
    const finding = improve(parseExpression('x*y'), { points: 50 });
    const page = renderImprovement(finding);
    expect(page).toContain('Nothing better was found.');
    checkPage(page);
  });
});
