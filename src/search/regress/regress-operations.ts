import type { OperationName } from '../../expression/operations.ts';

/**
 * The operations that formulas are searched with. The first five take two arguments; `sqr`, `cube` and `inv` are powers
 * that print as such. A code of a formula is {@link OPERATION_CODE} + the index here.
 */
export const REGRESS_OPERATIONS = [
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'neg',
  'abs',
  'sqr',
  'cube',
  'inv',
  'sqrt',
  'cbrt',
  'exp',
  'log',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
] as const;
export type RegressOperation = (typeof REGRESS_OPERATIONS)[number];

export const BINARY_COUNT = 5;
/** Codes below are variables. */
export const CONSTANT_CODE = 1_000;
export const OPERATION_CODE = 2_000;

export function codeOf(operation: RegressOperation): number {
  return OPERATION_CODE + REGRESS_OPERATIONS.indexOf(operation);
}

export function isBinary(code: number): boolean {
  return code >= OPERATION_CODE && code < OPERATION_CODE + BINARY_COUNT;
}

export const CODE = Object.fromEntries(REGRESS_OPERATIONS.map((name) => [name, codeOf(name)])) as Record<
  RegressOperation,
  number
>;

/** What people may name in `--operations`; `sqr`, `cube` and `inv` come with `mul` and `div`. */
export const NAMED_OPERATIONS = REGRESS_OPERATIONS.filter(
  (name) => name !== 'sqr' && name !== 'cube' && name !== 'inv' && name !== 'neg',
) as readonly (RegressOperation & OperationName)[];

/** Those of textbook laws: arithmetic, roots and powers, exponentials, circular functions. */
export const DEFAULT_OPERATIONS: readonly RegressOperation[] = [
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'sqrt',
  'exp',
  'log',
  'sin',
  'cos',
];

/** The chosen operations and the powers that follow from them, in table order. */
export function withPowers(chosen: readonly RegressOperation[]): RegressOperation[] {
  const all = new Set<RegressOperation>(chosen);
  if (all.has('mul') || all.has('pow')) all.add('sqr').add('cube');
  if (all.has('div')) all.add('inv');
  return REGRESS_OPERATIONS.filter((name) => all.has(name));
}

/** `out = operation(a, b)` on `n` rows. */
export function applyForward(
  code: number,
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  n: number,
): void {
  switch (REGRESS_OPERATIONS[code - OPERATION_CODE]) {
    case 'add':
      for (let i = 0; i < n; i++) out[i] = a[i] + b[i];
      break;
    case 'sub':
      for (let i = 0; i < n; i++) out[i] = a[i] - b[i];
      break;
    case 'mul':
      for (let i = 0; i < n; i++) out[i] = a[i] * b[i];
      break;
    case 'div':
      for (let i = 0; i < n; i++) out[i] = a[i] / b[i];
      break;
    case 'pow':
      for (let i = 0; i < n; i++) out[i] = a[i] ** b[i];
      break;
    case 'neg':
      for (let i = 0; i < n; i++) out[i] = -a[i];
      break;
    case 'abs':
      for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]);
      break;
    case 'sqr':
      for (let i = 0; i < n; i++) out[i] = a[i] * a[i];
      break;
    case 'cube':
      for (let i = 0; i < n; i++) out[i] = a[i] * a[i] * a[i];
      break;
    case 'inv':
      for (let i = 0; i < n; i++) out[i] = 1 / a[i];
      break;
    case 'sqrt':
      for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]);
      break;
    case 'cbrt':
      for (let i = 0; i < n; i++) out[i] = Math.cbrt(a[i]);
      break;
    case 'exp':
      for (let i = 0; i < n; i++) out[i] = Math.exp(a[i]);
      break;
    case 'log':
      for (let i = 0; i < n; i++) out[i] = Math.log(a[i]);
      break;
    case 'sin':
      for (let i = 0; i < n; i++) out[i] = Math.sin(a[i]);
      break;
    case 'cos':
      for (let i = 0; i < n; i++) out[i] = Math.cos(a[i]);
      break;
    case 'tan':
      for (let i = 0; i < n; i++) out[i] = Math.tan(a[i]);
      break;
    case 'asin':
      for (let i = 0; i < n; i++) out[i] = Math.asin(a[i]);
      break;
    case 'acos':
      for (let i = 0; i < n; i++) out[i] = Math.acos(a[i]);
      break;
    case 'atan':
      for (let i = 0; i < n; i++) out[i] = Math.atan(a[i]);
      break;
    case 'sinh':
      for (let i = 0; i < n; i++) out[i] = Math.sinh(a[i]);
      break;
    case 'cosh':
      for (let i = 0; i < n; i++) out[i] = Math.cosh(a[i]);
      break;
    case 'tanh':
      for (let i = 0; i < n; i++) out[i] = Math.tanh(a[i]);
      break;
  }
}

export type Partial = (a: number, b: number, y: number) => number;
const ONE: Partial = () => 1;

/** Partial derivatives, from the arguments and the value `y`. */
export const PARTIALS: Record<RegressOperation, readonly Partial[]> = {
  add: [ONE, ONE],
  sub: [ONE, () => -1],
  mul: [(_, b) => b, (a) => a],
  div: [(_, b) => 1 / b, (_, b, y) => -y / b],
  pow: [
    (a, b, y) => (a === 0 ? (b === 1 ? 1 : 0) : (b * y) / a),
    (a, _, y) => (y === 0 ? 0 : y * Math.log(a)),
  ],
  neg: [() => -1],
  abs: [(a) => Math.sign(a)],
  sqr: [(a) => 2 * a],
  cube: [(a) => 3 * a * a],
  inv: [(_a, _b, y) => -y * y],
  sqrt: [(_a, _b, y) => 0.5 / y],
  cbrt: [(_a, _b, y) => 1 / (3 * y * y)],
  exp: [(_a, _b, y) => y],
  log: [(a) => 1 / a],
  sin: [(a) => Math.cos(a)],
  cos: [(a) => -Math.sin(a)],
  tan: [(_a, _b, y) => 1 + y * y],
  asin: [(a) => 1 / Math.sqrt(1 - a * a)],
  acos: [(a) => -1 / Math.sqrt(1 - a * a)],
  atan: [(a) => 1 / (1 + a * a)],
  sinh: [(a) => Math.cosh(a)],
  cosh: [(a) => Math.sinh(a)],
  tanh: [(_a, _b, y) => 1 - y * y],
};

/** `out = adjoint · ∂operation/∂argument k` on `n` rows. */
export function applyBackward(
  code: number,
  k: 0 | 1,
  a: Float64Array,
  b: Float64Array,
  y: Float64Array,
  adjoint: Float64Array,
  out: Float64Array,
  n: number,
): void {
  const partial = PARTIALS[REGRESS_OPERATIONS[code - OPERATION_CODE]][k];
  if (partial === ONE) out.set(n === adjoint.length ? adjoint : adjoint.subarray(0, n));
  else for (let i = 0; i < n; i++) out[i] = adjoint[i] * partial(a[i], b[i], y[i]);
}
