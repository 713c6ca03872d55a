import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';
import { emitKernel, type Kernel } from '../../../src/search/reduction/kernel.ts';
import { total } from '../../../src/search/reduction/step.ts';

describe('a kernel whose first product is fused', () => {
  // log2(e) in two parts of f32: x·lead is never rounded by itself.
  const lead = Math.fround(Math.LOG2E);
  const kernel: Kernel = {
    powers: [1, 2],
    coefficients: [Math.fround(Math.LOG2E - lead), -0.75],
    lead,
    form: { heads: 1, split: true, scheme: 'horner', fused: true },
  };
  const e = new Emitter({ arithmetic: 'f32', storage: 'f32', variable: 'x', fma: true });
  const program = e.build(total(e, emitKernel(e, e.x, kernel)));
  const run = compileProgram(program);

  it('ends in the sum of that product', () => {
    expect(program.code.at(-1)?.op).toBe('fma');
    expect(program.code.filter(({ op }) => op === 'mul')).toHaveLength(1);
  });

  it('gives x·c to the last bit where the other terms are nothing', () => {
    for (let k = 0; k < 200; k++) {
      const x = Math.fround((1 + k / 200) * 2 ** -40);
      expect(run(x)).toBe(Math.fround(x * Math.LOG2E));
    }
  });
});
