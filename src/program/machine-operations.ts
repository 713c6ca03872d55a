/**
 * The operations a straight-line program may use: types and number of operands, and the meaning that every evaluator
 * (reference, kernel, emitted code) has bit for bit. The order is the kernel's numbering. Other columns (evaluation,
 * cost, code of each target) are records keyed by these names. Which NaN comes out is left open; all NaNs are one.
 *
 * - `min` is `b < a ? b : a` and `max` is `a < b ? b : a` (WebAssembly's `pmin`, `pmax`): with a NaN, or with zeros
 *   of both signs, the first operand. No instruction set, C or JavaScript needs more than a comparison for it.
 * - `round` goes to the nearest integer, ties to even (C's `roundeven`, `nearest` of WebAssembly, WGSL's `round`).
 * - An `int` is a two's complement integer as wide as the format; sums and products wrap. Shift counts are taken
 *   modulo the width (WebAssembly's rule).
 * - Which bits a NaN has is left open, and so is everything made of them: where `bits` takes a NaN, the result of
 *   the program counts as NaN (`evaluate.ts`).
 */

/** `bool` is what comparisons give and selections take; a constant or a result it cannot be. */
export type ValueType = 'float' | 'int' | 'bool';
/** `table` is a table's name; `entry` stands for the type of that table's values. */
export type OperandType = ValueType | 'table';
export type ResultType = ValueType | 'entry';

type Row = {
  readonly arity: 1 | 2 | 3;
  readonly operands: readonly OperandType[];
  readonly result: ResultType;
  readonly symbol: string | undefined;
  readonly description: string;
};

const row = (
  operands: readonly OperandType[],
  result: ResultType,
  description: string,
  symbol?: string,
): Row => ({
  arity: operands.length as Row['arity'],
  operands,
  result,
  symbol,
  description,
});
const floats = (arity: Row['arity'], description: string, symbol?: string): Row =>
  row(
    Array.from({ length: arity }, () => 'float' as const),
    'float',
    description,
    symbol,
  );
const ints = (description: string, symbol: string): Row => row(['int', 'int'], 'int', description, symbol);

/** Those that mean something over the reals too: what proofs by analysis and programs in `real` are made of. */
const REAL_ROWS = {
  add: floats(2, 'a + b, rounded', '+'),
  sub: floats(2, 'a - b, rounded', '-'),
  mul: floats(2, 'a * b, rounded', '*'),
  div: floats(2, 'a / b, rounded', '/'),
  neg: floats(1, 'a with its sign bit flipped'),
  abs: floats(1, 'a with its sign bit cleared'),
  min: floats(2, 'b < a ? b : a'),
  max: floats(2, 'a < b ? b : a'),
  fma: floats(3, 'a * b + c, rounded once'),
  sqrt: floats(1, 'square root, rounded'),
  floor: floats(1, 'greatest integer not above a'),
  ceil: floats(1, 'least integer not below a'),
  round: floats(1, 'nearest integer, ties to even'),
  trunc: floats(1, 'a without its fraction'),
} as const satisfies Record<string, Row>;

/** Those that only a machine format has. */
const MACHINE_ROWS = {
  bits: row(['float'], 'int', 'the bit pattern of a, as an integer'),
  float: row(['int'], 'float', 'the number whose bit pattern is a'),
  iadd: ints('a + b, wrapping', '+'),
  isub: ints('a - b, wrapping', '-'),
  imul: ints('a * b, wrapping', '*'),
  iand: ints('bitwise and', '&'),
  ior: ints('bitwise or', '|'),
  ixor: ints('bitwise exclusive or', '^'),
  ishl: ints('a shifted left by b modulo the width', '<<'),
  ishr: ints('a shifted right by b modulo the width, zeros moving in', '>>>'),
  isar: ints('a shifted right by b modulo the width, copies of the sign bit moving in', '>>'),
  toint: row(['float'], 'int', 'nearest integer, ties to even, saturating; 0 for NaN'),
  fromint: row(['int'], 'float', 'the integer a, rounded'),
  lt: row(['float', 'float'], 'bool', 'a < b (false with a NaN)', '<'),
  le: row(['float', 'float'], 'bool', 'a <= b (false with a NaN)', '<='),
  eq: row(['float', 'float'], 'bool', 'a = b (false with a NaN; zeros are equal)', '=='),
  ilt: row(['int', 'int'], 'bool', 'a < b, signed', '<'),
  select: row(['bool', 'float', 'float'], 'float', 'a ? b : c'),
  iselect: row(['bool', 'int', 'int'], 'int', 'a ? b : c'),
  lookup: row(
    ['table', 'int'],
    'entry',
    'entry b of table a; beyond its ends NaN, or 0 in a table of integers',
  ),
  lmul: row(
    ['int', 'int'],
    'int',
    'nearly the pattern of the product of the numbers with patterns a and b (L-Mul): a + b, less that of 1 but for an offset, wrapping',
  ),
} as const satisfies Record<string, Row>;

/** Functions that machines have no instruction for: material of programs in `real`, and of no others. */
const FUNCTION_ROWS = {
  exp: floats(1, 'e to the power a, in real alone'),
  expm1: floats(1, 'e to the power a, less 1, in real alone'),
  log: floats(1, 'natural logarithm, in real alone'),
  log1p: floats(1, 'natural logarithm of 1 + a, in real alone'),
  sin: floats(1, 'sine, in real alone'),
  cos: floats(1, 'cosine, in real alone'),
  atan: floats(1, 'arc tangent, in real alone'),
  tanh: floats(1, 'hyperbolic tangent, in real alone'),
} as const satisfies Record<string, Row>;

export const MACHINE_OPERATION_TABLE = { ...REAL_ROWS, ...MACHINE_ROWS, ...FUNCTION_ROWS };

export type RealOperation = keyof typeof REAL_ROWS;
export type FunctionOperation = keyof typeof FUNCTION_ROWS;
/** What a machine computes: what evaluators of formats and targets have columns for. */
export type HardwareOperation = RealOperation | keyof typeof MACHINE_ROWS;
/** What has a meaning over the reals. */
export type AnalyticOperation = RealOperation | FunctionOperation;
export type MachineOperation = keyof typeof MACHINE_OPERATION_TABLE;

/** All operations; the index is the opcode. */
export const MACHINE_OPERATIONS = Object.keys(MACHINE_OPERATION_TABLE) as readonly MachineOperation[];
export const REAL_OPERATIONS = Object.keys(REAL_ROWS) as readonly RealOperation[];

export const HARDWARE_OPERATIONS = Object.keys({
  ...REAL_ROWS,
  ...MACHINE_ROWS,
}) as readonly HardwareOperation[];
export const FUNCTION_OPERATIONS = Object.keys(FUNCTION_ROWS) as readonly FunctionOperation[];

/** Does it work on floats, and mean something over the reals too? */
export function isRealOperation(op: MachineOperation): op is RealOperation {
  return Object.hasOwn(REAL_ROWS, op);
}

/** Is it a function, which programs in `real` alone may have? */
export function isFunctionOperation(op: MachineOperation): op is FunctionOperation {
  return Object.hasOwn(FUNCTION_ROWS, op);
}

/** Each operation of a list once, in the order of the table: one form for one set. */
export function inTableOrder(operations: readonly MachineOperation[]): readonly MachineOperation[] {
  return MACHINE_OPERATIONS.filter((op) => operations.includes(op));
}
