import type { Program } from '../program/program.ts';

/** Equal for programs that are the same instruction by instruction. */
export function programKey(program: Program): string {
  const code = program.code.map(({ op, args }) => `${op} ${args.join(' ')}`).join(';');
  const tables = (program.tables ?? []).map(({ values }) => `|${values.join(' ')}`).join('');
  const storage = program.storage === undefined ? '' : `|${program.format} ${program.storage}`;
  return `${program.constants.join(' ')}|${code}${tables}${storage}`;
}
