import { findFormat } from '../../number/formats.ts';
import { FLOAT_MEANING } from '../evaluate.ts';
import { isCall, type Call, type SystemOperation, type SystemProgram } from './system.ts';

type Step = (a: number, b: number, c: number) => number;

/** The functions of JavaScript's library, of the engine that runs this. */
const CALL_MEANING: Readonly<Record<Call, (a: number, b: number) => number>> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  pow: Math.pow,
  cbrt: Math.cbrt,
  // It takes any number of arguments: exactly two here.
  hypot: (a, b) => Math.hypot(a, b),
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
};

function meaningOf(op: SystemOperation): Step {
  return isCall(op) ? CALL_MEANING[op] : FLOAT_MEANING[op](findFormat('f64'));
}

/**
 * The reference evaluator: every instruction correctly rounded to f64, calls by JavaScript's library. Inputs and outputs
 * in the program's order.
 */
export function compileSystem(
  system: SystemProgram,
): (inputs: ArrayLike<number>, outputs: Float64Array) => void {
  const { inputs, constants, code, outputs } = system;
  const first = inputs.length + constants.length;
  const registers = new Float64Array(first + code.length);
  registers.set(constants, inputs.length);
  const steps = code.map(({ op }) => meaningOf(op));
  const operands = Int32Array.from(code.flatMap(({ args }) => [args[0], args[1] ?? 0]));
  return (values, results) => {
    for (let i = 0; i < inputs.length; i++) registers[i] = values[i];
    for (let i = 0; i < steps.length; i++) {
      registers[first + i] = steps[i](registers[operands[2 * i]], registers[operands[2 * i + 1]], 0);
    }
    outputs.forEach(({ register }, i) => (results[i] = registers[register]));
  };
}
