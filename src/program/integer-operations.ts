import type { MachineOperation } from './machine-operations.ts';

/** What programs of integers alone are made of, besides reading and giving a number's count of units. */
export const INTEGER_OPERATIONS = [
  'iadd',
  'isub',
  'imul',
  'iand',
  'ior',
  'ixor',
  'ishl',
  'ishr',
  'isar',
  'ilt',
  'iselect',
] as const satisfies readonly MachineOperation[];
export type IntegerOperation = (typeof INTEGER_OPERATIONS)[number];
