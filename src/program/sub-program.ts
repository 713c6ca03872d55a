import type { Operand, Program } from './program.ts';
import { neededBy } from './needed-by.ts';
import { resolveOperand } from './operand.ts';

/**
 * The instructions that one of a program's values takes, as a program of its own: bit for bit that value.
 * @param result an instruction's operand
 */
export function subProgram(program: Program, result: Operand): Program {
  const needed = neededBy(program, result);
  if (needed.size === 0) throw new RangeError(`${result} is no instruction`);
  const order = [...needed].sort((a, b) => a - b);
  const places = new Map(order.map((from, to) => [from, to]));
  const renamed = (operand: Operand): Operand => {
    const at = resolveOperand(program, operand);
    return at?.kind === 'instruction' ? `t${places.get(at.index) as number}` : operand;
  };
  const code = order.map((i) => ({ ...program.code[i], args: program.code[i].args.map(renamed) }));
  return { ...program, code };
}
