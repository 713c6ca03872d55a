import type { ProgramBuilder } from './program-builder.ts';
import type { Operand, Program } from './program.ts';

/**
 * Appends a program's instructions to a builder of the same format, its inputs being the operands given.
 * @returns the operand that holds its result
 */
export function inlineProgram(b: ProgramBuilder, program: Program, inputs: readonly Operand[]): Operand {
  const names = new Map<Operand, Operand>();
  program.constants.forEach((text, i) => names.set(`c${i}`, b.constant(text)));
  (program.tables ?? []).forEach(({ type, values }, i) => names.set(`k${i}`, b.table(type, values)));
  program.inputs.forEach((name, i) => names.set(name, inputs[i]));
  program.code.forEach(({ op, args }, i) =>
    names.set(`t${i}`, b.operation(op, ...args.map((arg) => names.get(arg) as Operand))),
  );
  return program.code.length === 0 ? inputs[0] : (names.get(`t${program.code.length - 1}`) as Operand);
}
