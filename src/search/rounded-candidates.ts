import { createErrorMeter, type ErrorMeter } from '../certify/measured-error.ts';
import { readBig } from '../number/big-text.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { withWorkspace } from '../number/workspace.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { COST_MODELS } from '../program/cost.ts';
import type { Program } from '../program/program.ts';
import type { Candidate, EngineName } from './engine.ts';
import type { PolynomialFit, RationalFit } from './fit.ts';
import { POLYNOMIAL_FORMS } from './forms/evaluate-polynomial.ts';
import { polynomialProgram } from './forms/polynomial-program.ts';
import { rationalProgram } from './forms/rational-program.ts';
import type { Problem } from './problem.ts';

/** Makes a meter once per problem: {@link roundedCandidates} measures with it. */
export function meterFor(problem: Problem, oracle: Oracle): ErrorMeter {
  return createErrorMeter(problem, oracle);
}

/** Machine programs of a fit with every coefficient rounded to nearest, measured as they will run. */
export function roundedCandidates(
  fit: PolynomialFit | RationalFit,
  problem: Problem,
  meter: ErrorMeter,
  engine: EngineName,
  origin: Candidate['origin'],
): Candidate[] {
  const format = findFormat(problem.format);
  const candidates: Candidate[] = [];
  for (const [form, program] of programs(fit, problem)) {
    const rounded = roundConstants(program, format);
    if (rounded === undefined) continue;
    const error = meter(rounded);
    const cost = COST_MODELS[problem.cost].cost(rounded);
    candidates.push({
      program: rounded,
      cost,
      error,
      engine,
      origin: { ...origin, form, coefficients: 'rounded' },
    });
  }
  return candidates;
}

function programs(fit: PolynomialFit | RationalFit, problem: Problem): [string, Program][] {
  const { format, variable, fma } = problem;
  if (fit.kind === 'rational') {
    const program = rationalProgram(fit, 'quotient', format, variable, fma, 128);
    return program === undefined ? [] : [['quotient', program]];
  }
  return POLYNOMIAL_FORMS.map((form) => [form, polynomialProgram(fit, form, format, variable, fma)]);
}

/** `undefined` when a constant overflows the format. */
function roundConstants(program: Program, format: Format): Program | undefined {
  return withWorkspace(512, (w) => {
    const constants: string[] = [];
    for (const text of program.constants) {
      const value = w.big();
      readBig(value, text);
      const rounded = format.roundBig(value);
      if (!Number.isFinite(rounded)) return undefined;
      constants.push(toHexFloat(rounded));
    }
    return { ...program, constants };
  });
}
