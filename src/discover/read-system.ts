import type { Field } from './json/fields.ts';
import { readProvenance } from './read-finding.ts';
import { readFormula } from './read-regression.ts';
import {
  readErrorOnRows,
  readFront,
  readNames,
  readSearch,
  REGRESSION_LIMITS,
  SEARCH_MEMBERS,
  SEARCH_OPTIONS,
} from './regression-search.ts';
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
  const front = readFront(fields.front, (item) => readEntry(item, problem));
  return { napier: version, kind: 'system', problem, front, provenance: readProvenance(fields.provenance) };
}

function readProblem(field: Field): SystemProblem {
  const f = field.object([...SEARCH_MEMBERS, 'targets', 'spreads'], [...SEARCH_OPTIONS, 'ode']);
  const ode = f.ode?.object(['time', 'trajectories'], ['trajectory']);
  const targets = readNames(f.targets);
  const spreads = f.spreads.items(REGRESSION_LIMITS.inputs).map((one) => one.number());
  if (targets.length === 0 || spreads.length !== targets.length)
    f.spreads.refuse('expected one for each target');
  return {
    ...readSearch(f),
    targets,
    ...(ode === undefined
      ? {}
      : {
          ode: {
            time: ode.time.string(),
            ...(ode.trajectory === undefined ? {} : { trajectory: ode.trajectory.string() }),
            trajectories: ode.trajectories.count(),
          },
        }),
    spreads,
  };
}

function readEntry(field: Field, { targets, inputs }: SystemProblem): SystemEntry {
  const f = field.object(
    ['equations', 'complexity', 'error', 'bits', 'chosen', 'status'],
    ['heldOut', 'whole'],
  );
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
    error: readErrorOnRows(f.error),
    ...(f.heldOut === undefined ? {} : { heldOut: readErrorOnRows(f.heldOut) }),
    ...(f.whole === undefined ? {} : { whole: f.whole.boolean() }),
    bits: f.bits.number(),
    chosen: f.chosen.boolean(),
    status: f.status.oneOf(['measured']),
  };
}
