import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../../src/number/formats.ts';
import { additionStep } from '../../../../src/search/reduction/steps/addition.ts';
import { offered, relativeError, runnable } from './program-of.ts';

const MOST = FORMATS.f32.maxFinite;

describe('addition', () => {
  it.each([
    ['sinh(x)', 1],
    ['2*sinh(1.5*x)', 1.5],
  ])('%s is exact to a few units of f64', (text, rate) => {
    const [reduction] = offered(additionStep, text, -MOST, MOST);
    expect(reduction.parameters.rate).toBe(rate);
    expect(reduction.identity).toBeDefined();
    for (const { lo, hi } of reduction.inners) expect(Math.max(-lo, hi)).toBeLessThan(0.35 / rate);
    const run = runnable(reduction);
    for (const x of [1e-30, 1e-4, 0.3, -0.36, 0.7, 1, -2.5, 10, -31, 55])
      expect(relativeError(text, x, run(x))).toBeLessThan(2 ** -44);
  });

  it('leaves a zero of either sign as it is, and infinities', () => {
    const [reduction] = offered(additionStep, 'sinh(x)', -MOST, MOST);
    const run = runnable(reduction);
    expect(run(0)).toBe(0);
    expect(run(-0)).toBe(-0);
    expect([run(MOST), run(-MOST)].map((y) => FORMATS.f32.round(y))).toEqual([Infinity, -Infinity]);
  });

  it.each(['exp(x)', 'exp(-2x)', 'tanh(x)', 'sin(x)', 'x', 'x*sinh(x)'])(
    'is not offered on %s, which is no sum of a rising and a falling exponential',
    (text) => expect(offered(additionStep, text, -MOST, MOST)).toEqual([]),
  );
});
