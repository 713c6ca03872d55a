import { fail } from '../error/fault.ts';
import type { Table } from './data/table.ts';
import { regress, type RegressOptions } from './regress.ts';
import { fourDigits } from './regress/four-digits.ts';
import type { RegressionEntry, RegressionFinding } from './regression.ts';
import type { SystemEntry, SystemFinding } from './system.ts';

export type TargetsOptions = Omit<RegressOptions, 'target'> & {
  /** What an earlier run found for the first targets. */
  readonly done?: readonly RegressionFinding[];
  /** Told before each target, with what was found for those before. */
  readonly onTarget?: (done: readonly RegressionFinding[]) => void;
};

/**
 * Formulas for several columns of a table, of the same inputs: no target is an input of another. The front is of all the
 * combinations of the targets' own fronts.
 * @throws NapierError as {@link regress}
 */
export function regressTargets(
  table: Table,
  targets: readonly string[],
  { done = [], onTarget, resume, ...options }: TargetsOptions,
): SystemFinding {
  const twice = targets.find((name, i) => targets.indexOf(name) !== i);
  if (twice !== undefined) fail({ kind: 'value', message: `the column \`${twice}\` is asked for twice` });
  if (options.units !== undefined) {
    const hint = 'give one --target, or leave --units out';
    fail({ kind: 'unsupported', message: 'several targets and --units together', hint });
  }
  const inputs =
    options.inputs ?? table.names.filter((name) => !targets.includes(name) && name !== options.weights);
  const findings = [...done];
  for (const target of targets.slice(done.length)) {
    onTarget?.(findings);
    const begun = findings.length === done.length && resume !== undefined ? { resume } : {};
    findings.push(regress(table, { ...options, ...begun, inputs, target }));
  }
  const [{ problem, napier }] = findings;
  const { target: _target, spread: _spread, sample: _sample, ...common } = problem;
  const stop = findings.find(({ provenance }) => /time|interrupt/.test(provenance.stop)) ?? findings[0];
  return {
    napier,
    kind: 'system',
    problem: { ...common, targets, spreads: findings.map((one) => one.problem.spread) },
    front: combined(findings),
    provenance: {
      evaluations: findings.reduce((sum, { provenance }) => sum + provenance.evaluations, 0),
      distinct: findings.reduce((sum, { provenance }) => sum + provenance.distinct, 0),
      stop: stop.provenance.stop,
      history: findings.flatMap(({ provenance }, i) =>
        provenance.history.map((record) => ({ ...record, of: targets[i] })),
      ),
    },
  };
}

type Choice = {
  readonly parts: readonly RegressionEntry[];
  readonly complexity: number;
  readonly square: number;
};

/** Of all combinations those that no other beats in both complexity and error, and that of the chosen ones. */
function combined(findings: readonly RegressionFinding[]): SystemEntry[] {
  const square = (entry: RegressionEntry, i: number): number =>
    (entry.error.value / findings[i].problem.spread) ** 2;
  let choices: Choice[] = [{ parts: [], complexity: 0, square: 0 }];
  findings.forEach(({ front }, i) => {
    const all = choices.flatMap((choice) =>
      front.map((entry) => ({
        parts: [...choice.parts, entry],
        complexity: choice.complexity + entry.complexity,
        square: choice.square + square(entry, i),
      })),
    );
    choices = undominated(all);
  });
  const chosen = findings.map(({ front }) => front.find((one) => one.chosen) as RegressionEntry);
  const isChosen = ({ parts }: Choice): boolean => parts.every((part, i) => part === chosen[i]);
  if (!choices.some(isChosen)) {
    choices.push({
      parts: chosen,
      complexity: chosen.reduce((sum, { complexity }) => sum + complexity, 0),
      square: chosen.reduce((sum, entry, i) => sum + square(entry, i), 0),
    });
  }
  return choices
    .toSorted((a, b) => a.complexity - b.complexity)
    .map((choice) => entryOf(choice, isChosen(choice)));
}

function undominated(choices: readonly Choice[]): Choice[] {
  const kept: Choice[] = [];
  for (const one of choices.toSorted((a, b) => a.complexity - b.complexity || a.square - b.square))
    if (kept.length === 0 || one.square < kept[kept.length - 1].square) kept.push(one);
  return kept;
}

function entryOf({ parts, complexity, square }: Choice, chosen: boolean): SystemEntry {
  return {
    equations: parts.map(({ expression, latex, complexity: own, exact, error, heldOut, engine }) => ({
      expression,
      latex,
      complexity: own,
      exact,
      error: error.value,
      ...(heldOut === undefined ? {} : { heldOut: heldOut.value }),
      engine,
    })),
    complexity,
    error: { value: fourDigits(Math.sqrt(square / parts.length)), rows: parts[0].error.rows },
    bits: Math.round(parts.reduce((sum, { bits }) => sum + bits, 0) * 100) / 100,
    chosen,
    status: 'measured',
  };
}
