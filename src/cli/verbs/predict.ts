import { loadTable } from '../../discover/data/load-table.ts';
import { predict } from '../../discover/regress.ts';
import { fail } from '../../error/fault.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { EXIT } from '../io.ts';
import { loadAnyFinding } from '../load-finding.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import type { Verb } from '../verb.ts';

export const predictVerb: Verb = {
  name: 'predict',
  summary: 'evaluate a formula that `regress` found on new data',
  usage: 'napier predict FINDING DATA [options]',
  details: [
    'DATA needs the columns that the formula was searched with. Prints one column, named as the target; nan where the ' +
      'formula is undefined or an input is missing.',
  ],
  options: [
    {
      name: 'pick',
      value: 'N',
      meaning: 'which formula of the front, 1 being the simplest (default: the one marked *)',
    },
    { name: 'out', value: 'FILE', meaning: 'write the column there' },
  ],
  examples: [['napier predict law.json new.csv', 'the values of the chosen formula']],
  positionals: [2, 2],
  run: async (invocation, io) => {
    const [path, data] = invocation.positionals;
    const values = new OptionValues('predict', invocation);
    const pick = values.number('pick', 1, 1_000);
    const finding = loadAnyFinding('predict', path);
    if (finding.kind !== 'regression') {
      const hint = '`napier regress … --out FILE` writes one';
      return fail({ kind: 'value', message: `${JSON.stringify(path)} is not a regression`, hint });
    }
    const { front, problem } = finding;
    const entry = pick === undefined ? front.find(({ chosen }) => chosen) : front[pick - 1];
    if (entry === undefined) {
      return fail({
        kind: 'value',
        message: `the front has ${front.length} formulas`,
        hint: 'choose one with --pick',
      });
    }
    const column = await located(`predict ${data}:`, async () =>
      predict(entry, problem.inputs, await loadTable(data, { columns: problem.inputs })),
    );
    const lines = [
      problem.target,
      ...Array.from(column, (value) => (Number.isNaN(value) ? 'nan' : String(value))),
    ];
    const text = `${lines.join('\n')}\n`;
    const out = values.text('out');
    if (out === undefined) io.out(text);
    else writeAtomically(out, text);
    if (out !== undefined) io.message(`wrote ${out}\n`);
    return EXIT.done;
  },
};
