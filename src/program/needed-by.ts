import { resolveOperand } from './operand.ts';
import type { Operand, Program } from './program.ts';

/** The instructions that a value takes, its own among them. */
export function neededBy(program: Program, result: Operand): Set<number> {
  const needed = new Set<number>();
  const visit = (operand: Operand): void => {
    const resolved = resolveOperand(program, operand);
    if (resolved?.kind !== 'instruction' || needed.has(resolved.index)) return;
    needed.add(resolved.index);
    program.code[resolved.index].args.forEach(visit);
  };
  visit(result);
  return needed;
}
