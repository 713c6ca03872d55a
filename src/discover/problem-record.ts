import { parseExpression } from '../expression/parse.ts';
import { toText } from '../expression/to-text.ts';
import { inTableOrder } from '../program/machine-operations.ts';
import type { EngineName } from '../search/engine.ts';
import type { Problem } from '../search/problem.ts';
import type { FindingProblem } from './finding.ts';

/** A problem as a finding states it. */
export function problemRecord(
  problem: Problem,
  engines: readonly EngineName[],
  evaluations: number,
): FindingProblem {
  const { domain } = problem;
  return {
    function: toText(problem.function),
    variable: problem.variable,
    domain: { lo: toText(domain.lo), hi: toText(domain.hi), open: domain.open },
    format: problem.format,
    measure: problem.measure,
    ...(problem.error === undefined ? {} : { error: problem.error }),
    cost: problem.cost,
    ...(problem.maxOperations === undefined ? {} : { maxOperations: problem.maxOperations }),
    ...(problem.maxDegree === undefined ? {} : { maxDegree: problem.maxDegree }),
    fma: problem.fma,
    division: problem.division,
    ...(problem.arithmetic === undefined ? {} : { arithmetic: problem.arithmetic }),
    ...(problem.operations === undefined ? {} : { operations: inTableOrder(problem.operations) }),
    ...(problem.fromScratch === true ? { fromScratch: true } : {}),
    ...(problem.maxTable === undefined ? {} : { maxTable: problem.maxTable }),
    ...(problem.constraints === undefined ? {} : { constraints: problem.constraints }),
    ...(problem.identities === undefined ? {} : { identities: problem.identities }),
    ...(problem.identitiesFrom === undefined ? {} : { identitiesFrom: problem.identitiesFrom }),
    engines,
    budget: { evaluations },
    seed: problem.seed,
  };
}

/** The problem that a finding states. @throws NapierError `syntax`, `name` when a text in it does not parse. */
export function problemOf(record: FindingProblem): Problem {
  const { domain, engines: _engines, budget: _budget, ...rest } = record;
  return {
    ...rest,
    function: parseExpression(record.function),
    domain: { lo: parseExpression(domain.lo), hi: parseExpression(domain.hi), open: domain.open },
  };
}
