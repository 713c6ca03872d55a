import { describe, expect, it } from 'vitest';
import { fitRational } from '../../src/search/fit-rational.ts';
import type { RationalFit } from '../../src/search/fit.ts';
import type { FitTarget } from '../../src/search/fit-target.ts';
import { denseError, powers, target } from './targets.ts';

function fit(to: FitTarget, numerator: readonly number[], denominator: readonly number[]): RationalFit {
  const found = fitRational(to, numerator, denominator);
  if (found.kind === 'failure') throw new Error(found.message);
  return found;
}

function expectBest(to: FitTarget, found: RationalFit, points: number): void {
  expect(found.reference.length).toBeGreaterThanOrEqual(points);
  for (const [i, { error }] of found.reference.entries()) {
    expect(Math.abs(error) / found.error).toBeGreaterThan(1 - 1e-6);
    if (i > 0) expect(Math.sign(error)).toBe(-Math.sign(found.reference[i - 1].error));
  }
  const seen = denseError(
    to,
    { powers: found.numeratorPowers, coefficients: found.numerator },
    { powers: found.denominatorPowers, coefficients: found.denominator },
  );
  expect(seen).toBeLessThanOrEqual(found.error * (1 + 1e-6));
  expect(seen).toBeGreaterThan(found.error * 0.5);
}

describe('fitRational', () => {
  it('agrees with the published errors for |x| (Varga, Ruttan & Carpenter 1991, table 1)', () => {
    const to = target('|x|', '[0,1]', 'absolute');
    const published = [0.0436890126, 0.00850148472, 0.00228210602, 0.000736563614];
    for (const [k, error] of published.entries()) {
      // (2k, 2k) on [−1, 1] is even: (k, k) in x² on [0, 1].
      const found = fit(to, powers(0, 2 * (k + 1), 2), powers(0, 2 * (k + 1), 2));
      expect(found.error / error).toBeCloseTo(1, 7);
    }
  });

  it.each([
    ['exp(x)', '[0,1]', 'relative', powers(0, 3), powers(0, 3)],
    ['exp(x)', '[0,1]', 'relative', powers(0, 5), powers(0, 5)],
    ['exp(x)', '[-10,0]', 'absolute', powers(0, 4), powers(0, 4)],
    ['log(x)', '[1,2]', 'absolute', powers(0, 2), powers(0, 5)],
    ['sqrt(x)', '[0,1]', 'absolute', powers(0, 5), powers(0, 5)],
    ['tanh(x)', '[0,1]', 'relative', powers(1, 5, 2), powers(0, 4, 2)],
    ['sin(x)', '[0,pi/2]', 'relative', powers(1, 5, 2), powers(0, 2, 2)],
    ['exp(x)', '[-1,1]', 'ulp', powers(0, 3), powers(0, 2)],
    ['tan(x)', '[0,pi/4]', 'absolute', powers(0, 0), powers(0, 3)],
    ['airy_ai(-x)', '[0,1]', 'relative', powers(0, 4), powers(0, 5)],
  ] as const)(
    'equioscillates for %s on %s (%s), %j / %j',
    (text, domain, measure, numerator, denominator) => {
      const to = target(text, domain, measure);
      expectBest(to, fit(to, numerator, denominator), numerator.length + denominator.length);
    },
  );

  it('gives the lower type where symmetry makes it the best (Achieser: fewer alternations by the defect)', () => {
    const to = target('atan(x)', '[-1,1]', 'absolute');
    const found = fit(to, powers(0, 4), powers(0, 3));
    expect(found.error / fit(to, powers(0, 3), powers(0, 2)).error).toBeCloseTo(1, 6);
    expect(found.denominatorPowers).toEqual([0, 1, 2]);
    expectBest(to, found, 4 + 3 + 2 - 1);
  });

  it('recovers a rational function that is one, without common factors', () => {
    const found = fit(target('(1+2x)/(1+x^2)', '[0,1]', 'relative'), powers(0, 3), powers(0, 4));
    expect(found.numerator).toEqual(['0x1p+0', '0x1p+1']);
    expect(found.denominator).toEqual(['0x1p+0', '0x0p+0', '0x1p+0']);
    expect(found.reference).toEqual([]);
  });

  it('states a failure', () => {
    expect(fitRational(target('log(x)', '[1,2]', 'relative'), [0, 1], [0, 1])).toMatchObject({
      kind: 'failure',
      reason: 'weight',
    });
    expect(fitRational(target('1/x', '[0,1]', 'absolute'), [0, 1], [0, 1])).toMatchObject({
      kind: 'failure',
      reason: 'undefined',
    });
  });

  it('gives the same bytes every time', () => {
    const once = (): string =>
      JSON.stringify(fit(target('erf(x)', '[0,1]', 'absolute'), powers(0, 3), powers(0, 3)));
    expect(once()).toBe(once());
  });
});
