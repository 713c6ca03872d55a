import { fail } from '../../error/fault.ts';
import type { FormatName } from '../../number/formats.ts';
import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import { requireReal } from '../../program/require-real.ts';
import { resolveOperand } from '../../program/operand.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand, Program } from '../../program/program.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

/**
 * The program of a structure with its constants given.
 * @param constants one text a slot, exact in the format (see `Program.constants`)
 */
export function structureToProgram(
  { code }: Structure,
  constants: readonly string[],
  format: FormatName = 'real',
  variable = 'x',
): Program {
  const builder = new ProgramBuilder(format, [variable]);
  const values: Operand[] = [builder.input(0)];
  for (let at = 0; at < code.length; at += WORDS) {
    const args: Operand[] = [];
    for (let k = 1; k <= ARITY[code[at]]; k++) {
      const arg = code[at + k];
      args.push(arg < 0 ? builder.constant(constants[-arg - 1]) : values[arg]);
    }
    values.push(builder.operation(MACHINE_OPERATIONS[code[at]], ...args));
  }
  return builder.build(values[values.length - 1]);
}

/**
 * The shape of a program of one input, instruction by instruction, with its constants as written: a slot for each
 * use of a constant. Not canonical yet.
 * @throws NapierError (`unsupported`) when it has several inputs, or an operation without a meaning over the reals.
 */
export function programToStructure(program: Program): { structure: Structure; constants: string[] } {
  if (program.inputs.length !== 1) {
    fail({ kind: 'unsupported', message: `a structure has one input, the program ${program.inputs.length}` });
  }
  const constants: string[] = [];
  const code = new Int32Array(WORDS * program.code.length);
  program.code.forEach(({ op, args }, i) => {
    code[WORDS * i] = MACHINE_OPERATIONS.indexOf(requireReal(op));
    args.forEach((arg, k) => {
      const operand = resolveOperand(program, arg);
      if (operand === undefined || operand.kind === 'table') throw new RangeError(`no operand ${arg}`);
      if (operand.kind === 'constant') constants.push(program.constants[operand.index]);
      code[WORDS * i + 1 + k] = { input: 0, constant: -constants.length, instruction: operand.index + 1 }[
        operand.kind
      ];
    });
  });
  return { structure: { code, constants: constants.length }, constants };
}
