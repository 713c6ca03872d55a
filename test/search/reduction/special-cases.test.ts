import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../src/number/formats.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import type { Operand } from '../../../src/program/program.ts';
import { shippedProblem } from '../../../src/discover/shipped/shipped-functions.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';
import { divideKept, keptSum, rootKept } from '../../../src/search/reduction/kept-value.ts';
import { emitRepairs, findRepairs, findSpecialCells } from '../../../src/search/reduction/special-cases.ts';
import { total } from '../../../src/search/reduction/step.ts';

/** A program from its value, set right where it needs it. */
function repaired(name: string, make: (e: Emitter) => Operand): (x: number) => number {
  const problem = shippedProblem({ name, format: 'f64', tier: 'precise', fma: true });
  const cells = findSpecialCells(problem, createOracle(problem.function, ['x']), FORMATS.f64);
  if (cells === undefined) throw new Error(`${name} has no value`);
  const emitter = (): Emitter => new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
  const [first, second] = [emitter(), emitter()];
  const repairs = findRepairs(first.build(make(first)), cells, FORMATS.f64);
  return compileProgram(second.build(emitRepairs(second, make(second), repairs, FORMATS.f64)));
}

describe('special inputs set right', () => {
  it('both zeros, where each has an infinity of its own', () => {
    const run = repaired('rsqrt', (e) =>
      total(e, keptSum(divideKept(e, { value: e.number(1) }, rootKept(e, { value: e.x })))),
    );
    expect([0, -0, Infinity].map(run)).toEqual([Infinity, -Infinity, 0]);
    expect([-Infinity, -1, -5e-324, NaN].map(run)).toEqual([NaN, NaN, NaN, NaN]);
    expect([4, 0.25].map(run)).toEqual([0.5, 2]);
  });

  it('one infinity for both zeros', () => {
    const run = repaired('log', (e) => e.op('mul', e.x, e.x));
    expect([0, -0].map(run)).toEqual([-Infinity, -Infinity]);
    expect([-Infinity, -1, Infinity].map(run)).toEqual([NaN, NaN, Infinity]);
  });
});
