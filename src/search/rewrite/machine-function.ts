import { apply, variable } from '../../expression/expression.ts';
import { OPERATIONS, type OperationName } from '../../expression/operations.ts';
import { roundEven } from '../../number/double-bits.ts';
import type { Format } from '../../number/format.ts';
import { createOracle } from '../../oracle/create-oracle.ts';

/** One operation as a machine of a format does it. Takes as many numbers as the operation has arguments. */
export type MachineFunction = (a: number, b: number, c: number) => number;

/** Exact, or rounded once by the format itself. `min` and `max` are those of `program/machine-operations.ts`. */
const NATIVE: Partial<Record<OperationName, (format: Format) => MachineFunction>> = {
  add: (format) => format.add,
  sub: (format) => format.sub,
  mul: (format) => format.mul,
  div: (format) => format.div,
  sqrt: (format) => format.sqrt,
  fma: (format) => format.fma,
  neg: () => (a) => -a,
  abs: () => Math.abs,
  min: () => (a, b) => (b < a ? b : a),
  max: () => (a, b) => (a < b ? b : a),
  floor: () => Math.floor,
  ceil: () => Math.ceil,
  trunc: () => Math.trunc,
  round: () => roundEven,
};

/** What IEEE 754 §9.2 says of infinite arguments and of poles; JavaScript's functions agree there. */
const LIMITS: Partial<Record<OperationName, MachineFunction>> = {
  exp: Math.exp,
  exp2: (a) => 2 ** a,
  exp10: (a) => 10 ** a,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  cbrt: Math.cbrt,
  rsqrt: (a) => 1 / Math.sqrt(a),
  hypot: (a, b) => Math.hypot(a, b),
  pow: Math.pow,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  erf: (a) => Math.sign(a),
  erfc: (a) => 1 - Math.sign(a),
  sinc: () => 0,
};

const known = new Map<string, MachineFunction>();

/**
 * An operation in a format: arithmetic and roots as the format rounds them, every other function correctly rounded
 * (a good library errs by less than one unit more). NaN where it has no value; infinities as IEEE 754 has them.
 */
export function machineFunction(operation: OperationName, format: Format): MachineFunction {
  const key = `${operation} ${format.name}`;
  let found = known.get(key);
  if (found === undefined) {
    found = NATIVE[operation]?.(format) ?? correctlyRounded(operation, format);
    known.set(key, found);
  }
  return found;
}

function correctlyRounded(operation: OperationName, format: Format): MachineFunction {
  const { arity, parity } = OPERATIONS[operation];
  const names = ['a', 'b', 'c'].slice(0, arity);
  const limit = LIMITS[operation];
  const atLimit = (a: number, b: number, c: number): number =>
    limit === undefined ? NaN : format.round(limit(a, b, c));
  if (/^(bessel_.n|bessel[ik])$/.test(operation)) return () => NaN;
  const oracle = createOracle(apply(operation, ...names.map(variable)), names, { maxPrecision: 4000 });
  const odd = parity[0] === 'odd';
  return (a, b, c) => {
    if (a !== a || (arity > 1 && b !== b) || (arity > 2 && c !== c)) return NaN;
    const finite =
      Number.isFinite(a) && (arity < 2 || Number.isFinite(b)) && (arity < 3 || Number.isFinite(c));
    if (!finite) return atLimit(a, b, c);
    if (a === 0 && odd && arity === 1) return a;
    const value = oracle.rounded(arity === 1 ? [a] : arity === 2 ? [a, b] : [a, b, c], format);
    if (value === value) return value;
    const pole = atLimit(a, b, c);
    return Number.isFinite(pole) ? NaN : pole;
  };
}
