import { toHexFloat } from '../../number/exact-constant.ts';
import type { MachineOperation } from '../../program/machine-operations.ts';
import type { Instruction, Operand, Program } from '../../program/program.ts';

/** What is put behind the end of a program of one input. */
export type Tail = {
  readonly x: Operand;
  readonly op: (name: MachineOperation, ...args: Operand[]) => Operand;
  readonly constant: (value: number) => Operand;
};

/** A program with more instructions at its end, made by `more` from its result. */
export function extendProgram(program: Program, more: (tail: Tail, result: Operand) => Operand): Program {
  const constants = [...program.constants];
  const code: Instruction[] = [...program.code];
  const [x] = program.inputs;
  const result = code.length === 0 ? x : `t${code.length - 1}`;
  more(
    {
      x,
      op: (op, ...args) => `t${code.push({ op, args }) - 1}`,
      constant: (value) => {
        const text = toHexFloat(value);
        const known = constants.indexOf(text);
        return `c${known >= 0 ? known : constants.push(text) - 1}`;
      },
    },
    result,
  );
  return { ...program, constants, code };
}
