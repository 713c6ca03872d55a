/**
 * The operation table: one row per mathematical operation. Rows here hold what concerns terms (name, arity,
 * notation, symmetry, derivative); each folder further down the road adds its own column as a
 * `Record<OperationName, …>` or a partial one with a conformance test: interval meaning and series in `oracle/`,
 * machine meaning and cost in `program/`, notation per target in `emit/`.
 */
import type { OperationRow } from './operation-row.ts';
import { ACTIVATION } from './operations/activation.ts';
import { ARITHMETIC } from './operations/arithmetic.ts';
import { EXPONENTIAL } from './operations/exponential.ts';
import { SPECIAL } from './operations/special.ts';
import { TRIGONOMETRIC } from './operations/trigonometric.ts';

// prettier-ignore
export const OPERATION_NAMES = [
  'add', 'sub', 'mul', 'div', 'neg', 'abs', 'min', 'max', 'fma', 'sqrt', 'cbrt', 'rsqrt', 'hypot', 'pow',
  'exp', 'exp2', 'exp10', 'expm1', 'log', 'log2', 'log10', 'log1p',
  'sin', 'cos', 'tan', 'sinpi', 'cospi', 'asin', 'acos', 'atan', 'atan2',
  'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh',
  'erf', 'erfc', 'gamma', 'lgamma', 'digamma', 'zeta', 'airy_ai',
  'bessel_j0', 'bessel_j1', 'bessel_jn', 'bessel_y0', 'bessel_y1', 'bessel_yn', 'besseli', 'besselk', 'lambertw',
  'sigmoid', 'softplus', 'gelu', 'silu', 'mish', 'sinc', 'floor', 'ceil', 'round', 'trunc',
] as const;

export type OperationName = (typeof OPERATION_NAMES)[number];

export const OPERATIONS: Readonly<Record<OperationName, OperationRow>> = {
  ...ARITHMETIC,
  ...EXPONENTIAL,
  ...TRIGONOMETRIC,
  ...SPECIAL,
  ...ACTIVATION,
};
