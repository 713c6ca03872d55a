import { isIntegerText } from './integer-constant.ts';
import { MACHINE_OPERATION_TABLE, type OperandType, type ValueType } from './machine-operations.ts';
import { resolveOperand } from './operand.ts';
import type { Instruction, Operand, Program } from './program.ts';

/** The type of an instruction's value. */
export function resultType(program: Program, { op, args }: Instruction): ValueType {
  const { result } = MACHINE_OPERATION_TABLE[op];
  if (result !== 'entry') return result;
  const table = resolveOperand(program, args[0]);
  return (table?.kind === 'table' && program.tables?.[table.index].type) || 'float';
}

/** What an operand is; `undefined` when it names nothing. Inputs are floats. */
export function operandType(program: Program, operand: Operand): OperandType | undefined {
  const resolved = resolveOperand(program, operand);
  if (resolved === undefined) return undefined;
  if (resolved.kind === 'input') return 'float';
  if (resolved.kind === 'table') return 'table';
  if (resolved.kind === 'constant') return isIntegerText(program.constants[resolved.index]) ? 'int' : 'float';
  return resultType(program, program.code[resolved.index]);
}
