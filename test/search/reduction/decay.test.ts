import { describe, expect, it } from 'vitest';
import { createTotalJudge } from '../../../src/certify/exhaustive-total.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { Workspace } from '../../../src/number/workspace.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { tableBytes } from '../../../src/program/table-bytes.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';
import { KernelFits } from '../../../src/search/reduction/fit-kernel.ts';
import { emitKernel } from '../../../src/search/reduction/kernel.ts';
import { roundedValue } from '../../../src/search/reduction/rounded-value.ts';
import { reducedFunction } from '../../../src/search/reduction/reduced-function.ts';
import { total, type Reduction, type StepContext } from '../../../src/search/reduction/step.ts';
import { decayStep } from '../../../src/search/reduction/steps/decay.ts';

const context = {
  arithmetic: FORMATS.f64,
  storage: FORMATS.f32,
  fma: false,
  division: true,
  maxTable: 4096,
  tolerance: 2 ** -26,
  correct: false,
};
const offered = (text: string, lo: number, hi: number) =>
  decayStep.reductions(reducedFunction(parseExpression(text), 'x', lo, hi), [], context);

describe('decay', () => {
  it.each([
    ['erfc(x)', 0.01, 10, { a: -1, b: 0 }],
    ['gelu(-x)', 0.01, 13, { a: -0.5, b: 0 }],
    ['x^3*exp(-5x)/(1 + x)', 0.01, 20, { a: 0, b: -5 }],
  ])('%s: splits off the exponential', (text, lo, hi, law) => {
    const [reduction] = offered(text, lo, hi);
    expect(reduction.parameters).toEqual(law);
    const [core] = reduction.inners;
    // f = exp(a·x² + b·x)·g, and g hardly changes where f falls by many orders of magnitude.
    for (const x of [lo, 1, hi / 2, hi]) {
      const g = roundedValue(core.oracle, x, FORMATS.f64);
      const f = roundedValue(reducedFunction(parseExpression(text), 'x', lo, hi).oracle, x, FORMATS.f64);
      expect((g * Math.exp(law.a * x * x + law.b * x)) / f).toBeCloseTo(1, 9);
      expect(Math.abs(Math.log2(Math.abs(g)))).toBeLessThan(30);
    }
  });

  it.each([
    ['1/(1 + x^2)', 0, 10],
    ['sin(x)', 0, 40],
    ['erfc(x)', -3, 10],
  ])('%s: leaves alone what does not fall so', (text, lo, hi) => {
    expect(offered(text, lo, hi)).toEqual([]);
  });
});

/** Results in the format computed in, which takes the exponential's argument and value as sums of two. */
const NARROW: StepContext = {
  ...context,
  storage: FORMATS.f64,
  fma: true,
  alone: true,
  byAnalysis: true,
  maxTable: 1 << 14,
  tolerance: 2 ** -56,
};

const kept = (text: string, hi: number, ways: Partial<StepContext> = {}): readonly Reduction[] =>
  decayStep.reductions(reducedFunction(parseExpression(text), 'x', 0, hi), [], { ...NARROW, ...ways });

describe('decay in the format of the results', () => {
  it.each([
    ['erfc(x)', 27.2, -1, false],
    ['gelu(-x)', 38.5, -0.5, true],
    ['3*exp(-x^2/4)/(4 + x)', 54, -0.25, false],
  ])('%s: loses little beside the last rounding, of subnormal results too', (text, hi, a, vanishes) => {
    const [{ parameters, inners, emit }] = kept(text, hi);
    expect(parameters).toMatchObject({ a, kept: true });
    const kernel = KernelFits.of(inners[0], FORMATS.f64, 'each')?.fit(13, {
      heads: 3,
      split: false,
      scheme: 'horner',
      deep: true,
    });
    if (kernel === undefined) throw new Error('no kernel');
    const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
    const program = e.build(
      total(
        e,
        emit(e, e.x, (inside, y, rest) => emitKernel(inside, y, kernel, rest)),
      ),
    );
    expect(tableBytes(program)).toBeLessThanOrEqual(NARROW.maxTable);
    const run = compileProgram(program);
    const { oracle } = reducedFunction(parseExpression(text), 'x', 0, hi);
    const judge = createTotalJudge(oracle, FORMATS.f64, 'ulp', new Workspace(200));
    const points = Array.from({ length: 500 }, (_, i) => ((i + 0.37) * hi) / 500);
    expect(Math.abs(run(points[499]))).toBeLessThan(FORMATS.f64.minNormal);
    const worst = Math.max(...points.map((x) => judge(x, run(x)).upper));
    expect([worst, worst < 0.65]).toEqual([worst, true]);
    expect(vanishes).toBe(run(0) === 0);
    expect(Math.abs(run(0) - roundedValue(oracle, 0, FORMATS.f64))).toBe(0);
  });

  it('needs products kept, a table and a curvature that is a power of two', () => {
    expect(kept('erfc(x)', 27.2, { fma: false })).toHaveLength(kept('erfc(x)', 27.2).length);
    expect(kept('erfc(x)', 27.2, { maxTable: 0 })).toEqual([]);
    expect(kept('erfc(x)', 27.2, { byAnalysis: false })).toEqual([]);
    expect(kept('exp(-3x^2)', 15)).toEqual([]);
    expect(kept('exp(-5x)', 140)).toEqual([]);
  });
});
