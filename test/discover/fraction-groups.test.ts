import { describe, expect, it } from 'vitest';
import { fractionGroups } from '../../src/discover/fraction-groups.ts';
import type { FractionEntry, FractionFamilyEntry } from '../../src/discover/fraction-identification.ts';
import { identifyFractions } from '../../src/discover/identify-fractions.ts';

describe('fractionGroups', () => {
  it('counts every fraction found once, and those that families generalise', async () => {
    const { front, provenance } = await identifyFractions('e', { degrees: [1, 1], coefficients: 4 });
    const entries = front.filter((one): one is FractionEntry => one.form === 'continued-fraction');
    const families = front.filter((one): one is FractionFamilyEntry => one.form === 'fraction-family');
    const groups = provenance.history.filter(({ phase }) => phase === 'group');
    expect(groups).toEqual(fractionGroups(entries, families));
    expect(groups.reduce((sum, one) => sum + Number(one.fractions), 0)).toBe(entries.length);
    expect(groups.length).toBeGreaterThan(1);
    for (const one of groups) expect(Number(one.deltaTo) - Number(one.deltaFrom)).toBeLessThan(0.1);
    expect(Number(groups[0].generalised)).toBeGreaterThan(Number(groups[0].fractions) / 2);
    expect(fractionGroups(entries, []).every(({ generalised }) => generalised === 0)).toBe(true);
  });

  it('parts fractions of other kinds and other ratios', () => {
    const entry = (a: string, b: string, convergence: string, delta: number): FractionEntry =>
      ({ a, b, convergence, metrics: { depth: 500, perTerm: 1, delta } }) as FractionEntry;
    const groups = fractionGroups(
      [
        entry('2n + 1', 'n^2', 'exponential', -0.2),
        entry('2n + 3', 'n^2', 'exponential', -0.21),
        entry('3n + 1', '-2n^2 + n', 'exponential', -0.21),
        entry('1', 'n^2', 'slow', -0.99),
        entry('2', 'n^2', 'slow', -0.9),
      ],
      [],
    );
    expect(groups.map(({ fractions }) => fractions)).toEqual([2, 1, 1, 1]);
  });
});
