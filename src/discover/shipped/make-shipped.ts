import type { ApproximateOptions } from '../approximate.ts';
import { approximate } from '../approximate.ts';
import { chooseEntry } from '../choose-entry.ts';
import type { ApproximationFinding } from '../finding.ts';
import { shippedProblem, type ShippedKey } from './shipped-functions.ts';

/** What came of making a shipped function: its finding, or what the search reached instead. */
export type Made =
  | { readonly kind: 'made'; readonly finding: ApproximationFinding }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Searches a shipped function anew and proves it, errors counted by size. The front is cut to the one program that
 * the finding stands for: what is not proved is not shipped.
 */
export async function makeShipped(
  key: ShippedKey,
  options: Pick<ApproximateOptions, 'executor' | 'signal' | 'onEvent'> = {},
): Promise<Made> {
  const finding = await approximate(shippedProblem(key), { ...options, histogram: true });
  const entry = chooseEntry(finding);
  if (entry !== undefined) return { kind: 'made', finding: { ...finding, front: [entry] } };
  return { kind: 'missing', reason: reasonOf(finding) };
}

/** Why nothing is proved, from the front and the history. */
function reasonOf({ front, provenance: { history } }: ApproximationFinding): string {
  const best = front.at(-1);
  if (best === undefined) return 'the search found no program';
  const program = `the best program found has ${best.operations} operations`;
  const failed = history.findLast(({ phase, failed }) => phase === 'prove' && failed !== undefined)?.failed;
  return failed === undefined
    ? `${program} and errs by ${best.error.value} ulp at ${best.error.worst}`
    : `${program}; its proof failed: ${String(failed)}`;
}
