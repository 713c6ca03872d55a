import { loadTable } from '../discover/data/load-table.ts';
import type { Table } from '../discover/data/table.ts';
import { parseCustom } from '../discover/regress/parse-custom.ts';
import { parseForm } from '../discover/regress/parse-form.ts';
import { parseGuesses } from '../discover/regress/parse-guesses.ts';
import { parseLoss } from '../discover/regress/parse-loss.ts';
import { parseUnits } from '../discover/regress/parse-units.ts';
import type { RegressRequest } from '../discover/regress/regress-request.ts';
import type { RegressState } from '../discover/regress/regress-state.ts';
import { parseRequirements } from '../discover/regress/requirement.ts';
import type { RegressJob } from '../discover/regress/run-regress.ts';
import { REGRESSION_ASKED } from '../discover/regression-search.ts';
import { fail } from '../error/fault.ts';
import type { OptionValues } from './option-values.ts';
import { readRegressOperations } from './read-regress-operations.ts';

/**
 * What the command line (or a checkpoint) asks of `regress`, its data read.
 * @param states is there a checkpoint to be written?
 */
export function regressJob(
  path: string,
  values: OptionValues,
  resume: RegressState | undefined,
  states: boolean,
): Promise<RegressJob> {
  if (resume !== undefined) return resumedJob(resume, states);
  return values.text('ode') === undefined
    ? formulas(path, values, states)
    : differentialEquations(path, values, states);
}

async function resumedJob(resume: RegressState, states: boolean): Promise<RegressJob> {
  const { request } = resume;
  const text = request.category ?? request.trajectory;
  const table = await readColumns(request.file, request.delimiter, wantedColumns(request), text);
  return { table, request, resume, states };
}

/** The columns to read; absent: all. */
function wantedColumns(request: RegressRequest): readonly string[] | undefined {
  const { inputs, targets, weights, category, ode, trajectory } = request;
  if (ode !== undefined && targets.length === 0) return undefined;
  const others = [weights, category, ode, trajectory].filter((name) => name !== undefined);
  return inputs && [...inputs, ...targets, ...others];
}

/** One formula, or one for each of several targets. */
async function formulas(path: string, values: OptionValues, states: boolean): Promise<RegressJob> {
  const targets = values.read('target', names) ?? noTarget();
  if (values.text('trajectory') !== undefined)
    fail({ kind: 'value', message: '`--trajectory` goes with `--ode`', hint: 'add --ode COLUMN' });
  const texts = ['weights', 'category', ...REGRESSION_ASKED].flatMap((name) => {
    const text = values.text(name);
    return text === undefined ? [] : [[name, text]];
  });
  const inputs = values.read('inputs', names);
  const delimiter = delimiterOf(values);
  const validate = values.number('validate', 2, 1e9);
  const request: RegressRequest = {
    file: path,
    ...(delimiter === undefined ? {} : { delimiter }),
    targets,
    ...(inputs === undefined ? {} : { inputs }),
    ...limits(values),
    ...(validate === undefined ? {} : { validate }),
    ...Object.fromEntries(texts),
    dropMissing: values.flag('dropna'),
  };
  const table = await readColumns(path, delimiter, wantedColumns(request), request.category);
  const others = [...targets, request.weights, request.category];
  const used = inputs ?? table.names.filter((name) => !others.includes(name));
  // Faults are shown where they stand on the command line.
  values.read('form', (text) => parseForm(text, used));
  values.read('units', (text) => parseUnits(text, [...used, ...targets]));
  values.read('require', (text) => parseRequirements(text, used, targets[0]));
  values.read('guess', (text) => parseGuesses(text, used));
  const explained = table.columns[table.names.indexOf(targets[0])];
  if (explained !== undefined) values.read('loss', (text) => parseLoss(text, explained));
  return { table, request, states };
}

/** Options that say nothing about differential equations. */
const ALGEBRAIC = ['weights', 'form', 'units', 'require', 'guess', 'loss', 'category', 'validate'] as const;

async function differentialEquations(
  path: string,
  values: OptionValues,
  states: boolean,
): Promise<RegressJob> {
  const strange = ALGEBRAIC.find((name) => values.text(name) !== undefined);
  if (strange !== undefined) {
    const hint = `leave --${strange} out`;
    fail({ kind: 'unsupported', message: `\`--ode\` and \`--${strange}\` together`, hint });
  }
  const trajectory = values.text('trajectory');
  const inputs = values.read('inputs', names);
  const delimiter = delimiterOf(values);
  const request: RegressRequest = {
    file: path,
    ...(delimiter === undefined ? {} : { delimiter }),
    targets: values.read('target', names) ?? [],
    ode: values.text('ode') as string,
    ...(trajectory === undefined ? {} : { trajectory }),
    ...(inputs === undefined ? {} : { inputs }),
    ...limits(values),
    dropMissing: values.flag('dropna'),
  };
  const table = await readColumns(path, delimiter, wantedColumns(request), trajectory);
  return { table, request, states };
}

/** What every search is told. */
function limits(values: OptionValues) {
  const operations = values.read('operations', readRegressOperations);
  const define = values.read('define', (text) => (parseCustom(text), text));
  const maxComplexity = values.number('max-complexity', 1, 1_000);
  const evaluations = values.number('budget', 0, 1e12);
  const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER);
  return {
    ...(operations === undefined ? {} : { operations }),
    ...(define === undefined ? {} : { define }),
    ...(maxComplexity === undefined ? {} : { maxComplexity }),
    ...(evaluations === undefined ? {} : { evaluations }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function delimiterOf(values: OptionValues): string | undefined {
  const delimiter = values.text('delimiter');
  return delimiter === '\\t' ? '\t' : delimiter;
}

function readColumns(
  path: string,
  delimiter: string | undefined,
  columns: readonly string[] | undefined,
  text?: string,
): Promise<Table> {
  return loadTable(path, {
    ...(columns === undefined ? {} : { columns: [...new Set(columns)] }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(text === undefined ? {} : { text: [text] }),
  });
}

function noTarget(): never {
  return fail({
    kind: 'value',
    message: '`regress` needs --target',
    hint: 'name the column to explain, such as --target y',
  });
}

function names(source: string): string[] {
  return source.split(',').map((name) => name.trim());
}
