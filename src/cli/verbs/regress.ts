import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadTable } from '../../discover/data/load-table.ts';
import type { Table } from '../../discover/data/table.ts';
import type { Finding } from '../../discover/finding.ts';
import { parseCustom } from '../../discover/regress/parse-custom.ts';
import { parseForm } from '../../discover/regress/parse-form.ts';
import { parseGuesses } from '../../discover/regress/parse-guesses.ts';
import { parseLoss } from '../../discover/regress/parse-loss.ts';
import { parseUnits } from '../../discover/regress/parse-units.ts';
import type { RegressRequest } from '../../discover/regress/regress-request.ts';
import { readRegressState, type RegressState } from '../../discover/regress/regress-state.ts';
import { parseRequirements } from '../../discover/regress/requirement.ts';
import { runRegress, type RegressJob } from '../../discover/regress/run-regress.ts';
import type { RegressionFinding } from '../../discover/regression.ts';
import { CHECKPOINT_LIMIT } from '../../discover/run-state.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { fail } from '../../error/fault.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { checkWritable } from '../../run/check-writable.ts';
import { createCheckpoint } from '../../run/checkpoint.ts';
import { createProgress } from '../../run/progress.ts';
import { readTextFile } from '../../run/read-text-file.ts';
import { StopSignal } from '../../run/stop-signal.ts';
import { NAMED_OPERATIONS } from '../../search/regress/regress-operations.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { readRegressOperations } from '../read-regress-operations.ts';
import { REGRESS_OPTIONS } from '../regress-options.ts';
import { regressionText } from '../regression-table.ts';
import { systemText } from '../system-table.ts';
import type { Invocation, Verb } from '../verb.ts';

export const regressVerb: Verb = {
  name: 'regress',
  summary: 'find formulas for a column of a table, complexity against error',
  usage: 'napier regress DATA --target COLUMN [options]',
  details: [
    'DATA is CSV, TSV, JSON lines, .npy or .parquet; the first line (or object) names the columns. The front has the formula of the ' +
      'smallest error for each complexity; constants are made exact where that shortens the description of the data. ' +
      'One row in five is held out, when there are fifty and more: the error there was not fitted.',
    'With --ode the rows are along trajectories, and the front is of systems of differential equations: derivatives are ' +
      'estimated to search with, constants are fitted so that solutions pass near the data.',
    `operations: ${NAMED_OPERATIONS.join(', ')}`,
  ],
  options: REGRESS_OPTIONS,
  examples: [
    ['napier regress data.csv --target y', 'all other columns are inputs'],
    ['napier regress data.csv --target y --inputs a,b --operations add,mul,div,exp:3', 'no roots or sines'],
    ['napier regress orbits.csv --ode t --target x,y', 'dx/dt and dy/dt from x and y'],
  ],
  positionals: [0, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('regress', invocation);
    const checkpointPath = values.text('checkpoint') ?? values.text('resume');
    const out = values.text('out');
    for (const path of [checkpointPath, out]) if (path !== undefined) checkWritable(dirname(path));
    const seconds = values.number('time', 0.001, 1e9, false);
    const resume = readResume(invocation, values);
    const signal = new StopSignal(seconds, io.interrupted);
    const unsubscribe = io.onInterrupt(() => signal.stop('interrupt'));
    const progress = createProgress(io.progress);
    const checkpoint = checkpointPath === undefined ? undefined : createCheckpoint(checkpointPath);
    try {
      const path = resume?.request.file ?? positional(invocation);
      const finding = await located(`regress ${path}:`, async () =>
        runRegress(await jobOf(path, values, resume, checkpoint !== undefined), {
          stopped: signal.stopped,
          tell: ({ engine, evaluations, front, best, state }) => {
            progress.update({ phase: engine, evaluations, front, best: best.toPrecision(3) });
            if (state !== undefined) checkpoint?.save(() => state);
          },
        }),
      );
      progress.clear();
      const text = writeFinding(finding);
      if (out !== undefined) writeAtomically(out, text);
      io.out(values.flag('json') ? text : textOf(finding, paintFor(io.color.out)));
      if (out !== undefined) io.message(`wrote ${out}\n`);
      const { stop } = finding.provenance;
      if (stop !== 'interrupt' && stop !== 'time') checkpoint?.remove();
      else if (checkpointPath !== undefined && existsSync(checkpointPath))
        io.message(`stopped; \`napier regress --resume ${checkpointPath}\` goes on\n`);
      return stop === 'interrupt' ? EXIT.interrupted : EXIT.done;
    } finally {
      progress.clear();
      unsubscribe();
      signal.dispose();
    }
  },
};

/** What may be said beside --resume; the rest is in the checkpoint. */
const RESUMED = new Set(['resume', 'checkpoint', 'out', 'json', 'time']);

function readResume(
  { positionals, options, flags }: Invocation,
  values: OptionValues,
): RegressState | undefined {
  const path = values.text('resume');
  if (path === undefined) return undefined;
  const extra = [...options.keys(), ...flags].find((name) => !RESUMED.has(name));
  if (positionals.length > 0 || extra !== undefined) {
    const what = extra === undefined ? 'a file of data' : `--${extra}`;
    const message = `--resume goes on with what the checkpoint holds; ${what} cannot be given`;
    fail({ kind: 'value', message, hint: 'leave it out' });
  }
  const source = readTextFile(path, CHECKPOINT_LIMIT, 'give --resume what --checkpoint wrote');
  return located(`regress --resume ${path}:`, () => readRegressState(source));
}

function positional({ positionals }: Invocation): string {
  const hint = 'such as `napier regress data.csv --target y`';
  return positionals[0] ?? fail({ kind: 'value', message: '`regress` needs a file of data', hint });
}

function jobOf(
  path: string,
  values: OptionValues,
  resume: RegressState | undefined,
  states: boolean,
): Promise<RegressJob> {
  if (resume !== undefined) return resumedJob(resume, states);
  return values.text('ode') === undefined
    ? formulas(path, values, states)
    : differentialEquations(path, values);
}

function textOf(finding: Finding, paint: ReturnType<typeof paintFor>): string {
  return finding.kind === 'system'
    ? systemText(finding, paint)
    : regressionText(finding as RegressionFinding, paint);
}

async function resumedJob(resume: RegressState, states: boolean): Promise<RegressJob> {
  const { request } = resume;
  const table = await readColumns(request.file, request.delimiter, wantedColumns(request), request.category);
  return { kind: 'formulas', table, request, resume, states };
}

/** The columns to read; absent: all. */
function wantedColumns(request: RegressRequest): readonly string[] | undefined {
  const { inputs, targets, weights, category } = request;
  return inputs && [...inputs, ...targets, ...[weights, category].filter((name) => name !== undefined)];
}

/** One formula, or one for each of several targets. */
async function formulas(path: string, values: OptionValues, states: boolean): Promise<RegressJob> {
  const targets = values.read('target', names) ?? noTarget();
  if (values.text('category') !== undefined && states)
    fail({
      kind: 'unsupported',
      message: '`--category` and `--checkpoint` together',
      hint: 'leave one of them out',
    });
  if (values.text('trajectory') !== undefined)
    fail({ kind: 'value', message: '`--trajectory` goes with `--ode`', hint: 'add --ode COLUMN' });
  const texts = TEXTS.flatMap((name) => {
    const text = values.text(name);
    return text === undefined ? [] : [[name, text]];
  });
  const inputs = values.read('inputs', names);
  const delimiter = delimiterOf(values);
  const request: RegressRequest = {
    file: path,
    ...(delimiter === undefined ? {} : { delimiter }),
    targets,
    ...(inputs === undefined ? {} : { inputs }),
    ...limits(values),
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
  return { kind: 'formulas', table, request, states };
}

const TEXTS = ['weights', 'form', 'units', 'require', 'guess', 'define', 'loss', 'category'] as const;

/** Options that say nothing about differential equations. */
const ALGEBRAIC = ['weights', 'form', 'units', 'require', 'guess', 'loss', 'category', 'checkpoint'] as const;

async function differentialEquations(path: string, values: OptionValues): Promise<RegressJob> {
  const strange = ALGEBRAIC.find((name) => values.text(name) !== undefined);
  if (strange !== undefined) {
    const hint = `leave --${strange} out`;
    fail({ kind: 'unsupported', message: `\`--ode\` and \`--${strange}\` together`, hint });
  }
  const time = values.text('ode') as string;
  const trajectory = values.text('trajectory');
  const targets = values.read('target', names);
  const inputs = values.read('inputs', names);
  const common = limits(values);
  const wanted = targets && inputs && [time, ...(trajectory === undefined ? [] : [trajectory]), ...targets, ...inputs]; // prettier-ignore
  const table = await readColumns(path, delimiterOf(values), wanted, trajectory);
  const options: (RegressJob & { kind: 'ode' })['options'] = {
    file: path,
    time,
    ...common,
    ...(trajectory === undefined ? {} : { trajectory }),
    ...(targets === undefined ? {} : { targets }),
    ...(inputs === undefined ? {} : { inputs }),
    dropMissing: values.flag('dropna'),
  };
  return { kind: 'ode', table, options };
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
