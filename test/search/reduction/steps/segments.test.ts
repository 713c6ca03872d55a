import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { KernelFits } from '../../../../src/search/reduction/fit-kernel.ts';
import { emitKernel } from '../../../../src/search/reduction/kernel.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import { total, type Reduction, type StepContext } from '../../../../src/search/reduction/step.ts';
import { segmentsStep } from '../../../../src/search/reduction/steps/segments.ts';
import { tableBytes } from '../../../../src/program/table-bytes.ts';
import type { Program } from '../../../../src/program/program.ts';
import { NARROW, relativeError } from './program-of.ts';

const CONTEXT: StepContext = {
  ...NARROW,
  maxTable: 8192,
  tolerance: 2 ** -56,
};

const segmentsOf = (
  text: string,
  hi = Number.MAX_VALUE,
  context: Partial<StepContext> = {},
): readonly Reduction[] =>
  segmentsStep.reductions(reducedFunction(parseExpression(text), 'x', 0, hi), [], { ...CONTEXT, ...context });

function programOf({ inners, emit }: Reduction): Program {
  const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
  const fits = KernelFits.of(inners[0], FORMATS.f64, 'each');
  const kernel = fits?.fit(13, { heads: 1, split: true, scheme: 'horner', fused: true });
  if (kernel === undefined) throw new Error('no kernel');
  return e.build(
    total(
      e,
      emit(e, e.x, (inside, y, rest) => emitKernel(inside, y, kernel, rest)),
    ),
  );
}

describe('segments', () => {
  it('are within the table allowed, and lose little beside the last rounding', () => {
    const found = segmentsOf('erf(x)');
    expect(found.map(({ parameters }) => parameters.radius)).toEqual([0.5, 1]);
    for (const segments of found) {
      const program = programOf(segments);
      expect(tableBytes(program)).toBeLessThanOrEqual(CONTEXT.maxTable);
      const run = compileProgram(program);
      let worst = 0;
      for (let k = 1; k < 1300; k++) worst = Math.max(worst, relativeError('erf(x)', k / 200, run(k / 200)));
      // Half a last place next to 1/2, where a number has the fewest of them, is 2⁻⁵³.
      expect(worst).toBeLessThan(1.4 * 2 ** -53);
      expect([7, 1e10, Number.MAX_VALUE, Infinity].map((x) => run(x))).toEqual([1, 1, 1, 1]);
    }
  });

  it('reach to the end of a short interval', () => {
    const [segments] = segmentsOf('3*tanh(x)', 3);
    expect(segments.parameters.end).toBe(3);
    const run = compileProgram(programOf(segments));
    for (const x of [0.25, 0.5, 0.75, 1, 2, 2.999, 3])
      expect([x, relativeError('3*tanh(x)', x, run(x)) < 2 ** -52]).toEqual([x, true]);
  });

  it('need a zero at 0, an end, and a table', () => {
    for (const text of ['cos(x)', 'x', 'sqrt(x)', 'erfc(x)']) expect(segmentsOf(text)).toEqual([]);
    expect(segmentsOf('erf(x)', Number.MAX_VALUE, { maxTable: 0 })).toEqual([]);
    expect(segmentsOf('erf(x)', Number.MAX_VALUE, { maxTable: 2048 })).toEqual([]);
    expect(segmentsOf('erf(x)', Number.MAX_VALUE, { byAnalysis: false })).toEqual([]);
  });
});
