import { isRealOperation, type MachineOperation } from '../program/machine-operations.ts';
import type { Program } from '../program/program.ts';

/** The reason a target that has only these formats (and lacks these operations) cannot write a program. */
export function supportedFormat(
  target: string,
  program: Program,
  formats: readonly string[],
  lacks: readonly MachineOperation[] = [],
): string | undefined {
  if (!formats.includes(program.format)) {
    return `target ${target} has no ${program.format} arithmetic; it writes ${formats.join(' and ')}`;
  }
  if (program.storage !== undefined) return `target ${target} writes no programs with a storage format`;
  const typed = program.code.find(({ op }) => !isRealOperation(op));
  if (typed !== undefined) return `target ${target} does not write \`${typed.op}\``;
  const missing = program.code.find(({ op }) => lacks.includes(op));
  return missing && `target ${target} has no correctly rounded ${missing.op}`;
}
