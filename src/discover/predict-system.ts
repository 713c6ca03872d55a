import { fail } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import { formulaOf } from '../search/regress/formula.ts';
import { DifferentialSystem } from '../search/regress/ode/differential-system.ts';
import type { InputSource } from '../search/regress/ode/trajectory.ts';
import type { Table } from './data/table.ts';
import { formulaValues } from './regress.ts';
import { splitTrajectories } from './regress/split-trajectories.ts';
import type { SystemEntry, SystemProblem } from './system.ts';

/** Columns that a prediction reads. */
export function predictionColumns({ targets, inputs, ode }: SystemProblem): string[] {
  if (ode === undefined) return [...inputs];
  const { time, trajectory } = ode;
  return [...new Set([time, ...(trajectory === undefined ? [] : [trajectory]), ...targets, ...inputs])];
}

/**
 * The values of an entry's formulas on the rows of a table, a column for each target. Of differential equations: the solutions
 * that begin at the first row of each trajectory, at the times of the rows; NaN where they cannot be followed.
 * @throws NapierError for columns that are not there, trajectories without a start
 */
export function predictSystem(entry: SystemEntry, problem: SystemProblem, table: Table): Float64Array[] {
  const { targets, inputs, ode } = problem;
  if (ode === undefined)
    return entry.equations.map(({ expression }) => formulaValues(expression, inputs, table));
  const drivers = inputs.filter((name) => name !== ode.time && !targets.includes(name));
  const { trajectories, rows } = splitTrajectories(table, {
    time: ode.time,
    ...(ode.trajectory === undefined ? {} : { trajectory: ode.trajectory }),
    states: targets,
    drivers,
    dropMissing: false,
    leastRows: 1,
    onlyStarts: true,
  });
  const system = systemOf(entry, problem);
  const columns = targets.map(() => new Float64Array(table.rows).fill(NaN));
  trajectories.forEach((trajectory, k) => {
    const start = trajectory.states.map((column) => column[0]);
    const to = trajectory.times.length;
    const constants = system.formulas.map(({ values }) => values);
    const solution = system.solve({ trajectory, from: 0, to }, start, constants, 1e-10);
    rows[k].forEach((row, at) => {
      for (let i = 0; i < targets.length; i++) columns[i][row] = solution[at * targets.length + i];
    });
  });
  return columns;
}

/** An entry's equations, ready to be integrated. @throws NapierError `unsupported` */
export function systemOf(
  { equations }: SystemEntry,
  { targets, inputs, ode }: SystemProblem,
): DifferentialSystem {
  const drivers = inputs.filter((name) => name !== ode?.time && !targets.includes(name));
  const sources = inputs.map((name): InputSource => {
    if (name === ode?.time) return { kind: 'time' };
    const state = targets.indexOf(name);
    return state >= 0 ? { kind: 'state', index: state } : { kind: 'driver', index: drivers.indexOf(name) };
  });
  const formulas = equations.map(({ expression }) => {
    const formula = formulaOf(parseExpression(expression), inputs);
    const message = `\`${expression}\` has operations that \`regress\` does not know`;
    return formula ?? fail({ kind: 'unsupported', message });
  });
  return new DifferentialSystem(formulas, sources);
}
