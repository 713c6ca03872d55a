import type { Derivation, ImprovementError, ImprovementFinding } from './improvement.ts';
import { writeJson, type Json } from './json/write-json.ts';
import { provenanceJson } from './provenance-record.ts';

/** An improvement as text, members in the order of its type; `readImprovement` reads it back to an equal one. */
export function writeImprovement(finding: ImprovementFinding): string {
  const { problem, given, provenance } = finding;
  return `${writeJson({
    napier: finding.napier,
    kind: finding.kind,
    problem: {
      expression: problem.expression,
      domains: { ...problem.domains },
      precondition: problem.precondition,
      format: problem.format,
      costs: problem.costs,
      points: problem.points,
      seed: problem.seed,
    },
    given: { expression: given.expression, cost: given.cost, error: errorJson(given.error) },
    front: finding.front.map((entry) => ({
      expression: entry.expression,
      cost: entry.cost,
      error: errorJson(entry.error),
      status: entry.status,
      derivation: derivationJson(entry.derivation),
      regimes: entry.regimes.map((regime) => ({
        where: regime.where.map(({ variable, above, upTo }) => ({ variable, above, upTo })),
        expression: regime.expression,
        derivation: derivationJson(regime.derivation),
        series: regime.series,
        distance: regime.distance,
      })),
      proof: entry.proof && {
        certificate: { ...entry.proof.certificate },
        functions: { ...entry.proof.functions },
      },
    })),
    provenance: provenanceJson(provenance),
  })}\n`;
}

function errorJson(e: ImprovementError): Json {
  return {
    measure: e.measure,
    mean: e.mean,
    worst: e.worst,
    worstInput: { ...e.worstInput },
    points: e.points,
    status: e.status,
  };
}

function derivationJson(d: Derivation | undefined): Json | undefined {
  return (
    d && {
      where: d.where?.map((half) => ({ ...half })),
      equations: d.equations.map((equation) => ({ ...equation })),
      steps: d.steps.map(({ equation, path, term }) => ({ equation, path, term })),
    }
  );
}
