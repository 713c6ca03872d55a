import type { Program } from '../program/program.ts';

/** Equal for programs that are the same instruction by instruction. */
export function programKey(program: Program): string {
  const code = program.code.map(({ op, args }) => `${op} ${args.join(' ')}`).join(';');
  return `${program.constants.join(' ')}|${code}`;
}
