import { describe, expect, it } from 'vitest';
import { mpfr, ROUND } from '../../../../src/number/mpfr.ts';
import { withWorkspace } from '../../../../src/number/workspace.ts';
import {
  bivariateText,
  familyStep,
  type BivariatePolynomial,
} from '../../../../src/search/identify/fractions/family-step.ts';
import { fineValue } from '../../../../src/search/identify/fractions/fine-value.ts';

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

  it.each([
    ['with roots of b(n) among half-integers', [-3, 3], [0, 5, -2], [1], [0]],
    ['with another numerator of two signs', [-2, 3], [5, 3, -2], [1], [0]],
    ['that converge like a power of 1/n', [1], [0, 1, 1], [1], [0, 1]],
    ['that do, both roots moving', [1], [0, 1, 1], [1], [1, 1]],
    ['that do, the numerator fixed', [2], [0, 0, 1], [2], [0]],
  ])('links members %s: 60 digits agree', (_, a, b, da, db) => {
    const link = familyStep({ a, b }, { a: da, b: db });
    expect(link).toBeDefined();
    for (let k = 0; k < 5; k++) {
      withWorkspace(320, (w) => {
        const [x, y] = [k, k + 1].map((m) => {
          const [f, g] = [plus(a, da, m), plus(b, db, m)];
          const out = w.big();
          expect(fineValue({ a: f, b: g }, out)).toBeGreaterThan(200);
          mpfr.mpfr_sub_d(out, out, f[0], ROUND.NEAREST);
          return out;
        });
        const at = (p: BivariatePolynomial): number =>
          p.reduce((sum, [, j, c]) => sum + Number(c) * k ** j, 0);
        const [p, q, r, s] = (link ?? []).map(at);
        const [top, bottom] = w.bigs(2);
        for (const [out, u, v] of [
          [top, p, q],
          [bottom, r, s],
        ] as const) {
          mpfr.mpfr_mul_d(out, y, u, ROUND.NEAREST);
          mpfr.mpfr_add_d(out, out, v, ROUND.NEAREST);
        }
        mpfr.mpfr_div(top, top, bottom, ROUND.NEAREST);
        mpfr.mpfr_sub(top, top, x, ROUND.NEAREST);
        expect(mpfr.mpfr_zero_p(top) !== 0 || mpfr.mpfr_get_exp(top) < -200).toBe(true);
      });
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
