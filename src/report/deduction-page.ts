import type { FactProof, ProofStep } from '../certify/deduction/deduction.ts';
import type { DeductionEntry, DeductionFinding } from '../discover/deduction.ts';
import { escapeHtml } from './escape-html.ts';
import { STYLE } from './style.ts';

const SECTIONS: readonly (readonly [title: string, of: (entry: DeductionEntry) => boolean])[] = [
  ['Axioms', ({ role }) => role === 'axiom'],
  ['Goals', ({ role }) => role === 'goal'],
  ['Essential theorems', ({ role, essential }) => role === 'theorem' && essential === true],
  ['Other theorems', ({ role, essential }) => role === 'theorem' && essential !== true],
  ['Lemmas', ({ role }) => role === 'lemma'],
];

/**
 * One self-contained HTML page: every fact with its proof, each step with a link to the fact it uses, and every fact
 * with links to those whose proofs use it.
 * @param file the finding's file name, for the command that checks it
 */
export function renderDeduction(finding: DeductionFinding, file: string): string {
  const { front } = finding;
  const usedBy = usesOf(front);
  const sections = SECTIONS.map(([title, of]) => {
    const facts = front.flatMap((entry, number) =>
      of(entry) ? [factHtml(entry, number, front, usedBy)] : [],
    );
    return facts.length === 0 ? '' : `<h2>${title}</h2>${facts.join('')}`;
  });
  const open = front.filter(({ role }) => role === 'conjecture');
  const conjectures =
    open.length === 0
      ? ''
      : `<h2>Conjectures</h2><p>True at every point tried, and not proved.</p><ul>${open
          .map(({ identity, points }) => `<li><code>${escapeHtml(identity)}</code> (${points} points)</li>`)
          .join('')}</ul>`;
  const index = front.flatMap(({ identity, role, essential }, number) =>
    role === 'goal' || essential ? [`<li>${link(number, identity)}</li>`] : [],
  );
  const proved = front.length - open.length;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>What follows from ${front.filter(({ role }) => role === 'axiom').length} axioms</title><style>${STYLE}
.fact { margin: 0.8em 0; padding: 0.4em 0.8em; border-left: 3px solid currentColor; }
.fact:target { background: rgba(128, 160, 255, 0.15); }
.fact ol { list-style: none; padding-left: 1em; }
.fact .by { opacity: 0.75; font-size: 0.9em; }
</style></head><body><main>
<h1>What follows from the axioms</h1>
<div class="claim"><strong>Proved.</strong> ${proved} facts, each from those before it; every step is replayed when the file is read: <code>napier certify ${escapeHtml(file)}</code>.</div>
${index.length === 0 ? '' : `<ul>${index.join('')}</ul>`}
${sections.join('\n')}
${conjectures}
<h2>The theory</h2><pre>${escapeHtml(finding.problem.theory.trim())}</pre>
</main></body></html>
`;
}

function factHtml(
  entry: DeductionEntry,
  number: number,
  front: readonly DeductionEntry[],
  usedBy: ReadonlyMap<number, ReadonlySet<number>>,
): string {
  const users = [...(usedBy.get(number) ?? [])];
  const uses =
    users.length === 0
      ? ''
      : `<p class="by">used by ${users.map((one) => link(one, front[one].identity)).join(', ')}</p>`;
  const { proof } = entry;
  const body = proof === undefined ? '' : proofHtml(proof, entry, front);
  return `<section class="fact" id="fact-${number}"><p><strong>${number}.</strong> <code>${escapeHtml(entry.identity)}</code></p>${body}${uses}</section>`;
}

function proofHtml(proof: FactProof, entry: DeductionEntry, front: readonly DeductionEntry[]): string {
  if (proof.kind === 'axiom') return '';
  const left = entry.identity.slice(0, entry.identity.indexOf(' = '));
  if (proof.kind === 'equations')
    return `<details><summary>${proof.steps.length} steps</summary>${stepsHtml(left, proof.steps, front)}</details>`;
  const cases = proof.cases.map(({ constructor, constants, steps }) => {
    const value = constants.length === 0 ? constructor : `${constructor}(${constants.join(', ')})`;
    return `<p>${escapeHtml(proof.variable)} = <code>${escapeHtml(value)}</code>:</p>${stepsHtml(undefined, steps, front)}`;
  });
  return `<details><summary>by induction over ${escapeHtml(proof.variable)}</summary>${cases.join('')}</details>`;
}

function stepsHtml(
  start: string | undefined,
  steps: readonly ProofStep[],
  front: readonly DeductionEntry[],
): string {
  const first = start === undefined ? '' : `<li><code>${escapeHtml(start)}</code></li>`;
  const rows = steps.map(({ term, by, reversed }) => {
    const way = reversed ? ', from right to left' : '';
    const reason =
      'fact' in by ? link(by.fact, front[by.fact].identity) : 'the statement for the smaller value';
    return `<li>= <code>${escapeHtml(term)}</code> <span class="by">by ${reason}${way}</span></li>`;
  });
  return rows.length === 0 ? '<p>Both sides are the same.</p>' : `<ol>${first}${rows.join('')}</ol>`;
}

function link(number: number, identity: string): string {
  return `<a href="#fact-${number}"><code>${escapeHtml(identity)}</code></a>`;
}

function usesOf(front: readonly DeductionEntry[]): Map<number, Set<number>> {
  const users = new Map<number, Set<number>>();
  front.forEach(({ proof }, number) => {
    if (proof === undefined || proof.kind === 'axiom') return;
    const steps = proof.kind === 'equations' ? proof.steps : proof.cases.flatMap((one) => one.steps);
    for (const { by } of steps)
      if ('fact' in by) users.set(by.fact, (users.get(by.fact) ?? new Set()).add(number));
  });
  return users;
}
