import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import { roundedValue } from '../../../../src/search/reduction/rounded-value.ts';
import { total, type Reduction, type StepContext } from '../../../../src/search/reduction/step.ts';
import { seriesStep } from '../../../../src/search/reduction/steps/series.ts';
import { EXACT } from './program-of.ts';

const { f64 } = FORMATS;
const FOLLOWED: StepContext = { ...EXACT, storage: f64, fma: true, alone: true, byAnalysis: true };

const offered = (text: string, lo: number, hi: number, context = FOLLOWED): readonly Reduction[] =>
  seriesStep.reductions(reducedFunction(parseExpression(text), 'x', lo, hi), [], context);

describe('the first terms of a series', () => {
  it.each([
    ['log1p(x)', 0],
    ['sinh(x)', -1],
    ['expm1(2x)', -1],
  ])('%s about 0 to less than an ulp, of a sum of two too; further out what is left', (text, lo) => {
    const [{ emit, emitAtSum, inners, parameters }, ...others] = offered(text, lo, 1);
    expect(others).toEqual([]);
    const radius = parameters.radius as number;
    const [f] = inners;
    const emitter = (): Emitter =>
      new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
    for (const heads of [true, false]) {
      const e = emitter();
      const far = heads ? { head: e.number(512), tail: e.number(1) } : { tail: e.number(513) };
      const run = compileProgram(
        e.build(
          total(
            e,
            emit(e, e.x, () => far),
          ),
        ),
      );
      expect(run(radius)).toBe(513);
      for (const x of [0.999, 1e-9, 1e-200].flatMap((part) => [part * radius, -part * radius])) {
        if (x < lo) continue;
        const truth = roundedValue(f.oracle, x, f64);
        expect(Math.abs(run(x) - truth)).toBeLessThanOrEqual(f64.ulp(truth));
      }
      // At x and a rest that is a millionth of it.
      const at = emitter();
      const sum = emitAtSum?.(at, at.x, at.op('mul', at.x, at.number(2 ** -20)), () => ({
        tail: at.number(513),
      }));
      const near = compileProgram(at.build(total(at, sum as never)));
      const x = 1e-12 * radius;
      const truth = roundedValue(f.oracle, x * (1 + 2 ** -20), f64);
      expect(Math.abs(near(x) - truth)).toBeLessThanOrEqual(2 * f64.ulp(truth));
    }
  });

  it('is not offered where roundings are not followed, or f is not 0 at 0', () => {
    expect(offered('log1p(x)', 0, 1, { ...FOLLOWED, byAnalysis: false })).toEqual([]);
    expect(offered('exp(x)', -1, 1)).toEqual([]);
    expect(offered('log1p(x)', 0.5, 1)).toEqual([]);
  });
});
