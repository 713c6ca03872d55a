import type { MachineOperation } from '../program/machine-operations.ts';
import { storageOf, type Program } from '../program/program.ts';

/**
 * The reason a target that has only these formats (and lacks these operations) cannot write a program. A storage
 * format must be one of them too, or of those that it can only store, as must the format.
 */
export function supportedFormat(
  target: string,
  program: Program,
  formats: readonly string[],
  lacks: readonly MachineOperation[] = [],
  stores: readonly string[] = [],
): string | undefined {
  for (const format of [program.format, storageOf(program)]) {
    const isStored = format === program.storage && stores.includes(format);
    if (!isStored && !formats.includes(format)) {
      return `target ${target} has no ${format} arithmetic; it writes ${formats.join(' and ')}`;
    }
  }
  const missing = program.code.find(({ op }) => lacks.includes(op));
  return missing && `target ${target} has no correctly rounded ${missing.op}`;
}
