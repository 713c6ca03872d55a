import type { FactProof, ProofStep } from '../certify/deduction/deduction.ts';
import type { DeductionFinding } from './deduction.ts';
import { writeJson, type Json } from './json/write-json.ts';
import { provenanceJson } from './provenance-record.ts';

/** Deductions as text, members in the order of their type; `readDeduction` reads them back to an equal finding. */
export function writeDeductionFinding({
  napier,
  kind,
  problem,
  front,
  provenance,
}: DeductionFinding): string {
  return `${writeJson({
    napier,
    kind,
    problem: { theory: problem.theory, maxSize: problem.maxSize, seed: problem.seed },
    front: front.map((e): Json => ({
      identity: e.identity,
      role: e.role,
      status: e.status,
      essential: e.essential,
      proof: e.proof && proofJson(e.proof),
      points: e.points,
    })),
    provenance: provenanceJson(provenance),
  })}\n`;
}

function proofJson(proof: FactProof): Json {
  if (proof.kind === 'axiom') return { kind: proof.kind };
  if (proof.kind === 'equations') return { kind: proof.kind, steps: proof.steps.map(stepJson) };
  return {
    kind: proof.kind,
    variable: proof.variable,
    cases: proof.cases.map((one): Json => ({
      constructor: one.constructor,
      constants: one.constants,
      steps: one.steps.map(stepJson),
    })),
  };
}

function stepJson({ term, by, reversed, at }: ProofStep): Json {
  return { term, ...by, reversed: reversed ? true : undefined, at };
}
