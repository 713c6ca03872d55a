import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { findIdentities } from '../../../../src/search/reduction/find-identities.ts';
import { KernelFits } from '../../../../src/search/reduction/fit-kernel.ts';
import { emitKernel } from '../../../../src/search/reduction/kernel.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import { total, type Reduction } from '../../../../src/search/reduction/step.ts';
import { reciprocalStep } from '../../../../src/search/reduction/steps/reciprocal.ts';
import { rotationStep } from '../../../../src/search/reduction/steps/rotation.ts';
import { EXACT } from './program-of.ts';

const NARROW = { ...EXACT, arithmetic: FORMATS.f32, fma: true, correct: false, alone: true };
const LARGEST = FORMATS.f32.maxFinite;

const rotationsOf = (text: string, lo: number, hi: number, context = NARROW): readonly Reduction[] => {
  const f = reducedFunction(parseExpression(text), 'x', lo, hi);
  return rotationStep.reductions(f, findIdentities(f), context);
};

/** The largest error of an arctangent in ulp, at magnitudes of about a tenth to ten, and some far out. */
function worstOf({ inners, emit }: Reduction, terms: number): number {
  const e = new Emitter({ arithmetic: 'f32', storage: 'f32', variable: 'x', fma: true });
  const fits = KernelFits.of(inners[0], FORMATS.f32, 'each');
  const kernel = fits?.fit(terms, { heads: 1, split: false, scheme: 'horner' });
  if (kernel === undefined) throw new Error('no kernel');
  const value = emit(e, e.x, (inside, y, rest) => emitKernel(inside, y, kernel, rest));
  const run = compileProgram(e.build(total(e, value)));
  const points = Array.from({ length: 4000 }, (_, k) => 10 ** (k / 2000 - 1));
  return Math.max(
    ...[...points, 0.5, 1, 2, 1e6, 1e20, LARGEST].map(Math.fround).map((x) => {
      const truth = Math.atan(x);
      return Math.abs(run(x) - truth) / FORMATS.f32.ulp(truth);
    }),
  );
}

describe('rotation', () => {
  it('leaves an arctangent on [-1/2, 1/2], and loses less than the inverse alone', () => {
    const [rotation] = rotationsOf('atan(x)', 0, LARGEST);
    expect(rotation.inners.map(({ lo, hi }) => [lo < -0.5, hi > 0.5, hi < 0.51])).toEqual([
      [true, true, true],
    ]);
    const f = reducedFunction(parseExpression('atan(x)'), 'x', 0, LARGEST);
    const inverses = reciprocalStep.reductions(f, findIdentities(f), NARROW);
    expect(worstOf(rotation, 6)).toBeLessThan(0.8);
    expect(Math.min(...inverses.map((inverse) => worstOf(inverse, 9)))).toBeGreaterThan(1.1);
  });

  it('is of multiples of an arctangent too', () => {
    expect(rotationsOf('3*atan(x)', 0, LARGEST)).toHaveLength(1);
  });

  it('needs its identities, fused operations and an argument above 2', () => {
    for (const text of ['x', 'log(x)', 'tanh(x)', 'atan(2*x)', 'atan(1/x)'])
      expect(rotationsOf(text, 0, LARGEST)).toEqual([]);
    expect(rotationsOf('atan(x)', 0, 1)).toEqual([]);
    expect(rotationsOf('atan(x)', -LARGEST, LARGEST)).toEqual([]);
    expect(rotationsOf('atan(x)', 0, LARGEST, { ...NARROW, fma: false })).toEqual([]);
    expect(rotationsOf('atan(x)', 0, LARGEST, { ...NARROW, division: false })).toEqual([]);
  });
});
