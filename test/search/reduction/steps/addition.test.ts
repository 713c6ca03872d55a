import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../../src/number/formats.ts';
import { KernelFits } from '../../../../src/search/reduction/fit-kernel.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { additionStep } from '../../../../src/search/reduction/steps/addition.ts';
import { offered, relativeError, runnable } from './program-of.ts';

const MOST = FORMATS.f32.maxFinite;

describe('addition', () => {
  it.each([
    ['sinh(x)', 1],
    ['cosh(x)', 1],
    ['3*cosh(x) + sinh(x)', 1],
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

describe('kernels of an odd function away from 0', () => {
  it.each(['cbrt(x)', '1/cbrt(x)'])('%s on [1,2] is a polynomial', (text) => {
    const fits = KernelFits.of(reducedFunction(parseExpression(text), 'x', 1, 2), FORMATS.f64, true);
    if (fits === undefined) throw new Error('no fit');
    expect(fits.powers(3)).toEqual([0, 1, 2]);
    expect(fits.error(8)).toBeLessThan(2e-7);
    fits.dispose();
  });

  it('about 0 the powers are odd', () => {
    const fits = KernelFits.of(reducedFunction(parseExpression('sinh(x)'), 'x', -1, 1), FORMATS.f64, true);
    expect(fits?.powers(3)).toEqual([1, 3, 5]);
    fits?.dispose();
  });
});
