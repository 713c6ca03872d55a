import { roundEven } from '../number/double-bits.ts';
import { fromHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import type { MachineOperation } from './machine-operations.ts';
import { registerOf } from './operand.ts';
import type { Program } from './program.ts';
import { validateProgram } from './validate-program.ts';

type Step = (a: number, b: number, c: number) => number;

/** What each operation does in a format: the definition that all other evaluators are held to. */
const MEANING: Record<MachineOperation, (format: Format) => Step> = {
  add: (format) => format.add,
  sub: (format) => format.sub,
  mul: (format) => format.mul,
  div: (format) => format.div,
  neg: () => (a) => -a,
  abs: () => (a) => Math.abs(a),
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

/**
 * The reference evaluator of a program in a machine format: every operation correctly rounded to it. Inputs must
 * be numbers of the format (they are not rounded). One call does not allocate.
 * @throws NapierError when the program is not valid, or is in `real` (see `evaluateProgramBig`).
 */
export function compileProgram(program: Program): (...inputs: number[]) => number {
  const { inputs, constants, code, format: name } = validateProgram(program);
  const format = findFormat(name);
  const first = inputs.length + constants.length;
  const registers = new Float64Array(first + code.length);
  constants.forEach((text, i) => (registers[inputs.length + i] = fromHexFloat(text) as number));
  const steps = code.map(({ op }) => MEANING[op](format));
  const operands = new Int32Array(3 * code.length);
  code.forEach(({ args }, i) => args.forEach((arg, k) => (operands[3 * i + k] = registerOf(program, arg))));
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
