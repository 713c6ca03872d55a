import { describe, expect, it } from 'vitest';
import { COST_MODELS } from '../../../src/program/cost.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';
import { toHexFloat } from '../../../src/number/exact-constant.ts';
import { FitKernel } from '../../../src/search/evolve/kernel-fit.ts';
import { programToStructure, structureToProgram } from '../../../src/search/evolve/structure-program.ts';
import { countOperations } from '../../../src/search/evolve/structure.ts';
import { PUBLISHED, shape } from './structure-shapes.ts';

describe('structureToProgram', () => {
  it('goes to a program and back', () => {
    const texts = ['0.5', '-3', '1e-3', '7', '2.25'];
    const program = validateProgram(structureToProgram(PUBLISHED.f10, texts));
    expect(program.constants).toHaveLength(5);
    const back = programToStructure(program);
    expect(back.structure).toEqual(PUBLISHED.f10);
    expect(back.constants).toEqual(texts);
  });

  it('costs what the cost model says', () => {
    for (const [name, structure] of Object.entries(PUBLISHED)) {
      const program = structureToProgram(
        structure,
        Array.from({ length: structure.constants }, (_, i) => `${i + 2}`),
      );
      expect(COST_MODELS.operations.cost(program)).toBe(Number(name.slice(1)));
      expect(countOperations(structure)).toBe(Number(name.slice(1)));
    }
  });

  it('computes in the kernel what the program computes', () => {
    const structure = shape(
      'a = min x c; b = max a c; d = abs b; e = neg d; f = fma e c x; g = f - a; h = c / g',
    );
    const constants = [1.5, -0.25, 2.5, 1.125];
    const run = compileProgram(structureToProgram(structure, constants.map(toHexFloat), 'f64'));
    const x = Float64Array.of(-3, -0.5, 0.25, 1, 2, 5, 7);
    const kernel = new FitKernel({ x, f: x, w: x });
    kernel.push(structure, constants);
    expect([...kernel.values()[0]]).toEqual([...x].map((at) => run(at)));
  });

  it('refuses programs of several inputs', () => {
    expect(() => programToStructure({ format: 'real', inputs: ['x', 'y'], constants: [], code: [] })).toThrow(
      'one input',
    );
  });
});
