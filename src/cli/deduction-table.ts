import type { DeductionEntry, DeductionFinding } from '../discover/deduction.ts';
import { identityPaint, type Paint } from './paint.ts';

/** What was deduced, as people read it: goals, theorems, and what holds as far as was seen. */
export function deductionText({ front, provenance }: DeductionFinding, paint: Paint = identityPaint): string {
  const of = (role: DeductionEntry['role']): DeductionEntry[] => front.filter((entry) => entry.role === role);
  const lines: string[] = [];
  const section = (title: string, entries: readonly DeductionEntry[]): void => {
    if (entries.length === 0) return;
    if (lines.length > 0) lines.push('');
    lines.push(paint.bold(title));
    const width = Math.min(60, Math.max(...entries.map(({ identity }) => identity.length)));
    for (const entry of entries) lines.push(`  ${entry.identity.padEnd(width)}  ${paint.dim(known(entry))}`);
  };
  section(`${of('axiom').length} axioms`, of('axiom'));
  section(`${of('goal').length} goals proved`, of('goal'));
  const theorems = of('theorem');
  section(
    'essential theorems',
    theorems.filter(({ essential }) => essential),
  );
  section(
    'theorems',
    theorems.filter(({ essential }) => !essential),
  );
  section('conjectures', of('conjecture'));
  const counts = `${provenance.evaluations} terms, ${provenance.distinct} conjectures, ${of('lemma').length} lemmas in the proofs`;
  return `${lines.join('\n')}\n\n${paint.dim(counts)}\n`;
}

function known({ proof, points }: DeductionEntry): string {
  if (proof === undefined) return `not proved; holds at ${points} points`;
  if (proof.kind === 'axiom') return 'axiom';
  if (proof.kind === 'induction') return `proved, by induction over ${proof.variable}`;
  return `proved, in ${proof.steps.length} ${proof.steps.length === 1 ? 'step' : 'steps'}`;
}
