import type { InvariantFinding } from './invariant.ts';
import { writeJson, type Json } from './json/write-json.ts';
import { provenanceJson } from './provenance-record.ts';

/** Invariants as text, members in the order of their type; `readInvariant` reads them back to an equal finding. */
export function writeInvariant({ napier, kind, problem, front, provenance }: InvariantFinding): string {
  return `${writeJson({
    napier,
    kind,
    problem: { source: problem.source, maxDegree: problem.maxDegree, seed: problem.seed },
    front: front.map((e): Json => ({
      loop: e.loop,
      identity: e.identity,
      text: e.text,
      when: e.when,
      status: e.status,
      points: e.points,
    })),
    provenance: provenanceJson(provenance),
  })}\n`;
}
