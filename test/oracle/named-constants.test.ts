import { describe, expect, it } from 'vitest';
import { CONSTANTS, type ConstantName } from '../../src/expression/constants.ts';
import { constant } from '../../src/expression/expression.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { bigToDecimal } from '../../src/number/big-text.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { containsInterval, newInterval } from '../../src/oracle/big-interval.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import { NAMED_CONSTANTS } from '../../src/search/identify/named-constants.ts';
import { runGP, toGP } from '../expression/gp.ts';
import { needs } from '../tool.ts';

const names = (Object.keys(CONSTANTS) as ConstantName[]).filter((name) => name !== 'inf');

function value(text: string, bits: number, digits: number): string {
  return withWorkspace(bits + 16, (w) => {
    const out = newInterval(w);
    expect(
      createOracle(parseExpression(text), [], { maxPrecision: 40_000 }).enclose([], bits, out).kind,
    ).toBe('enclosed');
    return bigToDecimal(out.lo, digits, ROUND.NEAREST);
  });
}

describe('the named constants', () => {
  it('are at least 75, each a term with a value, none given twice', () => {
    expect(NAMED_CONSTANTS.length).toBeGreaterThanOrEqual(75);
    const values = NAMED_CONSTANTS.map(({ text }) => value(text, 120, 30));
    expect(new Set(values).size).toBe(values.length);
  });

  it.each(names)('%s: enclosures of growing precision are nested', (name) => {
    withWorkspace(1_000, (w) => {
      const oracle = createOracle(constant(name), []);
      const [coarse, fine] = [newInterval(w, 80), newInterval(w, 900)];
      for (const bits of [24, 53, 70]) {
        expect(oracle.enclose([], bits, coarse).kind).toBe('enclosed');
        expect(oracle.enclose([], 800, fine).kind).toBe('enclosed');
        expect(containsInterval(coarse, fine)).toBe(true);
        expect(mpfr.mpfr_less_p(fine.lo, fine.hi) || mpfr.mpfr_equal_p(fine.lo, fine.hi)).toBeTruthy();
      }
    });
  });

  // zeta(1/2), zeta(3/2) and gamma(1/3), gamma(1/4) take MPFR minutes at this length: their time is not tested.
  it.runIf(process.env.NAPIER_DEEP === '1').each(names)('%s: 10,000 digits', { timeout: 300_000 }, (name) => {
    const digits = value(name, 33_230, 10_000);
    expect(digits.replace(/[^\d]/g, '').length).toBeGreaterThan(9_900);
    // The 2,000 first are those of a computation that takes a third of the precision.
    expect(digits.slice(0, 2_000)).toBe(value(name, 11_000, 3_000).slice(0, 2_000));
  });
});

needs('gp')('the named constants beside PARI', () => {
  it('agree to 18 digits', () => {
    const theirs = runGP(names.map((name) => toGP(constant(name))));
    for (const [i, name] of names.entries()) {
      expect(Math.abs(Number(value(name, 80, 20)) / theirs[i] - 1), name).toBeLessThan(4e-16);
    }
  });
});
