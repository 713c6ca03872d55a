import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { mpfr } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { evaluateProgramBig } from '../../src/program/evaluate-big.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import {
  MACHINE_OPERATION_TABLE,
  REAL_OPERATIONS,
  type RealOperation,
} from '../../src/program/machine-operations.ts';
import type { Program } from '../../src/program/program.ts';
import { fixedPrograms, operationPrograms, testInputs } from './conformance-programs.ts';

const single = (op: RealOperation, format: keyof typeof FORMATS = 'f64') => {
  const entry = operationPrograms(format).find((candidate) => candidate.op === op);
  return compileProgram((entry as { program: Program }).program);
};

describe('reference evaluator', () => {
  it('gives each operation its stated meaning', () => {
    const cases: [RealOperation, number[], number][] = [
      ['add', [0.1, 0.2], 0.30000000000000004],
      ['sub', [1, 3], -2],
      ['mul', [3, -0], -0],
      ['div', [1, -0], -Infinity],
      ['neg', [0], -0],
      ['abs', [-0], 0],
      ['fma', [0.1, 10, -1], 2 ** -54],
      ['sqrt', [-0], -0],
      ['sqrt', [-1], NaN],
      // Zeros of both signs, or a NaN: the first operand.
      ['min', [0, -0], 0],
      ['min', [-0, 0], -0],
      ['min', [NaN, 1], NaN],
      ['min', [1, NaN], 1],
      ['min', [2, 1], 1],
      ['max', [0, -0], 0],
      ['max', [-0, 0], -0],
      ['max', [NaN, 1], NaN],
      ['max', [1, NaN], 1],
      ['max', [2, 3], 3],
      ['floor', [-0.5], -1],
      ['ceil', [-0.5], -0],
      ['trunc', [-1.5], -1],
      ['round', [2.5], 2],
      ['round', [3.5], 4],
      ['round', [-0.5], -0],
    ];
    for (const [op, args, expected] of cases)
      expect(single(op)(...args), `${op}(${args.join(', ')})`).toBe(expected);
  });

  it('rounds every operation to the format', () => {
    const { program } = fixedPrograms('f16')[6];
    const { add, mul, div, fma, round } = FORMATS.f16;
    const x = round(0.7);
    const square = mul(x, x);
    const expected = div(mul(x, add(square, 15)), fma(square, 6, 15));
    expect(compileProgram(program)(x)).toBe(expected);
  });

  it('returns the first input when there is no code', () => {
    expect(compileProgram({ format: 'f32', inputs: ['x', 'y'], constants: [], code: [] })(3, 4)).toBe(3);
  });

  it('refuses programs that are not valid, and `real`', () => {
    const program: Program = { format: 'f32', inputs: ['x'], constants: ['0x1.0000001p0'], code: [] };
    expect(() => compileProgram(program)).toThrow(NapierError);
    expect(() => compileProgram({ format: 'real', inputs: ['x'], constants: [], code: [] })).toThrow(
      /not a machine/,
    );
  });
});

describe('evaluation over the reals', () => {
  it('at 53 bits is the reference in f64, normal results', () => {
    const random = createRandom(3);
    withWorkspace(53, (w) => {
      const programs = [...operationPrograms('f64'), ...fixedPrograms('f64')];
      for (const { program } of programs) {
        const inputs = program.inputs.map(() => testInputs(FORMATS.f64, random, 300));
        const reference = compileProgram(program);
        for (let i = 0; i < 300; i++) {
          const mark = w.mark();
          const point = inputs.map((values) => values[i]);
          const expected = reference(...point);
          const got = mpfr.mpfr_get_d(
            evaluateProgramBig(
              program,
              point.map((x) => w.number(x)),
              w,
            ),
            0,
          );
          // MPFR has no subnormals or overflow in this range: compare where doubles do not either.
          const ordinary = (x: number) => x === 0 || (Math.abs(x) > 1e-150 && Math.abs(x) < 1e150);
          if ([...point, expected].every(ordinary))
            expect(got, `${JSON.stringify(program)} ${point}`).toBe(expected);
          w.release(mark);
        }
      }
    });
  });

  it('takes decimal constants at full precision', () => {
    const program: Program = {
      format: 'real',
      inputs: ['x'],
      constants: ['0.1'],
      code: [{ op: 'sub', args: ['x', 'c0'] }],
    };
    withWorkspace(200, (w) => {
      const x = evaluateProgramBig(program, [w.number(0.1)], w);
      // 0.1 as a double is above one tenth by 2^−56/10 · 2
      expect(toHexFloat(mpfr.mpfr_get_d(x, 0))).toBe('0x1.999999999999ap-58');
    });
  });
});

it('the operation table says how many operands each takes', () => {
  for (const op of REAL_OPERATIONS) {
    const { arity } = MACHINE_OPERATION_TABLE[op];
    expect(
      ({ fma: 3, neg: 1, abs: 1, sqrt: 1, floor: 1, ceil: 1, round: 1, trunc: 1 } as Record<string, number>)[
        op
      ] ?? 2,
    ).toBe(arity);
  }
});
