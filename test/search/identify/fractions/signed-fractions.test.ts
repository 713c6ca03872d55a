import { describe, expect, it } from 'vitest';
import { fractionFamilies, member } from '../../../../src/search/identify/fractions/fraction-families.ts';
import { signedFractions } from '../../../../src/search/identify/fractions/signed-fractions.ts';

describe('signed fractions', () => {
  it('of e begin with Euler’s', () => {
    const [first] = signedFractions('e');
    expect(first.signs).toEqual([1]);
    expect(first.quotients.slice(0, 9).join()).toBe('2,1,2,1,1,4,1,1,6');
    // q(n) − 2·q(n+3) + q(n+6) = 0
    expect(first.recurrence.join()).toBe('1,0,0,-2,0,0,1');
  });

  it('obey their recurrences, and their quotients grow', () => {
    for (const { quotients, recurrence, from, checked } of signedFractions('tan(1)')) {
      expect(checked).toBeGreaterThan(30);
      for (let n = from; n + recurrence.length <= quotients.length; n++) {
        expect(recurrence.reduce((sum, c, i) => sum + c * quotients[n + i], 0n)).toBe(0n);
      }
    }
  });

  it("are none of pi and of Catalan's constant, whatever runs of quotients they have", () => {
    expect(signedFractions('pi')).toEqual([]);
    expect(signedFractions('catalan')).toEqual([]);
  });
});

describe('families', () => {
  const line = [0, 1, 2].map((k) => ({ a: [k, 1], b: [0, 1] }));

  it('go on beyond the hits that suggest them: n + k, n for e', () => {
    const [family] = fractionFamilies({ hits: line, constant: 'e' });
    expect(family).toMatchObject({ found: 3, checked: 10, step: { a: [1, 0], b: [0, 0] } });
    expect(member(family.start, family.step, 5)).toEqual({ a: [5, 1], b: [0, 1] });
  });

  it('are not told where a member has no relation to the constant, nor of shifted fractions', () => {
    expect(fractionFamilies({ hits: line, constant: 'pi' })).toEqual([]);
    const shifts = [0, 1, 2].map((k) => ({ a: [k, 1], b: [k, 1] }));
    expect(fractionFamilies({ hits: shifts, constant: 'e' })).toEqual([]);
  });
});
