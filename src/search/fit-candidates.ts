import type { Oracle } from '../oracle/oracle.ts';
import { COST_MODELS } from '../program/cost.ts';
import type { Program } from '../program/program.ts';
import type { Candidate, EngineName } from './engine.ts';
import type { PolynomialFit, RationalFit } from './fit.ts';
import { POLYNOMIAL_FORMS } from './forms/evaluate-polynomial.ts';
import { polynomialProgram } from './forms/polynomial-program.ts';
import { RATIONAL_FORMS, rationalProgram } from './forms/rational-program.ts';
import { measureReal } from './measure-real.ts';
import type { Problem } from './problem.ts';
import { safeDivisions } from './safe-divisions.ts';

/** A form's constants may raise the error of the fit by this fraction. */
const RISE = 1e-7;
const GUARD_BITS = [40, 104, 232];

/** The `real` programs of one fit, in every form that exists for it, cheapest form first; equal programs once. */
export function fitCandidates(
  fit: PolynomialFit | RationalFit,
  problem: Problem,
  oracle: Oracle,
  engine: EngineName,
  origin: Candidate['origin'],
): Candidate[] {
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  for (const form of fit.kind === 'polynomial' ? POLYNOMIAL_FORMS : RATIONAL_FORMS) {
    const made = bestOf(fit, form, problem, oracle);
    if (made === undefined) continue;
    const text = JSON.stringify(made.program);
    if (seen.has(text)) continue;
    seen.add(text);
    const cost = COST_MODELS[problem.cost].cost(made.program);
    candidates.push({ ...made, cost, engine, origin: { ...origin, form } });
  }
  return candidates.sort((a, b) => a.cost - b.cost);
}

/** The program in one form, with constants long enough that its error is the fit's. */
function bestOf(
  fit: PolynomialFit | RationalFit,
  form: string,
  problem: Problem,
  oracle: Oracle,
): Pick<Candidate, 'program' | 'error'> | undefined {
  let best: Pick<Candidate, 'program' | 'error'> | undefined;
  for (const guard of GUARD_BITS) {
    const bits = guard + Math.ceil(Math.max(0, -Math.log2(fit.error || 2 ** -fit.precision)));
    const program = programOf(fit, form, problem, bits);
    if (program === undefined) return undefined;
    if (!safeDivisions(program, problem)) return undefined;
    const error = measureReal(program, fit, oracle, problem.measure);
    if (best === undefined || error.value < best.error.value) best = { program, error };
    // Polynomials use the fit's own constants: no more bits to ask for.
    if (fit.kind === 'polynomial' || error.value <= fit.error * (1 + RISE)) break;
  }
  return best !== undefined && Number.isFinite(best.error.value) ? best : undefined;
}

function programOf(
  fit: PolynomialFit | RationalFit,
  form: string,
  { format, variable, fma }: Problem,
  bits: number,
): Program | undefined {
  if (fit.kind === 'polynomial') {
    const known = POLYNOMIAL_FORMS.find((name) => name === form);
    return known && polynomialProgram(fit, known, format, variable, fma);
  }
  const known = RATIONAL_FORMS.find((name) => name === form);
  return known && rationalProgram(fit, known, format, variable, fma, bits);
}
