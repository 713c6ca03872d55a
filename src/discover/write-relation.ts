import { writeJson, type Json } from './json/write-json.ts';
import type { RelationEntry, RelationFinding } from './relation.ts';
import { provenanceJson } from './provenance-record.ts';

/** Relations as text, members in the order of their type; `readRelation` reads them back to an equal finding. */
export function writeRelation(finding: RelationFinding): string {
  const { problem, provenance } = finding;
  return `${writeJson({
    napier: finding.napier,
    kind: finding.kind,
    problem: {
      function: problem.function,
      program: problem.program && { range: problem.program.range, accuracy: problem.program.accuracy },
      variables: problem.variables,
      with: problem.with,
      maxDegree: problem.maxDegree,
      seed: problem.seed,
    },
    front: finding.front.map(entryJson),
    provenance: provenanceJson(provenance),
  })}\n`;
}

function entryJson(e: RelationEntry): Json {
  return {
    identity: e.identity,
    text: e.text,
    form: e.form,
    terms: e.terms,
    monomials: e.monomials.map((m): Json => [...m]),
    status: e.status,
    proof: e.proof && {
      method: e.proof.method,
      generators: e.proof.generators,
      conditions: e.proof.conditions,
    },
    points: e.points,
    digits: e.digits,
  };
}
