import { variablesOf } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { NAMED_OPERATIONS } from '../search/regress/regress-operations.ts';
import type { Field } from './json/fields.ts';
import { readProvenance } from './read-finding.ts';
import type { DataSample, RegressionEntry, RegressionFinding, RegressionProblem } from './regression.ts';

const ASKED = ['form', 'units', 'require', 'define', 'guess'] as const;
export const REGRESSION_LIMITS = { front: 1_000, inputs: 10_000, operations: 100, sample: 10_000 } as const;
const LIMITS = REGRESSION_LIMITS;

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
  const front = fields.front.items(LIMITS.front).map((item) => readEntry(item, problem));
  if (front.filter(({ chosen }) => chosen).length !== 1)
    fields.front.refuse('one entry must be the chosen one');
  return {
    napier: version,
    kind: 'regression',
    problem,
    front,
    provenance: readProvenance(fields.provenance),
  };
}

function readProblem(field: Field): RegressionProblem {
  const f = field.object(
    ['data', 'target', 'inputs', 'operations', 'maxComplexity', 'budget', 'seed', 'spread'],
    ['weights', ...ASKED, 'sample'],
  );
  const data = f.data.object(['file', 'rows', 'dropped']);
  return {
    data: { file: data.file.string(), rows: data.rows.count(), dropped: data.dropped.count() },
    target: f.target.string(),
    inputs: f.inputs.items(LIMITS.inputs).map((item) => item.string()),
    ...(f.weights === undefined ? {} : { weights: f.weights.string() }),
    operations: f.operations.items(LIMITS.operations).map((item) => {
      const one = item.object(['name', 'weight']);
      return { name: one.name.oneOf(NAMED_OPERATIONS), weight: one.weight.number() };
    }),
    maxComplexity: f.maxComplexity.count(),
    budget: { evaluations: f.budget.object(['evaluations']).evaluations.count() },
    seed: f.seed.count(),
    spread: f.spread.number(),
    ...readAsked(f),
    ...readSample(f.sample),
  };
}

/** What was known or asked besides, as text. */
export function readAsked(
  f: Readonly<Partial<Record<(typeof ASKED)[number], Field>>>,
): Partial<Record<(typeof ASKED)[number], string>> {
  return Object.fromEntries(
    ASKED.flatMap((name) => (f[name] === undefined ? [] : [[name, f[name].string()]])),
  );
}

/** The rows kept of the data: one range and in each row one number for every name. */
export function readSample(field: Field | undefined): { readonly sample?: DataSample } {
  if (field === undefined) return {};
  const f = field.object(['names', 'ranges', 'rows']);
  const names = f.names.items(LIMITS.inputs).map((one) => one.string());
  const ranges = f.ranges.items(LIMITS.inputs).map((one) => {
    const ends = one.items(2).map((end) => end.number());
    if (ends.length !== 2) one.refuse('expected the lower and the upper end');
    return [ends[0], ends[1]] as const;
  });
  if (ranges.length !== names.length) f.ranges.refuse('expected one for each name');
  const rows = f.rows.items(LIMITS.sample).map((row) => {
    const values = row.items(LIMITS.inputs).map((one) => one.number());
    if (values.length !== names.length) row.refuse('expected a number for each name');
    return values;
  });
  return { sample: { names, ranges, rows } };
}

function readEntry(field: Field, { inputs }: RegressionProblem): RegressionEntry {
  const f = field.object(
    ['expression', 'latex', 'complexity', 'error', 'exact', 'bits', 'chosen', 'status', 'engine'],
    ['heldOut'],
  );
  const onRows = (one: Field): { value: number; rows: number } => {
    const { value, rows } = one.object(['value', 'rows']);
    return { value: value.number(), rows: rows.count() };
  };
  return {
    expression: readFormula(f.expression, inputs),
    latex: f.latex.string(),
    complexity: f.complexity.number(),
    error: onRows(f.error),
    ...(f.heldOut === undefined ? {} : { heldOut: onRows(f.heldOut) }),
    exact: f.exact.boolean(),
    bits: f.bits.number(),
    chosen: f.chosen.boolean(),
    status: f.status.oneOf(['measured']),
    engine: f.engine.string(),
  };
}

/** An expression over the inputs, as its text. */
export function readFormula(field: Field, inputs: readonly string[]): string {
  return field.parsedBy((text) => {
    const stranger = variablesOf(parseExpression(text)).find((name) => !inputs.includes(name));
    if (stranger !== undefined) field.refuse(`\`${stranger}\` is not among the inputs`);
  });
}
