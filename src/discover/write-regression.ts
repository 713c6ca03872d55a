import { writeJson, type Json } from './json/write-json.ts';
import type { DataSample, RegressionFinding } from './regression.ts';
import { provenanceJson } from './provenance-record.ts';

/** A regression as text, members in the order of its type; `readRegression` reads it back to an equal one. */
export function writeRegression({ napier, kind, problem, front, provenance }: RegressionFinding): string {
  return `${writeJson({
    napier,
    kind,
    problem: {
      data: { file: problem.data.file, rows: problem.data.rows, dropped: problem.data.dropped },
      target: problem.target,
      inputs: problem.inputs,
      weights: problem.weights,
      operations: problem.operations.map(({ name, weight }) => ({ name, weight })),
      maxComplexity: problem.maxComplexity,
      budget: { evaluations: problem.budget.evaluations },
      seed: problem.seed,
      spread: problem.spread,
      form: problem.form,
      units: problem.units,
      require: problem.require,
      define: problem.define,
      guess: problem.guess,
      sample: sampleJson(problem.sample),
    },
    front: front.map((e) => ({
      expression: e.expression,
      latex: e.latex,
      complexity: e.complexity,
      error: { value: e.error.value, rows: e.error.rows },
      heldOut: e.heldOut && { value: e.heldOut.value, rows: e.heldOut.rows },
      exact: e.exact,
      bits: e.bits,
      chosen: e.chosen,
      status: e.status,
      engine: e.engine,
    })),
    provenance: provenanceJson(provenance),
  })}\n`;
}

export function sampleJson(sample: DataSample | undefined): Json | undefined {
  return sample && { names: sample.names, ranges: sample.ranges, rows: sample.rows };
}
