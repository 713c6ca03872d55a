import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findFormat, FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { BLOCK, Kernel } from '../../src/program/kernel.ts';
import { MACHINE_OPERATIONS } from '../../src/program/machine-operations.ts';
import type { Program } from '../../src/program/program.ts';
import {
  anyNumber,
  arbitraryProgram,
  fixedPrograms,
  hardProductSum,
  operationPrograms,
  ordinaryNumber,
  sameNumber,
  specialValues,
  testInputs,
  type MachineFormat,
} from './conformance-programs.ts';

const DEEP = process.env.NAPIER_DEEP ? 12 : 1;
const kernel = new Kernel();

/** Fails with the program and the inputs at the first point where the kernel and the reference differ. */
function expectSame(program: Program, inputs: readonly Float64Array[]): void {
  const out = new Float64Array(inputs[0].length);
  kernel.evaluateMany(program, inputs, out);
  const reference = compileProgram(program);
  for (let i = 0; i < out.length; i++) {
    const point = inputs.map((values) => values[i]);
    const expected = reference(...point);
    if (!sameNumber(out[i], expected)) {
      expect.fail(
        `${JSON.stringify(program)} at ${point.join(', ')}: kernel ${out[i]}, reference ${expected}`,
      );
    }
  }
}

/** Every combination of special values, then `count` random ones. */
function combinations(format: MachineFormat, operands: number, count: number): Float64Array[] {
  const record = findFormat(format);
  const random = createRandom(64 + operands);
  const special = specialValues(record);
  const total = special.length ** operands;
  const pick = () => (random.next() < 0.5 ? anyNumber(record, random) : ordinaryNumber(record, random));
  return Array.from({ length: operands }, (_, k) =>
    Float64Array.from({ length: total + count }, (_, i) =>
      i < total ? special[Math.floor(i / special.length ** k) % special.length] : pick(),
    ),
  );
}

for (const format of ['f32', 'f64', 'f16', 'bf16'] as const) {
  const lanes = Kernel.supports(format);
  describe(`kernel = reference in ${format}`, () => {
    for (const { op, program } of operationPrograms(format)) {
      it(`${op}: all special values, and random ones`, () => {
        const operands = lanes ? program.inputs.length : 1;
        if (operands < program.inputs.length)
          return expectSame(
            program,
            combinations(format, 1, 50).flatMap((x) => program.inputs.map(() => x)),
          );
        expectSame(program, combinations(format, operands, (operands === 3 ? 20_000 : 5000) * DEEP));
      });
    }

    it('fma: cancelling, at every scale', () => {
      const random = createRandom(2008);
      const points = Array.from({ length: (lanes ? 30_000 : 100) * DEEP }, () =>
        hardProductSum(findFormat(format), random),
      );
      const fma = operationPrograms(format).find(({ op }) => op === 'fma') as { program: Program };
      expectSame(
        fma.program,
        [0, 1, 2].map((k) => Float64Array.from(points, (point) => point[k])),
      );
    });

    it('fixed programs', () => {
      const random = createRandom(1);
      for (const { program } of fixedPrograms(format)) {
        expectSame(
          program,
          program.inputs.map(() => testInputs(findFormat(format), random, 3000 * DEEP)),
        );
      }
    });

    it('random programs', () => {
      fc.assert(
        fc.property(arbitraryProgram(format), fc.nat(), (program, seed) => {
          const random = createRandom(seed);
          expectSame(
            program,
            program.inputs.map(() => testInputs(findFormat(format), random, 400)),
          );
        }),
        { seed: 11, numRuns: (lanes ? 200 : 20) * DEEP },
      );
    });
  });
}

describe('kernel', () => {
  it('numbers operations as the table does', () => {
    const source = readFileSync(new URL('../../kernel/operation.ts', import.meta.url), 'utf8');
    const constants = [...source.matchAll(/export const (\w+): i32 = (\d+);/g)];
    expect(constants.map(([, name]) => name)).toEqual([...MACHINE_OPERATIONS]);
    constants.forEach(([, , number], i) => expect(Number(number)).toBe(i));
  });

  it('takes any number of points, whole blocks or not', () => {
    const { program } = fixedPrograms('f32')[5];
    const random = createRandom(2);
    for (const count of [0, 1, 3, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 2]) {
      expectSame(program, [Float64Array.from({ length: count }, () => ordinaryNumber(FORMATS.f32, random))]);
    }
  });

  it('reuses released memory, and keeps programs that were not released', () => {
    const own = new Kernel();
    const [first, second] = [fixedPrograms('f64')[5].program, fixedPrograms('f64')[6].program];
    const kept = own.loadProgram(first);
    const mark = own.mark();
    const inputs = [Float64Array.of(0.5, 2, -3)];
    const before = new Float64Array(3);
    own.evaluate(kept, inputs, before);
    const size = own.memory.buffer.byteLength;
    for (let i = 0; i < 2000; i++) {
      own.loadProgram(second);
      own.release(mark);
    }
    expect(own.memory.buffer.byteLength).toBe(size);
    own.allocate(1 << 24); // memory moves
    const after = new Float64Array(3);
    own.evaluate(kept, inputs, after);
    expect([...after]).toEqual([...before]);
  });

  it('refuses formats it has no lanes for, and endless memory', () => {
    const { program } = fixedPrograms('f16')[5];
    expect(() => kernel.loadProgram(program)).toThrow(/no `f16` arithmetic/);
    expect(() => kernel.allocate(2 ** 33)).toThrow(/no room/);
  });
});
