/**
 * The operations a straight-line program may use: arity, and the meaning that every evaluator (reference, kernel,
 * emitted code) has bit for bit. The order is the kernel's numbering. Other columns (evaluation, cost, code of
 * each target) are records keyed by these names. Which NaN comes out is left open; all NaNs are one.
 *
 * - `min` is `b < a ? b : a` and `max` is `a < b ? b : a` (WebAssembly's `pmin`, `pmax`): with a NaN, or with zeros
 *   of both signs, the first operand. No instruction set, C or JavaScript needs more than a comparison for it.
 * - `round` goes to the nearest integer, ties to even (C's `roundeven`, `nearest` of WebAssembly, WGSL's `round`).
 */
export const MACHINE_OPERATION_TABLE = {
  add: { arity: 2, symbol: '+', description: 'a + b, rounded' },
  sub: { arity: 2, symbol: '-', description: 'a - b, rounded' },
  mul: { arity: 2, symbol: '*', description: 'a * b, rounded' },
  div: { arity: 2, symbol: '/', description: 'a / b, rounded' },
  neg: { arity: 1, symbol: undefined, description: 'a with its sign bit flipped' },
  abs: { arity: 1, symbol: undefined, description: 'a with its sign bit cleared' },
  min: { arity: 2, symbol: undefined, description: 'b < a ? b : a' },
  max: { arity: 2, symbol: undefined, description: 'a < b ? b : a' },
  fma: { arity: 3, symbol: undefined, description: 'a * b + c, rounded once' },
  sqrt: { arity: 1, symbol: undefined, description: 'square root, rounded' },
  floor: { arity: 1, symbol: undefined, description: 'greatest integer not above a' },
  ceil: { arity: 1, symbol: undefined, description: 'least integer not below a' },
  round: { arity: 1, symbol: undefined, description: 'nearest integer, ties to even' },
  trunc: { arity: 1, symbol: undefined, description: 'a without its fraction' },
} as const satisfies Record<string, { arity: 1 | 2 | 3; symbol: string | undefined; description: string }>;

export type MachineOperation = keyof typeof MACHINE_OPERATION_TABLE;

/** All operations; the index is the opcode. */
export const MACHINE_OPERATIONS = Object.keys(MACHINE_OPERATION_TABLE) as readonly MachineOperation[];
