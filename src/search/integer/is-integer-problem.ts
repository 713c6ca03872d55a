import { findFormat } from '../../number/formats.ts';
import type { MachineOperation } from '../../program/machine-operations.ts';
import type { Problem } from '../problem.ts';
import { INTEGER_OPERATIONS } from '../../program/integer-operations.ts';

const ALLOWED: ReadonlySet<MachineOperation> = new Set([...INTEGER_OPERATIONS, 'bits', 'float']);

/** Are programs of integers alone asked for, in a format whose numbers are counts of a unit? */
export function isIntegerProblem({ format, operations }: Problem): boolean {
  if (format === 'real' || findFormat(format).fixedPoint === undefined || operations === undefined)
    return false;
  return operations.every((op) => ALLOWED.has(op));
}
