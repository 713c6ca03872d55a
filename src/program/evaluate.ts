import { roundEven } from '../number/double-bits.ts';
import { fromHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { exactInteger, isIntegerText } from './integer-constant.ts';
import { isRealOperation, type RealOperation } from './machine-operations.ts';
import { registerOf } from './operand.ts';
import { storageOf, type Instruction, type Program } from './program.ts';
import { requireHardware } from './require-real.ts';
import { NARROW_MEANING } from './narrow-meaning.ts';
import { wideStep } from './wide-meaning.ts';
import { validateProgram } from './validate-program.ts';

type Step = (a: number, b: number, c: number) => number;

/** What each operation on floats does in a format: the definition that all other evaluators are held to. */
export const FLOAT_MEANING: Record<RealOperation, (format: Format) => Step> = {
  add: (format) => format.add,
  sub: (format) => format.sub,
  mul: (format) => format.mul,
  div: (format) => format.div,
  // Two's complement has no opposite of its least number, nor have all formats a zero with a sign.
  neg: (format) => (format.signedZero ? (a) => -a : (a) => format.round(-a)),
  abs: (format) => (format.signedZero ? (a) => Math.abs(a) : (a) => format.round(Math.abs(a))),
  min: () => (a, b) => (b < a ? b : a),
  max: () => (a, b) => (a < b ? b : a),
  fma: (format) => format.fma,
  sqrt: (format) => format.sqrt,
  // An integer near a number of the format is one itself, except in formats of so few bits that it overflows.
  floor: (format) => (a) => format.round(Math.floor(a)),
  ceil: (format) => (a) => format.round(Math.ceil(a)),
  round: (format) => (a) => format.round(roundEven(a)),
  trunc: (format) => (a) => format.round(Math.trunc(a)),
};

/** Has `bits` taken a NaN since this was last cleared? */
export type OpenBits = { found: boolean };

/**
 * The reference evaluator of a program in a machine format: every operation correctly rounded to it. Inputs must
 * be numbers of the storage format (they are not rounded). One call does not allocate, except with the 64-bit integers
 * of f64. Where `bits` takes a NaN, whose pattern is left open, the result is NaN.
 * @throws NapierError when the program is not valid, or is in `real` (see `evaluateProgramBig`).
 */
export function compileProgram(program: Program): (...inputs: number[]) => number {
  return compile(validateProgram(program), { found: false });
}

/**
 * Does `bits` take a NaN at these inputs? There the result is left open, and emitted code may differ from the
 * reference.
 */
export function compileOpenness(program: Program): (...inputs: number[]) => boolean {
  const open: OpenBits = { found: false };
  const run = compile(validateProgram(program), open);
  return (...values) => {
    run(...values);
    return open.found;
  };
}

function compile(program: Program, open: OpenBits): (...inputs: number[]) => number {
  const { code, format: name } = program;
  const format = findFormat(name);
  const storage = storageOf(program);
  const { round } = findFormat(storage);
  const typed = code.some(({ op }) => !isRealOperation(op));
  const run = typed && format.bits > 32 ? compileWide(program, open) : compileNarrow(program, format, open);
  if (!typed && storage === name) return run;
  return (...values) => {
    open.found = false;
    const y = run(...values);
    return open.found ? NaN : storage === name ? y : round(y);
  };
}

/** Registers are doubles: floats, integers of at most 32 bits, and booleans as 0 and 1. */
function compileNarrow(program: Program, format: Format, open: OpenBits): (...inputs: number[]) => number {
  const { inputs, constants, code } = program;
  const first = inputs.length + constants.length;
  const registers = new Float64Array(first + code.length);
  constants.forEach((text, i) => (registers[inputs.length + i] = constantValue(text, format)));
  const steps = code.map((instruction) => narrowStep(program, instruction, format, open));
  const operands = operandRegisters(program);
  const inputCount = inputs.length;
  const result = code.length === 0 ? 0 : registers.length - 1;
  return (...values) => {
    for (let i = 0; i < inputCount; i++) registers[i] = values[i];
    for (let i = 0, k = 0; i < steps.length; i++, k += 3) {
      registers[first + i] = steps[i](
        registers[operands[k]],
        registers[operands[k + 1]],
        registers[operands[k + 2]],
      );
    }
    return registers[result];
  };
}

function constantValue(text: string, format: Format): number {
  return isIntegerText(text) ? Number(exactInteger(text, format.bits)) : (fromHexFloat(text) as number);
}

function narrowStep(program: Program, { op, args }: Instruction, format: Format, open: OpenBits): Step {
  if (isRealOperation(op)) return FLOAT_MEANING[op](format);
  if (op !== 'lookup') return NARROW_MEANING[requireHardware(op)](format, open);
  const table = tableOf(program, args[0]);
  const values = table.values.map((text) => constantValue(text, format));
  const beyond = table.type === 'int' ? 0 : format.round(NaN);
  return (index) => (index >= 0 && index < values.length ? values[index] : beyond);
}

function tableOf(program: Program, operand: string): NonNullable<Program['tables']>[number] {
  return (program.tables as NonNullable<Program['tables']>)[registerOf(program, operand)];
}

/** Three registers an instruction. A table is no register: its index comes first. */
function operandRegisters(program: Program): Int32Array {
  const operands = new Int32Array(3 * program.code.length);
  program.code.forEach(({ op, args }, i) => {
    const values = op === 'lookup' ? args.slice(1) : args;
    values.forEach((arg, k) => (operands[3 * i + k] = registerOf(program, arg)));
  });
  return operands;
}

/** Registers are 64 bits, doubles and integers in one. */
function compileWide(program: Program, open: OpenBits): (...inputs: number[]) => number {
  const { inputs, constants, code } = program;
  const format = findFormat(program.format);
  const first = inputs.length + constants.length;
  const floats = new Float64Array(first + code.length);
  const words = new BigInt64Array(floats.buffer);
  constants.forEach((text, i) => {
    if (isIntegerText(text)) words[inputs.length + i] = exactInteger(text, 64);
    else floats[inputs.length + i] = fromHexFloat(text) as number;
  });
  const operands = operandRegisters(program);
  const steps = code.map(({ op, args }, i) => {
    const r = first + i;
    const [a, b, c] = operands.subarray(3 * i, 3 * i + 3);
    if (!isRealOperation(op)) {
      const table = op === 'lookup' ? tableOf(program, args[0]) : undefined;
      return wideStep(requireHardware(op), { floats, words, open, table }, r, a, b, c);
    }
    const step = FLOAT_MEANING[op](format);
    return () => void (floats[r] = step(floats[a], floats[b], floats[c]));
  });
  return (...values) => {
    for (let i = 0; i < inputs.length; i++) floats[i] = values[i];
    for (const step of steps) step();
    return floats[floats.length - 1];
  };
}
