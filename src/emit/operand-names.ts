import type { Operand, Program } from '../program/program.ts';

/** How an operand is written in a target's source. */
export type OperandNames = (operand: Operand) => string;

/** Inputs and instructions keep their names; a constant is written in place by `literal`, when it is asked for. */
export function operandNames(program: Program, literal: (constant: string) => string): OperandNames {
  const names = new Map<Operand, string>(program.inputs.map((name) => [name, name]));
  const constants = new Map(program.constants.map((constant, i) => [`c${i}`, constant]));
  program.code.forEach((_, i) => names.set(`t${i}`, `t${i}`));
  return (operand) => {
    const constant = constants.get(operand);
    return constant === undefined ? (names.get(operand) as string) : literal(constant);
  };
}
