import { writeJson } from './json/write-json.ts';
import { provenanceJson } from './provenance-record.ts';
import { askedJson, dataJson, effortJson, errorOnRowsJson } from './regression-search.ts';
import type { SystemFinding } from './system.ts';

/** A system as text, members in the order of its type; `readSystem` reads it back to an equal one. */
export function writeSystem({ napier, kind, problem: p, front, provenance }: SystemFinding): string {
  return `${writeJson({
    napier,
    kind,
    problem: {
      data: dataJson(p),
      targets: p.targets,
      inputs: p.inputs,
      ode: p.ode && { time: p.ode.time, trajectory: p.ode.trajectory, trajectories: p.ode.trajectories },
      ...effortJson(p),
      spreads: p.spreads,
      ...askedJson(p),
    },
    front: front.map((e) => ({
      equations: e.equations.map((one) => ({
        expression: one.expression,
        latex: one.latex,
        complexity: one.complexity,
        exact: one.exact,
        error: one.error,
        heldOut: one.heldOut,
        engine: one.engine,
      })),
      complexity: e.complexity,
      error: errorOnRowsJson(e.error),
      heldOut: e.heldOut && errorOnRowsJson(e.heldOut),
      whole: e.whole,
      bits: e.bits,
      chosen: e.chosen,
      status: e.status,
    })),
    provenance: provenanceJson(provenance),
  })}\n`;
}
