import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COST_MODELS, COST_MODEL_NAMES } from '../../src/program/cost.ts';
import { MACHINES } from '../../src/program/machines.ts';
import type { Program } from '../../src/program/program.ts';
import { arbitraryProgram } from './conformance-programs.ts';

const horner: Program = {
  format: 'f32',
  inputs: ['x'],
  constants: ['0x1p-1', '0x1p+0'],
  code: [
    { op: 'sqrt', args: ['c0'] },
    { op: 'fma', args: ['x', 't0', 'c1'] },
    { op: 'mul', args: ['x', 'x'] },
    { op: 'add', args: ['t1', 't2'] },
  ],
};

describe('cost models', () => {
  for (const name of COST_MODEL_NAMES) {
    const model = COST_MODELS[name];
    it(`${name}: states its name, unit and meaning`, () => {
      expect(model.name).toBe(name);
      expect(model.unit.length * model.description.length).toBeGreaterThan(0);
    });

    it(`${name}: finite, not negative, and no less after one more instruction`, () => {
      fc.assert(
        fc.property(arbitraryProgram('f64'), (program) => {
          const longer: Program = {
            ...program,
            code: [...program.code, { op: 'mul', args: ['x', `t${program.code.length - 1}`] }],
          };
          const [cost, more] = [model.cost(program), model.cost(longer)];
          expect(Number.isFinite(cost) && cost >= 0).toBe(true);
          expect(more).toBeGreaterThanOrEqual(cost);
          expect(more).toBeGreaterThan(0);
        }),
        { seed: 4, numRuns: 200 },
      );
    });

    it(`${name}: work on constants is free`, () => {
      fc.assert(
        fc.property(arbitraryProgram('f64'), (program) => {
          const shifted = (arg: string) => (arg.startsWith('t') ? `t${Number(arg.slice(1)) + 1}` : arg);
          const more: Program = {
            ...program,
            constants: [...program.constants, '0x1p+1'],
            code: [
              { op: 'sqrt', args: [`c${program.constants.length}`] },
              ...program.code.map(({ op, args }) => ({ op, args: args.map(shifted) })),
            ],
          };
          expect(model.cost(more)).toBe(model.cost(program));
        }),
        { seed: 5, numRuns: 100 },
      );
    });

    it(`${name}: nothing costs nothing`, () => {
      expect(model.cost({ ...horner, code: [] })).toBe(0);
    });
  }

  it('count as defined', () => {
    expect(COST_MODELS.operations.cost(horner)).toBe(3);
    expect(COST_MODELS.depth.cost(horner)).toBe(2);
    // Sums are free: x·c + 1 beside x·x.
    expect(COST_MODELS['multiplicative-depth'].cost(horner)).toBe(1);
    // Three instructions, and two values that stand ready.
    expect(COST_MODELS.bytes.cost(horner)).toBe(3 * 4 + 2 * 4);
    expect(COST_MODELS.energy.cost(horner)).toBe(3700 + 900 + 3700 + 900);
    const { f32, f64 } = MACHINES.zen5;
    expect(COST_MODELS['zen5-throughput'].cost(horner)).toBe(f32.fma[0] + f32.mul[0] + f32.add[0]);
    expect(COST_MODELS['zen5-latency'].cost({ ...horner, format: 'f64' })).toBe(f64.fma[1] + f64.add[1]);
  });
});
