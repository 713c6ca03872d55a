import { fail } from '../error/fault.ts';
import {
  isFunctionOperation,
  isRealOperation,
  type AnalyticOperation,
  type HardwareOperation,
  type MachineOperation,
} from './machine-operations.ts';

/** The operation, when it has a meaning over the reals. @throws NapierError (`unsupported`) when it has none. */
export function requireReal<Op extends MachineOperation>(op: Op): Op & AnalyticOperation {
  if (isRealOperation(op) || isFunctionOperation(op)) return op;
  return fail({
    kind: 'unsupported',
    message: `\`${op}\` has no meaning over the reals`,
    hint: 'programs with integer operations or selections are proved by running every input (formats of up to 32 bits)',
  });
}

/** The operation, when a machine computes it. @throws NapierError (`unsupported`) for a function */
export function requireHardware<Op extends MachineOperation>(op: Op): Op & HardwareOperation {
  if (!isFunctionOperation(op)) return op as Op & HardwareOperation;
  return fail({
    kind: 'unsupported',
    message: `no machine computes \`${op}\`, it stands in programs over the reals alone`,
    hint: 'use --format real, or let `approximate` find a program for it',
  });
}
