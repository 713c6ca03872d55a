import type { Ancestor, Candidate } from '../search/engine.ts';
import type { FrontEntry } from './finding.ts';
import { programKey } from './program-key.ts';

/** The ancestors of all entries of a front, each once: what a page needs to draw them. None: `undefined`. */
export function frontAncestry(
  front: readonly FrontEntry[],
  candidates: readonly Candidate[],
): readonly Ancestor[] | undefined {
  const known = new Map(candidates.map((candidate) => [programKey(candidate.program), candidate.ancestry]));
  const records = new Map<string, Ancestor>();
  for (const { program } of front) {
    for (const record of known.get(programKey(program)) ?? []) {
      // The same program may be known better to one descendant than to another.
      const before = records.get(record.id);
      if (before === undefined || record.error < before.error) records.set(record.id, record);
    }
  }
  return records.size === 0 ? undefined : [...records.values()];
}
