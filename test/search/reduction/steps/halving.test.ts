import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { KernelFits } from '../../../../src/search/reduction/fit-kernel.ts';
import { emitKernel } from '../../../../src/search/reduction/kernel.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import { total } from '../../../../src/search/reduction/step.ts';
import { halvingStep } from '../../../../src/search/reduction/steps/halving.ts';
import { EXACT, offered, relativeError, runnable } from './program-of.ts';

describe('halving', () => {
  it.each(['asin(x)', '3*asin(x)'])('%s from its values below 1/2', (text) => {
    const [halving] = offered(halvingStep, text, 0, 1);
    expect(halving.inners.map(({ lo, hi }) => [lo, hi])).toEqual([[0, 0.5]]);
    const run = runnable(halving);
    for (const x of [1e-3, 0.3, 0.5, 0.50001, 0.9, 0.999999, 1])
      expect([x, relativeError(text, x, run(x)) < 2 ** -48]).toEqual([x, true]);
  });

  it('is not offered without its identity, or on other intervals', () => {
    for (const text of ['sin(x)', 'acos(x)', 'x', 'sqrt(x)'])
      expect(offered(halvingStep, text, 0, 1)).toEqual([]);
    expect(offered(halvingStep, 'asin(x)', 0, 0.75)).toEqual([]);
  });

  it('in the format of the results, what root and sum round away is kept: below 1 ulp, above it without', () => {
    const f = reducedFunction(parseExpression('asin(x)'), 'x', 0, 1);
    const context = { ...EXACT, arithmetic: FORMATS.f32, fma: true, correct: false };
    const errors = halvingStep.reductions(f, [], context).map((reduction) => {
      const e = new Emitter({ arithmetic: 'f32', storage: 'f32', variable: 'x', fma: true });
      const fits = KernelFits.of(reduction.inners[0], FORMATS.f32, 'each');
      const kernel = fits?.fit(6, { heads: 1, split: false, scheme: 'horner' });
      if (kernel === undefined) throw new Error('no kernel');
      const value = reduction.emit(e, e.x, (inside, y, rest) => emitKernel(inside, y, kernel, rest));
      const run = compileProgram(e.build(total(e, value)));
      let worst = 0;
      for (let k = 0; k < 4000; k++) {
        const x = Math.fround(0.5 + k / 8000.1);
        const unit = Math.asin(x) < 1 ? 2 ** -24 : 2 ** -23;
        worst = Math.max(worst, Math.abs(run(x) - Math.asin(x)) / unit);
      }
      return worst;
    });
    expect(errors[0]).toBeLessThan(0.9);
    expect(errors[1]).toBeGreaterThan(1.1);
  });
});
