/** The operations a straight-line program may use. Columns (evaluation, cost, code of each target) are keyed by these. */
export const MACHINE_OPERATIONS = [
  'add', 'sub', 'mul', 'div', 'neg', 'abs', 'min', 'max', 'fma', 'sqrt', 'floor', 'ceil', 'round', 'trunc',
] as const;

export type MachineOperation = (typeof MACHINE_OPERATIONS)[number];
