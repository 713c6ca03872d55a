import { MACHINE_OPERATION_TABLE } from './machine-operations.ts';
import { resolveOperand } from './operand.ts';
import type { Instruction, Program } from './program.ts';

/**
 * A program as people read it: `t0 = x * x; t1 = fma(t0, 0x1.8p-1, c0)`, one statement an instruction, constants
 * in place; integers without their mark: `t0 = bits(x); t1 = t0 >>> 1; t2 = 0x5f3759df - t1`. A program without
 * instructions is the name of its first input. For display; nothing reads it back.
 */
export function programText(program: Program, separator = '; '): string {
  if (program.code.length === 0) return program.inputs[0];
  return program.code.map((instruction, i) => `t${i} = ${statement(program, instruction)}`).join(separator);
}

function statement(program: Program, { op, args }: Instruction): string {
  const written = args.map((arg) => {
    const operand = resolveOperand(program, arg);
    return operand?.kind === 'constant' ? program.constants[operand.index].replace(/^i:/, '') : arg;
  });
  if (op === 'neg') return `-${written[0].startsWith('-') ? `(${written[0]})` : written[0]}`;
  if (op === 'select' || op === 'iselect') return `${written[0]} ? ${written[1]} : ${written[2]}`;
  if (op === 'lookup') return `${written[0]}[${written[1]}]`;
  const { symbol } = MACHINE_OPERATION_TABLE[op];
  return symbol === undefined ? `${op}(${written.join(', ')})` : `${written[0]} ${symbol} ${written[1]}`;
}
