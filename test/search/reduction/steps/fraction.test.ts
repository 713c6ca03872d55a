import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { KernelFits } from '../../../../src/search/reduction/fit-kernel.ts';
import { emitKernel } from '../../../../src/search/reduction/kernel.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import { total, type Reduction } from '../../../../src/search/reduction/step.ts';
import { fractionStep } from '../../../../src/search/reduction/steps/fraction.ts';
import { EXACT, relativeError } from './program-of.ts';

const TOLERANCE = 2 ** -28;

function offered(text: string, lo: number, hi: number, division = true): readonly Reduction[] {
  const f = reducedFunction(parseExpression(text), 'x', lo, hi);
  return fractionStep.reductions(f, [], { ...EXACT, tolerance: TOLERANCE, division });
}

describe('fraction', () => {
  it.each([
    ['erfc(x)*exp(x^2)', 0, 10, 11],
    ['erfc(-x)*exp(x^2)', -10, 0, 11],
    ['1/(3+x)', 0, 40, 8],
  ])('%s on [%d, %d] from (x - k)/(x + k), in few terms', (text, lo, hi, most) => {
    const [fraction] = offered(text, lo, hi);
    expect(Math.sign(fraction.parameters.k as number)).toBe(lo < 0 ? -1 : 1);
    const fits = KernelFits.of(fraction.inners[0], FORMATS.f64, 'plain');
    const terms = fits?.worthwhile(TOLERANCE, TOLERANCE)[0] ?? Infinity;
    expect(terms).toBeLessThanOrEqual(most);
    const kernel = fits?.fit(terms, { heads: 0, split: false, scheme: 'horner' });
    if (kernel === undefined) throw new Error('no kernel');
    const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: false });
    const value = fraction.emit(e, e.x, (inside, t) => emitKernel(inside, t, kernel));
    const run = compileProgram(e.build(total(e, value)));
    for (let i = 0; i <= 40; i++) {
      const x = lo + ((hi - lo) * i) / 40;
      expect([x, relativeError(text, x, run(x)) < 2 * TOLERANCE]).toEqual([x, true]);
    }
  });

  it('is not offered without division, on short intervals, across 0, or where the function changes its sign', () => {
    expect(offered('erfc(x)*exp(x^2)', 0, 10, false)).toEqual([]);
    expect(offered('erfc(x)*exp(x^2)', 0, 3)).toEqual([]);
    expect(offered('erfc(x)*exp(x^2)', -5, 5)).toEqual([]);
    expect(offered('1-x', 0, 10)).toEqual([]);
  });
});
