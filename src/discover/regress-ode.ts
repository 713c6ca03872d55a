import { fail } from '../error/fault.ts';
import { toLatex } from '../expression/to-latex.ts';
import { toText } from '../expression/to-text.ts';
import { createRandom } from '../number/random.ts';
import { sampleIndices } from '../search/regress/dataset.ts';
import { freeConstants } from '../search/regress/fit-constants.ts';
import { complexityOf, formulaToExpression } from '../search/regress/formula.ts';
import { DifferentialSystem } from '../search/regress/ode/differential-system.ts';
import { searchSystem } from '../search/regress/ode/search-system.ts';
import type { FoundSystem } from '../search/regress/ode/system-judge.ts';
import { rowsOf, type InputSource, type Trajectory } from '../search/regress/ode/trajectory.ts';
import type { Table } from './data/table.ts';
import { trajectorySample } from './regress/data-sample.ts';
import { fourDigits } from './regress/four-digits.ts';
import type { FormulaSearchEvent } from '../search/regress/formula-search.ts';
import type { FormulaSearchState } from '../search/regress/search-state.ts';
import { searchEffort, type EffortOptions } from './regress/search-effort.ts';
import { splitTrajectories } from './regress/split-trajectories.ts';
import type { SystemEntry, SystemFinding } from './system.ts';
import { VERSION } from './version.ts';

export type RegressOdeOptions = EffortOptions & {
  /** The column of the time. */
  readonly time: string;
  /** A column that tells trajectories apart; absent: where the time falls back, another begins. */
  readonly trajectory?: string;
  /** The states. @defaultValue all columns but the time and the trajectory */
  readonly targets?: readonly string[];
  /** What right-hand sides are made of: states, the time, other columns. @defaultValue all but the time and the trajectory */
  readonly inputs?: readonly string[];
  readonly file?: string;
  readonly dropMissing?: boolean;
  /** Told between formulas. */
  readonly onEvent?: (event: FormulaSearchEvent) => void;
  /** States of the searches of an earlier run, to go on from. */
  readonly earlier?: readonly FormulaSearchState[];
};

const EVALUATIONS = 50_000;
const LEAST_ROWS = 6;
/** From so many trajectories on one in five is held out. */
const HELD_OUT = 5;

/**
 * Systems of differential equations dx/dt = f(x, …) for measured trajectories: a front of complexity against the distance of
 * their solutions from the data.
 * @throws NapierError for columns that are not there, missing values, times that stand still, too few rows
 */
export function regressOde(table: Table, options: RegressOdeOptions): SystemFinding {
  const { time, trajectory } = options;
  const others = table.names.filter((name) => name !== time && name !== trajectory);
  const targets = options.targets ?? others;
  const inputs = options.inputs ?? others;
  const twice = [...targets, time, ...(trajectory === undefined ? [] : [trajectory])].find(
    (name, i, all) => all.indexOf(name) !== i,
  );
  if (twice !== undefined) fail({ kind: 'value', message: `the column \`${twice}\` is asked for twice` });
  if (targets.length === 0) fail({ kind: 'value', message: `there is no column besides \`${time}\`` });
  const drivers = inputs.filter((name) => name !== time && !targets.includes(name));
  const { trajectories, dropped } = splitTrajectories(table, {
    time,
    ...(trajectory === undefined ? {} : { trajectory }),
    states: targets,
    drivers,
    dropMissing: options.dropMissing === true,
    leastRows: LEAST_ROWS,
  });
  const { search, record, weight } = searchEffort(options, EVALUATIONS);
  const held = new Set(
    trajectories.length < HELD_OUT
      ? []
      : sampleIndices(
          trajectories.length,
          Math.floor(trajectories.length / HELD_OUT),
          createRandom(search.seed),
        ),
  );
  const kept = trajectories.filter((_, k) => !held.has(k));
  const sources = inputs.map((name): InputSource => {
    if (name === time) return { kind: 'time' };
    const state = targets.indexOf(name);
    return state >= 0 ? { kind: 'state', index: state } : { kind: 'driver', index: drivers.indexOf(name) };
  });
  const { onEvent, earlier } = options;
  const told = onEvent === undefined ? search : { ...search, onEvent };
  const found = searchSystem({ trajectories: kept, inputs, sources }, told, earlier);
  const still = found.spreads.findIndex((spread) => spread === 0);
  if (still >= 0) fail({ kind: 'value', message: `\`${targets[still]}\` never changes` });
  if (found.systems.length === 0) {
    const message = 'no system that was tried could be followed along the data';
    fail({ kind: 'not-found', message, hint: 'give more rows, or allow more --operations' });
  }
  const entries = found.systems.map((system) =>
    entryOf(
      system,
      trajectories.filter((_, k) => held.has(k)),
    ),
  );
  function entryOf(system: FoundSystem, outside: readonly Trajectory[]): SystemEntry {
    const beyond = outside.length === 0 ? undefined : errorsFromStart(system, sources, outside);
    const relative = (errors: readonly number[]): number =>
      fourDigits(
        Math.sqrt(errors.reduce((sum, e, i) => sum + (e / found.spreads[i]) ** 2, 0) / errors.length),
      );
    const equations = system.formulas.map((formula, i) => {
      const expression = formulaToExpression(formula, inputs);
      return {
        expression: toText(expression),
        latex: toLatex(expression),
        complexity: complexityOf(expression, weight),
        exact: freeConstants(formula).length === 0,
        error: fourDigits(system.errors[i]),
        ...(beyond === undefined || !Number.isFinite(beyond[i]) ? {} : { heldOut: fourDigits(beyond[i]) }),
        engine: system.engines[i],
      };
    });
    return {
      equations,
      complexity: equations.reduce((sum, { complexity }) => sum + complexity, 0),
      error: { value: relative(system.errors), rows: rowsOf(kept) },
      ...(beyond === undefined || !beyond.every(Number.isFinite)
        ? {}
        : { heldOut: { value: relative(beyond), rows: rowsOf(outside) } }),
      whole: system.whole,
      bits: Math.round(system.length * 100) / 100,
      chosen: system === found.systems[0],
      status: 'measured',
    };
  }
  return {
    napier: VERSION,
    kind: 'system',
    problem: {
      data: { file: options.file ?? 'data', rows: rowsOf(trajectories), dropped },
      targets,
      inputs,
      ode: { time, ...(trajectory === undefined ? {} : { trajectory }), trajectories: trajectories.length },
      ...record,
      spreads: found.spreads.map(fourDigits),
      ...(options.define === undefined ? {} : { define: options.define }),
      ...(drivers.length > 0 ? {} : { sample: trajectorySample(time, targets, trajectories) }),
    },
    front: frontOf(entries),
    provenance: {
      evaluations: found.searches.reduce((sum, one) => sum + one.evaluations, 0),
      distinct: found.searches.reduce((sum, one) => sum + one.fitted, 0),
      stop: found.stop,
      history: [
        { phase: 'trajectories', fitted: kept.length, heldOut: held.size },
        ...found.searches.flatMap((search, i) =>
          search.engines.map((record) => ({ phase: 'search', of: targets[i], ...record })),
        ),
        { phase: 'integrate', systems: found.integrated },
      ],
    },
  };
}

/** Simplest first, errors falling, the chosen one among them whatever its error. */
function frontOf(entries: readonly SystemEntry[]): SystemEntry[] {
  return entries
    .filter(
      (one) =>
        one.chosen ||
        !entries.some(
          (other) =>
            other !== one && other.complexity <= one.complexity && other.error.value <= one.error.value,
        ),
    )
    .toSorted((a, b) => a.complexity - b.complexity || b.error.value - a.error.value);
}

/** Root mean square of each state's distance from solutions that begin at the first rows. */
function errorsFromStart(
  { formulas }: FoundSystem,
  sources: readonly InputSource[],
  trajectories: readonly Trajectory[],
): number[] {
  const system = new DifferentialSystem(formulas, sources);
  const n = formulas.length;
  const sums = formulas.map(() => 0);
  for (const trajectory of trajectories) {
    const start = trajectory.states.map((column) => column[0]);
    const to = trajectory.times.length;
    const constants = formulas.map(({ values }) => values);
    const solution = system.solve({ trajectory, from: 0, to }, start, constants, 1e-9);
    for (let row = 0; row < to; row++)
      for (let i = 0; i < n; i++) sums[i] += (solution[row * n + i] - trajectory.states[i][row]) ** 2;
  }
  return sums.map((sum) => Math.sqrt(sum / rowsOf(trajectories)));
}
