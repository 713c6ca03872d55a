import { describe, expect, it } from 'vitest';
import { fitPolynomial } from '../../src/search/fit-polynomial.ts';
import type { PolynomialFit } from '../../src/search/fit.ts';
import type { FitTarget } from '../../src/search/fit-target.ts';
import { denseError, powers, target } from './targets.ts';

function fit(to: FitTarget, exponents: readonly number[]): PolynomialFit {
  const found = fitPolynomial(to, exponents);
  if (found.kind === 'failure') throw new Error(found.message);
  return found;
}

/** The alternation theorem: enough extrema, of alternating sign and one size, and no larger error anywhere. */
function expectBest(to: FitTarget, found: PolynomialFit): void {
  expect(found.reference.length).toBeGreaterThanOrEqual(found.powers.length + 1);
  for (const [i, { error }] of found.reference.entries()) {
    expect(Math.abs(error) / found.error).toBeGreaterThan(1 - 1e-6);
    if (i > 0) expect(Math.sign(error)).toBe(-Math.sign(found.reference[i - 1].error));
  }
  expect(found.error / found.levelled).toBeLessThan(1 + 1e-6);
  const fixed = found.fixed;
  const seen = denseError(
    to,
    {
      powers: [...found.powers, ...fixed.map((t) => t.power)],
      coefficients: [...found.coefficients, ...fixed.map((t) => t.coefficient)],
    },
    undefined,
  );
  expect(seen).toBeLessThanOrEqual(found.error * (1 + 1e-6));
  expect(seen).toBeGreaterThan(found.error * 0.5);
}

describe('fitPolynomial', () => {
  it('finds best approximations that are known in closed form', () => {
    // |x| by a parabola: x² + 1/8. x³ on [−1, 1] by lower powers: T₃/4.
    expect(fit(target('|x|', '[-1,1]', 'absolute'), [0, 1, 2]).error).toBeCloseTo(1 / 8, 9);
    const cubic = fit(target('x^3', '[-1,1]', 'absolute'), [0, 1, 2]);
    expect(cubic.error).toBeCloseTo(1 / 4, 12);
    // Linear approximation of exp on [0, 1]: slope e − 1, error ((e − 1)·ln(e − 1) − e + 2)/2 by Chebyshev.
    const slope = Math.E - 1;
    const linear = fit(target('exp(x)', '[0,1]', 'absolute'), [0, 1]);
    expect(linear.error).toBeCloseTo((slope * Math.log(slope) - slope + 1) / 2, 12);
  });

  it.each([
    ['exp(x)', '[0,1]', 'relative', powers(0, 9)],
    ['2^x', '[0,1]', 'relative', powers(0, 20)],
    ['sin(x)', '[0,pi/2]', 'relative', powers(1, 11, 2)],
    ['cos(x)', '[0,pi/4]', 'relative', powers(0, 8, 2)],
    ['expm1(x)', '[-1,1]', 'relative', powers(1, 8)],
    ['sqrt(x)', '[0,1]', 'absolute', powers(0, 12)],
    ['|x - 3/10|', '[-1,1]', 'absolute', powers(0, 10)],
    ['atan(x)', '[-1,1]', 'absolute', powers(0, 10)],
    ['sin(x)/x', '[-1,1]', 'relative', powers(0, 6)],
    ['exp(x)', '[0,1]', 'absolute', [0, 1, 2, 5, 9]],
    ['exp(x)', '[-1,1]', 'ulp', powers(0, 7)],
    ['exp(x)', '[1,1.001]', 'relative', powers(0, 8)],
  ] as const)('levels the error of %s on %s (%s)', (text, domain, measure, exponents) => {
    const to = target(text, domain, measure);
    expectBest(to, fit(to, exponents));
  });

  it('keeps fixed terms exactly', () => {
    const to = target('sin(x)', '[0,1]', 'relative', [{ power: 1, coefficient: '1' }]);
    const found = fit(to, [3, 5, 7]);
    expect(found.powers).toEqual([3, 5, 7]);
    expectBest(to, found);
    expect(found.error).toBeGreaterThan(fit(target('sin(x)', '[0,1]', 'relative'), [1, 3, 5, 7]).error);
  });

  it('finds best approximations without alternation (bases that are no Haar system)', () => {
    // exp by even powers on [−1, 1]: only cosh can be approximated, and sinh(1) is left over.
    expect(fit(target('exp(x)', '[-1,1]', 'absolute'), [0, 2, 4, 6]).error).toBeCloseTo(Math.sinh(1), 6);
    const to = target('sin(x)', '[-1,2]', 'absolute');
    const found = fit(to, [1, 3, 5]);
    const half = fit(target('sin(x)', '[0,2]', 'absolute'), [1, 3, 5]);
    expect(found.error / half.error).toBeCloseTo(1, 6);
  });

  it('recovers a polynomial that is one', () => {
    const found = fit(target('x^3 - 2x', '[-1,1]', 'absolute'), powers(0, 5));
    expect(found.coefficients).toEqual(['0x0p+0', '-0x1p+1', '0x0p+0', '0x1p+0', '0x0p+0', '0x0p+0']);
    expect(found.error).toBeLessThan(1e-50);
    expect(found.reference).toEqual([]);
  });

  it('says why a relative error has no bound', () => {
    const inside = fitPolynomial(target('log(x)', '[0.5,2]', 'relative'), powers(0, 5));
    expect(inside).toMatchObject({ kind: 'failure', reason: 'weight' });
    expect(inside.kind === 'failure' && inside.message).toContain('x = 1,');
    expect(fitPolynomial(target('log(x)', '[1,2]', 'relative'), powers(0, 5))).toMatchObject({
      reason: 'weight',
    });
    expect(fitPolynomial(target('sin(x)', '[0,1]', 'relative'), powers(0, 5))).toMatchObject({
      reason: 'weight',
    });
    expect(fitPolynomial(target('x - sin(x)', '[0,1]', 'relative'), powers(1, 5))).toMatchObject({
      reason: 'weight',
    });
  });

  it('says where the function has no value', () => {
    expect(fitPolynomial(target('log(x)', '[0,1]', 'absolute'), powers(0, 5))).toMatchObject({
      kind: 'failure',
      reason: 'undefined',
      message: expect.stringContaining('x = 0'),
    });
  });

  it('gives the same bytes every time', () => {
    const once = fit(target('tanh(x)', '[0,1]', 'relative'), powers(1, 9, 2));
    expect(JSON.stringify(fit(target('tanh(x)', '[0,1]', 'relative'), powers(1, 9, 2)))).toBe(
      JSON.stringify(once),
    );
  });

  it('refuses powers that are not increasing whole numbers', () => {
    for (const bad of [[], [1, 1], [2, 1], [-1], [0.5]]) {
      expect(() => fitPolynomial(target('exp(x)', '[0,1]', 'absolute'), bad)).toThrow(RangeError);
    }
  });
});
