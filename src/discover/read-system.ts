import { NAMED_OPERATIONS } from '../search/regress/regress-operations.ts';
import type { Field } from './json/fields.ts';
import { readProvenance } from './read-finding.ts';
import { readAsked, readFormula, readSample, REGRESSION_LIMITS } from './read-regression.ts';
import type { SystemEntry, SystemFinding, SystemProblem } from './system.ts';

/**
 * Reads the members of a system. Every field is checked: each entry has a formula for every target, expressions parse and use no
 * name but the inputs', and one entry is the chosen one. (Errors are not measured again: the data are not in the file.)
 * @throws NapierError with the path and the place of the first thing wrong
 */
export function readSystem(
  version: string,
  fields: Readonly<Record<'problem' | 'front' | 'provenance', Field>>,
): SystemFinding {
  const problem = readProblem(fields.problem);
  const front = fields.front.items(REGRESSION_LIMITS.front).map((item) => readEntry(item, problem));
  if (front.filter(({ chosen }) => chosen).length !== 1)
    fields.front.refuse('one entry must be the chosen one');
  return { napier: version, kind: 'system', problem, front, provenance: readProvenance(fields.provenance) };
}

function readProblem(field: Field): SystemProblem {
  const f = field.object(
    ['data', 'targets', 'inputs', 'operations', 'maxComplexity', 'budget', 'seed', 'spreads'],
    ['ode', 'weights', 'form', 'units', 'require', 'define', 'guess', 'sample'],
  );
  const data = f.data.object(['file', 'rows', 'dropped']);
  const ode = f.ode?.object(['time', 'trajectories'], ['trajectory']);
  const names = (list: Field): string[] => list.items(REGRESSION_LIMITS.inputs).map((one) => one.string());
  const targets = names(f.targets);
  const spreads = f.spreads.items(REGRESSION_LIMITS.inputs).map((one) => one.number());
  if (targets.length === 0 || spreads.length !== targets.length)
    f.spreads.refuse('expected one for each target');
  return {
    data: { file: data.file.string(), rows: data.rows.count(), dropped: data.dropped.count() },
    targets,
    inputs: names(f.inputs),
    ...(ode === undefined
      ? {}
      : {
          ode: {
            time: ode.time.string(),
            ...(ode.trajectory === undefined ? {} : { trajectory: ode.trajectory.string() }),
            trajectories: ode.trajectories.count(),
          },
        }),
    ...(f.weights === undefined ? {} : { weights: f.weights.string() }),
    operations: f.operations.items(REGRESSION_LIMITS.operations).map((item) => {
      const one = item.object(['name', 'weight']);
      return { name: one.name.oneOf(NAMED_OPERATIONS), weight: one.weight.number() };
    }),
    maxComplexity: f.maxComplexity.count(),
    budget: { evaluations: f.budget.object(['evaluations']).evaluations.count() },
    seed: f.seed.count(),
    spreads,
    ...readAsked(f),
    ...readSample(f.sample),
  };
}

function readEntry(field: Field, { targets, inputs }: SystemProblem): SystemEntry {
  const f = field.object(
    ['equations', 'complexity', 'error', 'bits', 'chosen', 'status'],
    ['heldOut', 'whole'],
  );
  const onRows = (one: Field): { value: number; rows: number } => {
    const { value, rows } = one.object(['value', 'rows']);
    return { value: value.number(), rows: rows.count() };
  };
  const equations = f.equations.items(REGRESSION_LIMITS.inputs).map((item) => {
    const one = item.object(['expression', 'latex', 'complexity', 'exact', 'error', 'engine'], ['heldOut']);
    return {
      expression: readFormula(one.expression, inputs),
      latex: one.latex.string(),
      complexity: one.complexity.number(),
      exact: one.exact.boolean(),
      error: one.error.number(),
      ...(one.heldOut === undefined ? {} : { heldOut: one.heldOut.number() }),
      engine: one.engine.string(),
    };
  });
  if (equations.length !== targets.length) f.equations.refuse('expected one for each target');
  return {
    equations,
    complexity: f.complexity.number(),
    error: onRows(f.error),
    ...(f.heldOut === undefined ? {} : { heldOut: onRows(f.heldOut) }),
    ...(f.whole === undefined ? {} : { whole: f.whole.boolean() }),
    bits: f.bits.number(),
    chosen: f.chosen.boolean(),
    status: f.status.oneOf(['measured']),
  };
}
