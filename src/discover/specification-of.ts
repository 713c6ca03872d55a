import type { Specification } from '../program/specification.ts';
import type { FindingProblem } from './finding.ts';
import { problemOf } from './problem-record.ts';

/** The contract that a finding's programs are held to. @throws NapierError when a text in it does not parse */
export function specificationOf(record: FindingProblem): Specification {
  const { function: term, variable, domain, format, measure } = problemOf(record);
  return { function: term, variable, domain, format, measure };
}
