import { chooseEntry } from '../discover/choose-entry.ts';
import type { ApproximationFinding, FrontEntry } from '../discover/finding.ts';
import { fail } from '../error/fault.ts';

/** The entry that `--pick` names (1 is the cheapest), or the one the finding stands for. @throws NapierError */
export function pickEntry(finding: ApproximationFinding, pick: number | undefined): FrontEntry {
  const { front } = finding;
  if (front.length === 0) fail({ kind: 'not-found', message: 'the finding has no program in it' });
  if (pick === undefined) {
    const hint = '`napier emit FILE --pick N` writes a program of the front all the same';
    return chooseEntry(finding) ?? fail({ kind: 'not-proved', message: 'no program in it is proved', hint });
  }
  const source = String(pick);
  const span = [0, source.length] as const;
  const hint = `the front has ${front.length}; 1 is the cheapest`;
  return (
    front[pick - 1] ?? fail({ kind: 'value', message: `there is no program ${pick}`, source, span, hint })
  );
}
