import { describe, expect, it } from 'vitest';
import { identifyFractions } from '../../src/discover/identify-fractions.ts';
import { renderFractionPage, type FractionFinding } from '../../src/report/fraction-page.ts';

const finding = (await identifyFractions('e', { degrees: [1, 1], coefficients: 3 })) as FractionFinding;

describe('the page of continued fractions', () => {
  const page = renderFractionPage(finding, 'e<1>.json');

  it('is one file without scripts or addresses, names escaped', () => {
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(page).toContain('e&lt;1&gt;.json');
  });

  it('says what was found, by theorem, with every matrix', () => {
    const fractions = finding.front.filter(({ form }) => form === 'continued-fraction');
    expect(page).toContain(`${fractions.length} found, ${fractions.length} proved`);
    expect(page).toContain('From the exponential series at -1');
    expect(page.match(/U\(n\) = \[/g)).toHaveLength(fractions.length);
    expect(page).toContain('Families');
    expect(page).toContain('2, 1, 2, 1, 1, 4, 1, 1, 6');
  });
});
