import type { IdentificationEntry, IdentificationFinding, IdentificationProblem } from './identification.ts';
import { fractionEntryJson, fractionProblemJson } from './write-fraction.ts';
import { writeJson, type Json } from './json/write-json.ts';
import { provenanceJson } from './provenance-record.ts';

/** An identification as text, members in the order of its type; `readIdentification` reads it back to an equal one. */
export function writeIdentification(finding: IdentificationFinding): string {
  const { provenance } = finding;
  return `${writeJson({
    napier: finding.napier,
    kind: finding.kind,
    problem: problemJson(finding.problem),
    front: finding.front.map(entryJson),
    provenance: provenanceJson(provenance),
  })}\n`;
}

function problemJson(p: IdentificationProblem): Json {
  switch (p.question) {
    case 'number':
      return {
        question: p.question,
        number: p.number,
        fraction: p.fraction === undefined ? undefined : { ...p.fraction },
        interval: { ...p.interval },
        digits: p.digits,
      };
    case 'complex':
      return {
        question: p.question,
        number: p.number,
        box: { re: { ...p.box.re }, im: { ...p.box.im } },
        digits: p.digits,
      };
    case 'sequence':
      return { question: p.question, terms: p.terms };
    case 'reaction':
      return { question: p.question, reaction: p.reaction };
    case 'continued-fraction':
      return fractionProblemJson(p);
  }
}

function entryJson(e: IdentificationEntry): Json {
  if (e.form === 'balance') return { form: e.form, expression: e.expression, text: e.text, status: e.status };
  if (e.form === 'continued-fraction' || e.form === 'fraction-family' || e.form === 'signed-fraction') {
    return fractionEntryJson(e);
  }
  const common = { digits: e.digits, spent: e.spent, chance: e.chance, status: e.status };
  if ('terms' in e) return { form: e.form, expression: e.expression, terms: { ...e.terms }, ...common };
  const name = 'name' in e ? e.name : undefined;
  return { form: e.form, expression: e.expression, name, ...common, engine: e.engine };
}
