import { fail } from '../error/fault.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { bigToHex } from '../number/big-text.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { withWorkspace } from '../number/workspace.ts';
import type { Program } from '../program/program.ts';
import { programToExpression } from '../program/program-to-expression.ts';
import type { Specification } from '../program/specification.ts';
import type { SupremumCertificate } from './certificate.ts';
import { boundSupremum } from './supremum-bound.ts';

export type SupremumOptions = {
  /** How far the bound may lie above the error attained, relative. @defaultValue 0.01 */
  readonly tightness?: number;
  readonly stopped?: () => boolean;
};

/**
 * Proves a bound on the largest error of a program over the reals (no rounding) on the whole domain, by bisection
 * and Taylor models with relative remainder.
 * @throws NapierError `not-proved` with the place where no bound was found; `domain` where the error is undefined
 */
export function certifySupremum(
  program: Program,
  specification: Specification,
  options: SupremumOptions = {},
): SupremumCertificate {
  if (specification.measure === 'ulp') {
    fail({ kind: 'value', message: 'real numbers have no ulp', hint: 'use --measure relative or absolute' });
  }
  const bound = boundSupremum(renamed(program, specification), specification, options);
  return {
    method: 'supremum',
    measure: specification.measure,
    bound: scaledHex(bound.upper, bound.scale),
    lower: scaledHex(bound.lower, bound.scale),
    worst: toHexFloat(bound.worst),
    subintervals: bound.subintervals,
    order: bound.order,
    precision: bound.precision,
  };
}

/** The program as a term in the specification's variable. @throws NapierError `unsupported` for several inputs */
export function renamed(program: Program, specification: Specification): ReturnType<typeof programToExpression> {
  if (program.inputs.length !== 1) {
    fail({ kind: 'unsupported', message: `a proof needs a program of one input, this has ${program.inputs.length}` });
  }
  return programToExpression({
    ...program,
    inputs: [specification.variable],
    code: program.code.map(({ op, args }) => ({
      op,
      args: args.map((arg) => (arg === program.inputs[0] ? specification.variable : arg)),
    })),
  });
}

/** value · 2^scale exactly, as a hexadecimal float (also where that is no double). */
export function scaledHex(value: number, scale: number): string {
  return withWorkspace(64, (w) => {
    const x = w.number(value);
    mpfr.mpfr_mul_2si(x, x, scale, ROUND.NEAREST);
    return bigToHex(x);
  });
}
