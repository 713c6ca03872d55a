import { writeJson } from './json/write-json.ts';
import { provenanceJson } from './provenance-record.ts';
import { sampleJson } from './write-regression.ts';
import type { SystemFinding } from './system.ts';

/** A system as text, members in the order of its type; `readSystem` reads it back to an equal one. */
export function writeSystem({ napier, kind, problem: p, front, provenance }: SystemFinding): string {
  return `${writeJson({
    napier,
    kind,
    problem: {
      data: { file: p.data.file, rows: p.data.rows, dropped: p.data.dropped },
      targets: p.targets,
      inputs: p.inputs,
      ode: p.ode && { time: p.ode.time, trajectory: p.ode.trajectory, trajectories: p.ode.trajectories },
      weights: p.weights,
      operations: p.operations.map(({ name, weight }) => ({ name, weight })),
      maxComplexity: p.maxComplexity,
      budget: { evaluations: p.budget.evaluations },
      seed: p.seed,
      spreads: p.spreads,
      form: p.form,
      units: p.units,
      require: p.require,
      define: p.define,
      guess: p.guess,
      sample: sampleJson(p.sample),
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
      error: { value: e.error.value, rows: e.error.rows },
      heldOut: e.heldOut && { value: e.heldOut.value, rows: e.heldOut.rows },
      whole: e.whole,
      bits: e.bits,
      chosen: e.chosen,
      status: e.status,
    })),
    provenance: provenanceJson(provenance),
  })}\n`;
}
