import type { FormatName } from '../../number/formats.ts';
import type { Program } from '../../program/program.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { PolynomialFit } from '../fit.ts';
import { evaluatePolynomial, type PolynomialForm } from './evaluate-polynomial.ts';

/** A polynomial fit as a program with its coefficients as they are (format `real`). */
export function polynomialProgram(
  fit: PolynomialFit,
  form: PolynomialForm,
  format: FormatName,
  variable: string,
  fma: boolean,
): Program {
  const b = new ProgramBuilder(format, [variable]);
  const terms = [
    ...fit.fixed,
    ...fit.powers.map((power, k) => ({ power, coefficient: fit.coefficients[k] })),
  ].sort((p, q) => p.power - q.power);
  return b.build(evaluatePolynomial(b, b.input(0), terms, form, fma));
}
