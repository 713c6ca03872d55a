import { describe, expect, it } from 'vitest';
import {
  bivariateText,
  familyStep,
  type BivariatePolynomial,
} from '../../../../src/search/identify/fractions/family-step.ts';

/** The tail b(1)/(a(1) + b(2)/(a(2) + …)) in doubles. */
function tail(a: readonly number[], b: readonly number[]): number {
  const at = (p: readonly number[], n: number): number => p.reduceRight((sum, c) => sum * n + c, 0);
  let x = 0;
  for (let n = 80; n >= 1; n--) x = at(b, n) / (at(a, n) + x);
  return x;
}

const plus = (p: readonly number[], q: readonly number[], k: number): number[] =>
  p.map((c, i) => c + k * (q[i] ?? 0));

describe('familyStep', () => {
  it.each([
    ['a fraction of e', [1, 1], [0, 1], [1], [0]],
    ['another, with both polynomials moving', [0, 1], [0, 1], [2, 0], [1, 0]],
    ['the arc tangent', [1, 2], [0, 0, 1], [2, 0], [0, 2]],
    ['one with b below 0', [3, 3], [1, -1, -2], [1], [0]],
  ])('links the members of %s: values agree', (_, a, b, da, db) => {
    const link = familyStep({ a, b }, { a: da, b: db });
    expect(link).toBeDefined();
    for (let k = 0; k < 6; k++) {
      const value = (p: BivariatePolynomial): number =>
        p.reduce((sum, [, j, c]) => sum + Number(c) * k ** j, 0);
      const [p, q, r, s] = (link ?? []).map(value);
      const [x, y] = [k, k + 1].map((m) => tail(plus(a, da, m), plus(b, db, m)));
      expect(x).toBeCloseTo((p * y + q) / (r * y + s), 10);
    }
  });

  it('says nothing where members end, converge slowly, or are not linked', () => {
    expect(familyStep({ a: [1, 1], b: [-3, 1] }, { a: [1], b: [0] })).toBeUndefined();
    expect(familyStep({ a: [2], b: [0, 0, 1] }, { a: [1], b: [0] })).toBeUndefined();
    expect(familyStep({ a: [1, 1], b: [1, 0, 1] }, { a: [0], b: [1] })).toBeUndefined();
  });

  it('is written in n and k', () => {
    const link = familyStep({ a: [1, 1], b: [0, 1] }, { a: [1], b: [0] });
    expect(link?.map(bivariateText)).toEqual(['1', 'n', '1', 'n + k + 2']);
  });
});
