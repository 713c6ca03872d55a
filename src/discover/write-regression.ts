import { writeJson } from './json/write-json.ts';
import { provenanceJson } from './provenance-record.ts';
import { askedJson, dataJson, effortJson, errorOnRowsJson } from './regression-search.ts';
import type { RegressionFinding } from './regression.ts';

/** A regression as text, members in the order of its type; `readRegression` reads it back to an equal one. */
export function writeRegression({ napier, kind, problem, front, provenance }: RegressionFinding): string {
  return `${writeJson({
    napier,
    kind,
    problem: {
      data: dataJson(problem),
      target: problem.target,
      inputs: problem.inputs,
      ...effortJson(problem),
      spread: problem.spread,
      category: problem.category && { column: problem.category.column, labels: problem.category.labels },
      ...askedJson(problem),
    },
    front: front.map((e) => ({
      expression: e.expression,
      latex: e.latex,
      complexity: e.complexity,
      error: errorOnRowsJson(e.error),
      heldOut: e.heldOut && errorOnRowsJson(e.heldOut),
      validated: e.validated,
      exact: e.exact,
      bits: e.bits,
      chosen: e.chosen,
      status: e.status,
      engine: e.engine,
      made: e.made?.map(({ how, expression }) => ({ how, expression })),
      parameters: e.parameters?.map(({ name, values }) => ({ name, values })),
    })),
    provenance: provenanceJson(provenance),
  })}\n`;
}
