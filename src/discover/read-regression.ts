import { variablesOf } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import type { Field } from './json/fields.ts';
import { readProvenance } from './read-finding.ts';
import {
  readErrorOnRows,
  readNames,
  readFront,
  readSearch,
  SEARCH_MEMBERS,
  SEARCH_OPTIONS,
} from './regression-search.ts';
import type { RegressionEntry, RegressionFinding, RegressionProblem, RegressionStep } from './regression.ts';

/**
 * Reads the members of a regression. Every field is checked: expressions must parse and use no name but the inputs', and
 * one entry is the chosen one. (Errors are not measured again: the data are not in the file.)
 * @param fields `problem`, `front` and `provenance` of the file
 * @throws NapierError with the path and the place of the first thing wrong
 */
export function readRegression(
  version: string,
  fields: Readonly<Record<'problem' | 'front' | 'provenance', Field>>,
): RegressionFinding {
  const problem = readProblem(fields.problem);
  return {
    napier: version,
    kind: 'regression',
    problem,
    front: readFront(fields.front, (item) => readEntry(item, problem)),
    provenance: readProvenance(fields.provenance),
  };
}

function readProblem(field: Field): RegressionProblem {
  const f = field.object([...SEARCH_MEMBERS, 'target', 'spread'], [...SEARCH_OPTIONS, 'category']);
  const category = f.category?.object(['column', 'labels']);
  return {
    ...readSearch(f),
    target: f.target.string(),
    spread: f.spread.number(),
    ...(category === undefined
      ? {}
      : { category: { column: category.column.string(), labels: readNames(category.labels) } }),
  };
}

function readEntry(field: Field, { inputs, category }: RegressionProblem): RegressionEntry {
  const f = field.object(
    ['expression', 'latex', 'complexity', 'error', 'exact', 'bits', 'chosen', 'status', 'engine'],
    ['heldOut', 'validated', 'made', ...(category === undefined ? [] : (['parameters'] as const))],
  );
  const parameters = f.parameters?.items(1_000).map((item) => {
    const one = item.object(['name', 'values']);
    const values = one.values.items(1_000).map((value) => readFormula(value, []));
    if (values.length !== category?.labels.length) one.values.refuse('expected one for each category');
    return { name: one.name.string(), values };
  });
  const names = (parameters ?? []).map(({ name }) => name);
  return {
    expression: readFormula(f.expression, [...inputs, ...names]),
    latex: f.latex.string(),
    complexity: f.complexity.number(),
    error: readErrorOnRows(f.error),
    ...(f.heldOut === undefined ? {} : { heldOut: readErrorOnRows(f.heldOut) }),
    ...(f.validated === undefined ? {} : { validated: f.validated.number() }),
    exact: f.exact.boolean(),
    bits: f.bits.number(),
    chosen: f.chosen.boolean(),
    status: f.status.oneOf(['measured']),
    engine: f.engine.string(),
    ...(f.made === undefined ? {} : { made: f.made.items(100).map((item) => readStep(item, inputs)) }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

function readStep(field: Field, inputs: readonly string[]): RegressionStep {
  const { how, expression } = field.object(['how', 'expression']);
  return { how: how.string(), expression: readFormula(expression, inputs) };
}

/** An expression over the inputs, as its text. */
export function readFormula(field: Field, inputs: readonly string[]): string {
  return field.parsedBy((text) => {
    const stranger = variablesOf(parseExpression(text)).find((name) => !inputs.includes(name));
    if (stranger !== undefined) field.refuse(`\`${stranger}\` is not among the inputs`);
  });
}
