import { fail } from '../error/fault.ts';
import { variable, type Expression } from '../expression/expression.ts';
import { substitute } from '../expression/substitute.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { withWorkspace } from '../number/workspace.ts';
import type { Program } from '../program/program.ts';
import { programToExpression } from '../program/program-to-expression.ts';
import type { Specification } from '../program/specification.ts';
import type { SupremumCertificate } from './certificate.ts';
import { boundSupremumAtRoots } from './supremum-root.ts';

export type SupremumOptions = {
  /** How far the bound may lie above the error attained, relative. @defaultValue 0.01 */
  readonly tightness?: number;
  readonly stopped?: () => boolean;
  /** For proofs on pieces: an input (hexadecimal float) known to err much, where the largest error attained is looked for too. */
  readonly suspect?: string;
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
  const bound = boundSupremumAtRoots(programTerm(program, specification), specification, options);
  const upper = scaled(bound.upper, bound.scale, ROUND.UP);
  if (!Number.isFinite(upper)) {
    fail({
      kind: 'not-proved',
      message: 'the error is larger than any binary64 number',
      hint: 'give a smaller domain',
    });
  }
  return {
    method: 'supremum',
    measure: specification.measure,
    bound: toHexFloat(upper),
    lower: toHexFloat(scaled(bound.lower, bound.scale, ROUND.DOWN)),
    worst: toHexFloat(bound.worst),
    subintervals: bound.subintervals,
    order: bound.order,
    precision: bound.precision,
  };
}

/** The program as a term in the specification's variable. @throws NapierError `unsupported` for several inputs */
export function programTerm(program: Program, specification: Specification): Expression {
  const { inputs } = program;
  if (inputs.length !== 1) {
    fail({ kind: 'unsupported', message: `a proof needs a program of one input, this has ${inputs.length}` });
  }
  return substitute(programToExpression(program), new Map([[inputs[0], variable(specification.variable)]]));
}

/** value · 2^scale as a double, rounded as told. */
export function scaled(value: number, scale: number, mode: typeof ROUND.UP | typeof ROUND.DOWN): number {
  return withWorkspace(64, (w) => {
    const x = w.number(value);
    mpfr.mpfr_mul_2si(x, x, scale, ROUND.NEAREST);
    return mpfr.mpfr_get_d(x, mode);
  });
}
