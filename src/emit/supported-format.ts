import type { MachineOperation } from '../program/machine-operations.ts';
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
  const missing = program.code.find(({ op }) => lacks.includes(op));
  return missing && `target ${target} has no correctly rounded ${missing.op}`;
}
