import { fail } from '../error/fault.ts';
import { isRealOperation, type MachineOperation, type RealOperation } from './machine-operations.ts';

/** The operation, when it has a meaning over the reals. @throws NapierError (`unsupported`) when it has none. */
export function requireReal(op: MachineOperation): RealOperation {
  if (isRealOperation(op)) return op;
  return fail({
    kind: 'unsupported',
    message: `\`${op}\` has no meaning over the reals`,
    hint: 'programs with integer operations or selections are proved by running every input (formats of up to 32 bits)',
  });
}
