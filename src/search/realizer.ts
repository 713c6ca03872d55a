import type { Oracle } from '../oracle/oracle.ts';
import type { Candidate, EngineName } from './engine.ts';
import { fitCandidates } from './fit-candidates.ts';
import type { PolynomialFit, RationalFit } from './fit.ts';
import { proposeMachinePrograms } from './machine/propose-machine-programs.ts';
import type { Problem } from './problem.ts';

/** Turns fits into programs of the problem's format, each with its measured error. */
export type Realizer = (fit: PolynomialFit | RationalFit, origin: Candidate['origin']) => Iterable<Candidate>;

export function createRealizer(problem: Problem, oracle: Oracle, engine: EngineName): Realizer {
  return problem.format === 'real'
    ? (fit, origin) => fitCandidates(fit, problem, oracle, engine, origin)
    : (fit, origin) => proposeMachinePrograms(fit, problem, oracle, engine, origin);
}
