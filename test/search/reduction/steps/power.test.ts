import { describe, expect, it } from 'vitest';
import { powerStep } from '../../../../src/search/reduction/steps/power.ts';
import { offered, relativeError, runnable } from './program-of.ts';

describe('power, one binade left', () => {
  it.each(['cbrt(x)', '1/cbrt(x)'])('%s is exact to a few units of f64', (text) => {
    const binades = offered(powerStep, text, 2 ** -149, 2 ** 127).find(
      ({ parameters }) => parameters.binades,
    );
    if (binades === undefined) throw new Error('no step');
    expect(binades.inners.map(({ lo, hi }) => [lo, hi])).toEqual([[1, 2]]);
    const run = runnable(binades);
    for (const x of [2 ** -149, 3e-39, 0.7, 1, 1.5, 1.9999, 2, 3, 4, 7.99, 8, 1e10, 3e38])
      expect(relativeError(text, x, run(x))).toBeLessThan(2 ** -48);
  });

  it('is not offered where f(2x) is no multiple of f(x), or that multiple is a power of two', () => {
    const names = (text: string) =>
      offered(powerStep, text, 0, 2 ** 127).map(({ parameters }) => parameters.binades);
    expect(names('x')).not.toContain(true);
    expect(names('sqrt(x)')).toContain(true);
    expect(names('log(x)')).toEqual([]);
  });
});
