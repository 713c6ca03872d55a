import { loadTable } from '../../discover/data/load-table.ts';
import { regress } from '../../discover/regress.ts';
import { parseCustom } from '../../discover/regress/parse-custom.ts';
import { parseForm } from '../../discover/regress/parse-form.ts';
import { parseGuesses } from '../../discover/regress/parse-guesses.ts';
import { parseUnits } from '../../discover/regress/parse-units.ts';
import { parseRequirements } from '../../discover/regress/requirement.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { fail } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { StopSignal } from '../../run/stop-signal.ts';
import {
  DEFAULT_OPERATIONS,
  NAMED_OPERATIONS,
  type RegressOperation,
} from '../../search/regress/regress-operations.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { regressionText } from '../regression-table.ts';
import type { Verb } from '../verb.ts';

export const regressVerb: Verb = {
  name: 'regress',
  summary: 'find formulas for a column of a table, complexity against error',
  usage: 'napier regress DATA --target COLUMN [options]',
  details: [
    'DATA is CSV, TSV, JSON lines, .npy or .parquet; the first line (or object) names the columns. The front has the formula of the ' +
      'smallest error for each complexity; constants are made exact where that shortens the description of the data. ' +
      'One row in five is held out, when there are fifty and more: the error there was not fitted.',
    `operations: ${NAMED_OPERATIONS.join(', ')}`,
  ],
  options: [
    { name: 'target', value: 'COLUMN', meaning: 'the column to explain' },
    { name: 'inputs', value: 'LIST', meaning: 'the columns to explain it by (default: all others)' },
    { name: 'weights', value: 'COLUMN', meaning: 'weights of the squared errors' },
    {
      name: 'operations',
      value: 'LIST',
      meaning: `operations, each with its complexity if not 1: add,mul,exp:2 (default ${DEFAULT_OPERATIONS.join(',')})`,
    },
    {
      name: 'form',
      value: 'FORM',
      meaning: 'a known part: "exp(-a*x) * ?(x)"; ? is unknown, other names that are no columns are fitted',
    },
    {
      name: 'units',
      value: 'LIST',
      meaning: 'units of all columns: "m: kg, v: m/s, E: J"; only formulas that balance are looked at',
    },
    {
      name: 'require',
      value: 'LIST',
      meaning:
        'what formulas must do, with ; between: increasing(x), decreasing(x), even(x), odd(x), symmetric(x, y), ' +
        'uses(x), positive, negative, through(x=0, y=1), constants(-10, 10)',
    },
    {
      name: 'define',
      value: 'LIST',
      meaning: 'functions that formulas may use as well, with ; between: "logistic(t) = 1/(1 + exp(-t))"',
    },
    { name: 'guess', value: 'LIST', meaning: 'formulas to begin with, with ; between' },
    { name: 'max-complexity', value: 'N', meaning: 'of the longest formula told (default 40)' },
    { name: 'dropna', meaning: 'leave out rows with missing values' },
    { name: 'delimiter', value: 'MARK', meaning: 'between fields of CSV (default: by the header)' },
    { name: 'budget', value: 'N', meaning: 'evaluations that evolution may take (default 300e3)' },
    { name: 'time', value: 'SECONDS', meaning: 'stop then, with what was found' },
    { name: 'seed', value: 'N', meaning: 'seed of all random choices (default 1)' },
    { name: 'out', value: 'FILE', meaning: 'write the finding there' },
    { name: 'json', meaning: 'print the finding itself instead of the table' },
  ],
  examples: [
    ['napier regress data.csv --target y', 'all other columns are inputs'],
    ['napier regress data.csv --target y --inputs a,b --operations add,mul,div,exp:3', 'no roots or sines'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('regress', invocation);
    const [path] = invocation.positionals;
    const target = values.text('target') ?? noTarget();
    const inputs = values.read('inputs', names);
    const weights = values.text('weights');
    const operations = values.read('operations', readOperations);
    const delimiter = values.text('delimiter');
    const maxComplexity = values.number('max-complexity', 1, 1_000);
    const evaluations = values.number('budget', 0, 1e12);
    const seconds = values.number('time', 0.001, 1e9, false);
    const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER);
    const signal = new StopSignal(seconds);
    const unsubscribe = io.onInterrupt(() => signal.stop('interrupt'));
    try {
      const finding = await located(`regress ${path}:`, async () => {
        const table = await loadTable(path, {
          ...(inputs === undefined
            ? {}
            : { columns: [...new Set([...inputs, target, ...(weights === undefined ? [] : [weights])])] }),
          ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
        });
        const used = inputs ?? table.names.filter((name) => name !== target && name !== weights);
        const form = values.read('form', (text) => (parseForm(text, used), text));
        const units = values.read('units', (text) => (parseUnits(text, [...used, target]), text));
        const require = values.read('require', (text) => (parseRequirements(text, used, target), text));
        const define = values.read('define', (text) => (parseCustom(text), text));
        const guess = values.read('guess', (text) => (parseGuesses(text, used), text));
        return regress(table, {
          file: path,
          ...(form === undefined ? {} : { form }),
          ...(units === undefined ? {} : { units }),
          ...(require === undefined ? {} : { require }),
          ...(define === undefined ? {} : { define }),
          ...(guess === undefined ? {} : { guess }),
          target,
          ...(inputs === undefined ? {} : { inputs }),
          ...(weights === undefined ? {} : { weights }),
          ...(operations === undefined ? {} : { operations }),
          ...(maxComplexity === undefined ? {} : { maxComplexity }),
          ...(evaluations === undefined ? {} : { evaluations }),
          ...(seed === undefined ? {} : { seed }),
          dropMissing: values.flag('dropna'),
          stopped: signal.stopped,
        });
      });
      const out = values.text('out');
      const text = writeFinding(finding);
      if (out !== undefined) writeAtomically(out, text);
      io.out(values.flag('json') ? text : regressionText(finding, paintFor(io.color.out)));
      if (out !== undefined) io.message(`wrote ${out}\n`);
      return finding.provenance.stop === 'interrupt' ? EXIT.interrupted : EXIT.done;
    } finally {
      unsubscribe();
      signal.dispose();
    }
  },
};

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

function readOperations(source: string): Map<RegressOperation, number> {
  const found = new Map<RegressOperation, number>();
  let at = 0;
  for (const part of source.split(',')) {
    const [name, weight] = part.trim().split(':');
    const span = [at, at + part.length] as const;
    at += part.length + 1;
    const known = NAMED_OPERATIONS.find((one) => one === name);
    if (known === undefined) {
      const near = nearestName(name, NAMED_OPERATIONS);
      const hint = `${near === undefined ? '' : `did you mean \`${near}\`? `}there are ${NAMED_OPERATIONS.join(', ')}`;
      fail({ kind: 'name', message: `unknown operation \`${name}\``, source, span, hint });
    }
    const complexity = weight === undefined ? 1 : /^\d{1,3}$/.test(weight) ? Number(weight) : NaN;
    if (!(complexity >= 1)) {
      const hint = 'a whole number from 1 to 999, such as exp:3';
      fail({ kind: 'value', message: `\`${weight}\` is no complexity`, source, span, hint });
    }
    found.set(known, complexity);
  }
  return found;
}
