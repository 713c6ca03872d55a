/** Programs, inputs and comparisons that the conformance tests of all targets share. */
import { expect } from 'vitest';
import { TARGETS } from '../../src/emit/targets.ts';
import type { EmitFunction, Target } from '../../src/emit/target.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { compileOpenness, compileProgram } from '../../src/program/evaluate.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import { programText } from '../../src/program/program-text.ts';
import { storageOf, type Program } from '../../src/program/program.ts';
import { anyNumber, ordinaryNumber, specialValues } from '../program/conformance-programs.ts';
import {
  powerOfTwo,
  randomTypedProgram,
  reciprocalRoot,
  typedOperationPrograms,
} from '../program/typed-programs.ts';

const DEEP = process.env.NAPIER_DEEP === '1';
export const POINTS = DEEP ? 1_000_000 : 10_000;
const PROGRAMS = 25;

export type Lane = Float32Array | Float64Array;
export type Case = {
  readonly name: string;
  readonly storage: 'f32' | 'f64';
  readonly programs: readonly Program[];
};

/** Every operation by itself (of one operand: the others are constants), and many random programs. */
function casesOf(format: 'f32' | 'f64', storage: 'f32' | 'f64'): Case {
  const random = createRandom(40);
  const programs: Program[] = [];
  for (const { program } of typedOperationPrograms(format)) {
    programs.push({ ...univariate(program), ...(storage === format ? {} : { storage }) });
  }
  if (format === 'f32') programs.push(reciprocalRoot());
  programs.push(powerOfTwo(format, storage));
  while (programs.length < 24 + PROGRAMS) {
    const program = randomTypedProgram(format, random, 1 + random.integer(10), { storage });
    if (TARGETS.c.refuses(program) === undefined) programs.push(program);
  }
  return { name: `${format}_${storage}`, storage, programs };
}

/** Inputs but the first become copies of it, shifted: one input is what targets are run with. */
function univariate(program: Program): Program {
  const [first, ...others] = program.inputs;
  const names = new Map(others.map((name, i) => [name, `t${i}`]));
  const shift = others.length;
  const moved = (arg: string): string =>
    names.get(arg) ?? (/^t\d+$/.test(arg) ? `t${Number(arg.slice(1)) + shift}` : arg);
  const constants = [...program.constants, '0x1.8p-1', '-0x1.4p+2'];
  const at = program.constants.length;
  return {
    ...program,
    inputs: [first],
    constants,
    code: [
      ...others.map((_, i) => ({
        op: i === 0 ? ('mul' as const) : ('add' as const),
        args: [first, `c${at + i}`],
      })),
      ...program.code.map(({ op, args }) => ({ op, args: args.map(moved) })),
    ],
  };
}

export const CASES = [casesOf('f32', 'f32'), casesOf('f64', 'f64'), casesOf('f64', 'f32')];

export function inputsFor({ storage }: Case, count = POINTS): Lane {
  const format = findFormat(storage);
  const random = createRandom(7);
  const special = specialValues(format);
  const inputs = storage === 'f32' ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) {
    inputs[i] =
      i < special.length
        ? special[i]
        : i % 2 === 0
          ? anyNumber(format, random)
          : ordinaryNumber(format, random);
  }
  return inputs;
}

/** A polynomial in the first of binary32, a fixed-point format and integers that a target writes. */
export function cubicFor(target: Target): EmitFunction {
  const formats = ['f32', 'q(3.12)'];
  const programs = formats.map((format) => {
    const b = new ProgramBuilder(format, ['x']);
    const x = b.input(0);
    const square = b.add(b.mul(b.constant('0x1p-2'), x), b.constant('-0x1.8p-1'));
    return b.build(b.add(b.mul(b.mul(square, x), x), b.constant('0x1p+0')));
  });
  const i = new ProgramBuilder('q(19.12)', ['x'], 'q(3.12)');
  const n = i.operation('bits', i.input(0));
  programs.push(i.build(i.operation('float', i.operation('imul', n, i.operation('imul', n, n)))));
  const found = programs.find((program) => target.refuses(program) === undefined);
  if (found === undefined)
    throw new Error(`${target.name} writes neither ${formats.join(' nor ')} nor integers`);
  return emitted(found, 'cubic');
}

export function emitted(program: Program, name: string): EmitFunction {
  return {
    name,
    program,
    specification: {
      function: parseExpression('x'),
      variable: 'x',
      domain: parseDomain('[-4,4]'),
      format: storageOf(program),
      measure: 'absolute',
    },
    command: 'test',
    version: 'test',
  };
}

export function expectSame(program: Program, inputs: Lane, outputs: Lane): void {
  const [run, isOpen] = [compileProgram(program), compileOpenness(program)];
  let decided = 0;
  for (let i = 0; i < inputs.length; i++) {
    const expected = run(inputs[i]);
    if (Object.is(expected, outputs[i])) decided++;
    else if (!isOpen(inputs[i])) {
      expect.fail(`${programText(program)} at ${inputs[i]}: got ${outputs[i]}, reference ${expected}`);
    }
  }
  expect(decided).toBeGreaterThan(0);
}
