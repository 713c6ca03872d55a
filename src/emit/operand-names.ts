import type { Operand, Program } from '../program/program.ts';

/** How an operand is written in a target's source. */
export type OperandNames = (operand: Operand) => string;

/** Inputs and instructions keep their names; a constant is written in place by `literal`. */
export function operandNames(program: Program, literal: (constant: string) => string): OperandNames {
  const names = new Map<Operand, string>(program.inputs.map((name) => [name, name]));
  program.constants.forEach((constant, i) => names.set(`c${i}`, literal(constant)));
  program.code.forEach((_, i) => names.set(`t${i}`, `t${i}`));
  return (operand) => names.get(operand) as string;
}
