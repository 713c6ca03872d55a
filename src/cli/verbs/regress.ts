import { loadTable } from '../../discover/data/load-table.ts';
import type { Table } from '../../discover/data/table.ts';
import type { Finding } from '../../discover/finding.ts';
import { regress, type RegressOptions } from '../../discover/regress.ts';
import { regressOde } from '../../discover/regress-ode.ts';
import { regressTargets } from '../../discover/regress-targets.ts';
import { parseCustom } from '../../discover/regress/parse-custom.ts';
import { parseForm } from '../../discover/regress/parse-form.ts';
import { parseGuesses } from '../../discover/regress/parse-guesses.ts';
import { parseUnits } from '../../discover/regress/parse-units.ts';
import { parseRequirements } from '../../discover/regress/requirement.ts';
import type { RegressionFinding } from '../../discover/regression.ts';
import type { SystemFinding } from '../../discover/system.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { fail } from '../../error/fault.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
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
import type { Verb } from '../verb.ts';

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
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('regress', invocation);
    const [path] = invocation.positionals;
    const seconds = values.number('time', 0.001, 1e9, false);
    const signal = new StopSignal(seconds, io.interrupted);
    const unsubscribe = io.onInterrupt(() => signal.stop('interrupt'));
    try {
      const answer = values.text('ode') === undefined ? formulas : differentialEquations;
      const finding = await answer(path, values, signal.stopped);
      const out = values.text('out');
      const text = writeFinding(finding);
      if (out !== undefined) writeAtomically(out, text);
      io.out(values.flag('json') ? text : textOf(finding, paintFor(io.color.out)));
      if (out !== undefined) io.message(`wrote ${out}\n`);
      return finding.provenance.stop === 'interrupt' ? EXIT.interrupted : EXIT.done;
    } finally {
      unsubscribe();
      signal.dispose();
    }
  },
};

function textOf(finding: Finding, paint: ReturnType<typeof paintFor>): string {
  return finding.kind === 'system'
    ? systemText(finding, paint)
    : regressionText(finding as RegressionFinding, paint);
}

type Stopped = StopSignal['stopped'];

/** One formula, or one for each of several targets. */
async function formulas(
  path: string,
  values: OptionValues,
  stopped: Stopped,
): Promise<RegressionFinding | SystemFinding> {
  const targets = values.read('target', names) ?? noTarget();
  const [target] = targets;
  const inputs = values.read('inputs', names);
  const weights = values.text('weights');
  const common = limits(values);
  if (values.text('trajectory') !== undefined)
    fail({ kind: 'value', message: '`--trajectory` goes with `--ode`', hint: 'add --ode COLUMN' });
  return located(`regress ${path}:`, async () => {
    const table = await readColumns(path, values, inputs && [...inputs, ...targets, ...(weights === undefined ? [] : [weights])]); // prettier-ignore
    const used = inputs ?? table.names.filter((name) => !targets.includes(name) && name !== weights);
    const form = values.read('form', (text) => (parseForm(text, used), text));
    const units = values.read('units', (text) => (parseUnits(text, [...used, ...targets]), text));
    const require = values.read('require', (text) => (parseRequirements(text, used, target), text));
    const guess = values.read('guess', (text) => (parseGuesses(text, used), text));
    const options: Omit<RegressOptions, 'target'> = {
      file: path,
      ...common,
      ...(form === undefined ? {} : { form }),
      ...(units === undefined ? {} : { units }),
      ...(require === undefined ? {} : { require }),
      ...(guess === undefined ? {} : { guess }),
      ...(inputs === undefined ? {} : { inputs }),
      ...(weights === undefined ? {} : { weights }),
      dropMissing: values.flag('dropna'),
      stopped,
    };
    return targets.length === 1
      ? regress(table, { ...options, target })
      : regressTargets(table, targets, options);
  });
}

/** Options that say nothing about differential equations. */
const ALGEBRAIC = ['weights', 'form', 'units', 'require', 'guess'] as const;

async function differentialEquations(
  path: string,
  values: OptionValues,
  stopped: Stopped,
): Promise<SystemFinding> {
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
  return located(`regress ${path}:`, async () =>
    regressOde(await readColumns(path, values, wanted, trajectory), {
      file: path,
      time,
      ...common,
      ...(trajectory === undefined ? {} : { trajectory }),
      ...(targets === undefined ? {} : { targets }),
      ...(inputs === undefined ? {} : { inputs }),
      dropMissing: values.flag('dropna'),
      stopped,
    }),
  );
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

function readColumns(
  path: string,
  values: OptionValues,
  columns: readonly string[] | undefined,
  text?: string,
): Promise<Table> {
  const delimiter = values.text('delimiter');
  return loadTable(path, {
    ...(columns === undefined ? {} : { columns: [...new Set(columns)] }),
    ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
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
