import { readBig } from '../number/big-text.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import type { AnalyticOperation } from './machine-operations.ts';
import { registerOf } from './operand.ts';
import type { Program } from './program.ts';
import { requireReal } from './require-real.ts';
import { validateProgram } from './validate-program.ts';

export type BigStep = (r: Big, a: Big, b: Big, c: Big) => void;
const N = ROUND.NEAREST;

/** What each operation does to numbers of any precision, rounded to nearest. */
export const MEANING: Record<AnalyticOperation, BigStep> = {
  add: (r, a, b) => mpfr.mpfr_add(r, a, b, N),
  sub: (r, a, b) => mpfr.mpfr_sub(r, a, b, N),
  mul: (r, a, b) => mpfr.mpfr_mul(r, a, b, N),
  div: (r, a, b) => mpfr.mpfr_div(r, a, b, N),
  neg: (r, a) => mpfr.mpfr_neg(r, a, N),
  abs: (r, a) => mpfr.mpfr_abs(r, a, N),
  min: (r, a, b) => mpfr.mpfr_set(r, mpfr.mpfr_less_p(b, a) ? b : a, N),
  max: (r, a, b) => mpfr.mpfr_set(r, mpfr.mpfr_less_p(a, b) ? b : a, N),
  fma: (r, a, b, c) => mpfr.mpfr_fma(r, a, b, c, N),
  sqrt: (r, a) => mpfr.mpfr_sqrt(r, a, N),
  floor: (r, a) => mpfr.mpfr_rint(r, a, ROUND.DOWN),
  ceil: (r, a) => mpfr.mpfr_rint(r, a, ROUND.UP),
  round: (r, a) => mpfr.mpfr_rint(r, a, N),
  trunc: (r, a) => mpfr.mpfr_rint(r, a, ROUND.ZERO),
  exp: (r, a) => mpfr.mpfr_exp(r, a, N),
  expm1: (r, a) => mpfr.mpfr_expm1(r, a, N),
  log: (r, a) => mpfr.mpfr_log(r, a, N),
  log1p: (r, a) => mpfr.mpfr_log1p(r, a, N),
  sin: (r, a) => mpfr.mpfr_sin(r, a, N),
  cos: (r, a) => mpfr.mpfr_cos(r, a, N),
  atan: (r, a) => mpfr.mpfr_atan(r, a, N),
  tanh: (r, a) => mpfr.mpfr_tanh(r, a, N),
};

/** A program made ready to run many times at one precision; see {@link compileProgramBig}. */
export type BigEvaluator = (inputs: readonly Big[]) => Big;

/**
 * Evaluates a program with every operation and constant rounded to nearest at the workspace's precision, whatever
 * its format: an approximation of what the program means over the reals. For an enclosure, ask the oracle of
 * `programToExpression(program)`.
 * Registers are taken from the workspace once and reused: a result is overwritten by the next call.
 * @throws NapierError (`unsupported`) when an operation has no meaning over the reals
 */
export function compileProgramBig(program: Program, w: Workspace): BigEvaluator {
  const { inputs, constants, code } = validateProgram(program);
  const operations = code.map(({ op }) => requireReal(op));
  const registers = w.bigs(inputs.length + constants.length + code.length);
  constants.forEach((text, i) => readBig(registers[inputs.length + i], text));
  const first = inputs.length + constants.length;
  const steps = code.map(({ args }, i) => {
    const [a, b = a, c = a] = args.map((arg) => registers[registerOf(program, arg)]);
    return () => MEANING[operations[i]](registers[first + i], a, b, c);
  });
  const result = registers[code.length === 0 ? 0 : registers.length - 1];
  return (values) => {
    inputs.forEach((_, i) => mpfr.mpfr_set(registers[i], values[i], N));
    for (const step of steps) step();
    return result;
  };
}

/** One evaluation by {@link compileProgramBig}; the result belongs to `w`. */
export function evaluateProgramBig(program: Program, inputs: readonly Big[], w: Workspace): Big {
  return compileProgramBig(program, w)(inputs);
}
