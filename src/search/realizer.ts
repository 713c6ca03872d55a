import type { Oracle } from '../oracle/oracle.ts';
import type { Candidate, EngineName } from './engine.ts';
import { fitCandidates } from './fit-candidates.ts';
import type { PolynomialFit, RationalFit } from './fit.ts';
import type { Problem } from './problem.ts';
import { meterFor, roundedCandidates } from './rounded-candidates.ts';

/** Turns fits into programs of the problem's format, each with its measured error. */
export type Realizer = (
  fit: PolynomialFit | RationalFit,
  origin: Candidate['origin'],
) => Iterable<Candidate> | AsyncIterable<Candidate>;

export function createRealizer(problem: Problem, oracle: Oracle, engine: EngineName): Realizer {
  if (problem.format === 'real') return (fit, origin) => fitCandidates(fit, problem, oracle, engine, origin);
  const meter = meterFor(problem, oracle);
  return (fit, origin) => roundedCandidates(fit, problem, meter, engine, origin);
}
