import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../../src/number/formats.ts';
import { shiftStep } from '../../../../src/search/reduction/steps/shift.ts';
import { offered, relativeError, runnable } from './program-of.ts';

const { f32, f64 } = FORMATS;

describe('shift', () => {
  it.each([
    ['exp(x)', [-90, -3, -0.2, 1e-30, 0.7, 33, 88]],
    ['2^(-3x)/4', [-40, -0.1, 0.4, 30]],
    ['expm1(x)', [-3, 0.6, 20, 88]],
  ])('%s is exact to a few units of f64', (text, inputs) => {
    const [reduction] = offered(shiftStep, text, -f32.maxFinite, f32.maxFinite);
    const run = runnable(reduction);
    for (const x of inputs) expect(relativeError(text, x, run(x))).toBeLessThan(2 ** -44);
  });

  it('leaves what only decays room for a product that is no subnormal number', () => {
    const least = (text: string, hi: number): number => {
      const [reduction] = offered(shiftStep, text, -f32.maxFinite, hi);
      return runnable(reduction)(-f32.maxFinite);
    };
    const [both, decaying] = [least('exp(x)', f32.maxFinite), least('exp(x)', 0)];
    expect(both).toBeLessThan(f64.minNormal * 2 ** 5);
    expect(decaying).toBeGreaterThan(f64.minNormal * 2 ** 51);
    expect(f32.round(decaying)).toBe(0);
  });
});
