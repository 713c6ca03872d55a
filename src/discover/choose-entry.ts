import { exactDouble } from '../number/exact-double.ts';
import type { ApproximationFinding, FrontEntry } from './finding.ts';

/**
 * The program a finding stands for: the cheapest one proved to meet the error that was asked for, or, when none was
 * asked for, the proved one of the smallest bound. `undefined` when there is none.
 */
export function chooseEntry({ problem, front }: ApproximationFinding): FrontEntry | undefined {
  const bound = (entry: FrontEntry): number =>
    entry.certificate === undefined ? Infinity : exactDouble(entry.certificate.bound);
  const { error } = problem;
  if (error !== undefined) return front.find((entry) => bound(entry) <= error);
  let best: FrontEntry | undefined;
  for (const entry of front) {
    if (bound(entry) < (best === undefined ? Infinity : bound(best))) best = entry;
  }
  return best;
}
