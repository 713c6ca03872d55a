import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { compileBlocks } from '../../src/program/compile-blocks.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { hasFusedVectors } from '../../src/program/fused-vectors.ts';
import { BLOCK, Kernel } from '../../src/program/kernel.ts';
import { HARDWARE_OPERATIONS, type MachineOperation } from '../../src/program/machine-operations.ts';
import { storageOf, type Program } from '../../src/program/program.ts';
import { anyNumber, fixedPrograms } from './conformance-programs.ts';
import { randomTypedProgram } from './typed-programs.ts';

const FUSED = hasFusedVectors();
const OPERATIONS: readonly MachineOperation[] = HARDWARE_OPERATIONS.filter((op) => FUSED || op !== 'fma');

/** Runs a block of random inputs, special ones among them, and compares every bit but those of NaN. */
function agrees(program: Program, seed: number): void {
  const kernel = new Kernel();
  const run = compileBlocks(kernel, program);
  if (run === undefined) throw new Error('not compiled');
  const format = FORMATS[storageOf(program) as 'f32' | 'f64'];
  const size = format.bits / 8;
  const [input, output] = [kernel.allocate(BLOCK * size), kernel.allocate(BLOCK * size)];
  const { buffer } = kernel.memory;
  const view = (at: number): Float32Array | Float64Array =>
    size === 4 ? new Float32Array(buffer, at, BLOCK) : new Float64Array(buffer, at, BLOCK);
  const random = createRandom(seed);
  const inputs = view(input);
  for (let i = 0; i < BLOCK; i++) inputs[i] = i % 7 === 0 ? NaN : anyNumber(format, random);
  const points = 1 + random.integer(BLOCK);
  const nan = run(input, output, points);
  const reference = compileProgram(program);
  const results = view(output);
  for (let i = 0; i < points; i++) {
    const wanted = reference(inputs[i]);
    if (!Object.is(results[i], wanted)) expect([inputs[i], results[i]]).toEqual([inputs[i], wanted]);
  }
  if (program.code.every(({ op }) => op !== 'bits')) expect(nan).toBe(0);
}

describe('compiled blocks', () => {
  for (const [format, storage] of [
    ['f32', 'f32'],
    ['f64', 'f64'],
    ['f64', 'f32'],
  ] as const) {
    it(`give the reference evaluator's results: ${format} stored as ${storage}`, () => {
      const random = createRandom(7);
      for (let i = 0; i < 60; i++) {
        const length = 1 + random.integer(12);
        agrees(randomTypedProgram(format, random, length, { storage, operations: OPERATIONS }), i);
      }
      for (const { program } of fixedPrograms(format))
        if (program.inputs.length === 1 && program.code.every(({ op }) => OPERATIONS.includes(op)))
          agrees({ ...program, ...(storage === format ? {} : { storage }) }, 5);
    });
  }

  it.each([
    '0x1p+1',
    '-0x1p+1',
    '0x1p-3',
    '0x1p+126',
    '0x1p+127',
    '-0x1p-126',
    '0x1p-127',
    '0x1.8p+1',
    '0x0p+0',
    'inf',
    'nan',
  ])('divide by the constant %s', (constant) => {
    for (const format of ['f32', 'f64'] as const)
      agrees({ format, inputs: ['x'], constants: [constant], code: [{ op: 'div', args: ['x', 'c0'] }] }, 3);
  });

  it.each([
    ['iand', -(1n << 52n)],
    ['iand', -(1n << 32n)],
    ['iand', -(1n << 31n)],
    ['iand', 0n],
    ['ishl', 31n],
    ['ishl', 32n],
    ['ishl', 63n],
  ] as const)('convert integers whose lowest bits are known: %s by %s', (op, by) => {
    const code = [
      { op: 'bits', args: ['x'] },
      { op, args: ['t0', 'c0'] },
      { op: 'fromint', args: ['t1'] },
    ] as const;
    agrees({ format: 'f64', inputs: ['x'], constants: [`i:${by}`], code }, 11);
  });

  it('tell of bits taken of a NaN', () => {
    const program: Program = {
      format: 'f32',
      inputs: ['x'],
      constants: [],
      code: [
        { op: 'bits', args: ['x'] },
        { op: 'float', args: ['t0'] },
      ],
    };
    const kernel = new Kernel();
    const run = compileBlocks(kernel, program);
    const at = kernel.allocate(64);
    const numbers = new Float32Array(kernel.memory.buffer, at, 16).fill(1);
    expect(run?.(at, at, 16)).toBe(0);
    numbers[9] = NaN;
    expect(run?.(at, at, 16)).not.toBe(0);
    expect(run?.(at, at, 4)).toBe(0);
  });

  it.runIf(FUSED)('fuse what is rounded once, in every lane', () => {
    const random = createRandom(11);
    for (const format of ['f32', 'f64'] as const)
      for (let i = 0; i < 40; i++)
        agrees(randomTypedProgram(format, random, 6, { storage: format, operations: ['fma', 'sub'] }), i);
  });

  it('are refused to what WebAssembly lacks', () => {
    const fused: Program = {
      format: 'f64',
      inputs: ['x'],
      constants: [],
      code: [{ op: 'fma', args: ['x', 'x', 'x'] }],
    };
    expect(compileBlocks(new Kernel(), fused) !== undefined).toBe(FUSED);
    expect(compileBlocks(new Kernel(), { ...fused, format: 'f16' })).toBeUndefined();
  });
});
