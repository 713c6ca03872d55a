import type { MachineOperation } from '../program/machine-operations.ts';
import { storageOf, type Program } from '../program/program.ts';

/**
 * The reason a target that has only these formats (and lacks these operations) cannot write a program. A storage
 * format must be one of them too, as must the format.
 */
export function supportedFormat(
  target: string,
  program: Program,
  formats: readonly string[],
  lacks: readonly MachineOperation[] = [],
): string | undefined {
  for (const format of [program.format, storageOf(program)]) {
    if (!formats.includes(format)) {
      return `target ${target} has no ${format} arithmetic; it writes ${formats.join(' and ')}`;
    }
  }
  const missing = program.code.find(({ op }) => lacks.includes(op));
  return missing && `target ${target} has no correctly rounded ${missing.op}`;
}
