import { loadTable } from '../../discover/data/load-table.ts';
import { predictionColumns, predictSystem } from '../../discover/predict-system.ts';
import { formulaValues, predict } from '../../discover/regress.ts';
import { predictCategory } from '../../discover/regress-category.ts';
import type { RegressionFinding } from '../../discover/regression.ts';
import type { SystemFinding } from '../../discover/system.ts';
import { fail } from '../../error/fault.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { EXIT } from '../io.ts';
import { loadAnyFinding } from '../load-finding.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { pickFormula } from '../pick-formula.ts';
import type { Verb } from '../verb.ts';

export const predictVerb: Verb = {
  name: 'predict',
  summary: 'evaluate a formula that `regress` found on new data',
  usage: 'napier predict FINDING DATA [options]',
  details: [
    'DATA needs the columns that the formula was searched with. Prints a column for each target; nan where the ' +
      'formula is undefined or an input is missing.',
    'Of differential equations the solutions are printed that begin at the first row of each trajectory, at the times of its rows.',
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
    if (finding.kind !== 'regression' && finding.kind !== 'system') {
      const hint = '`napier regress … --out FILE` writes one';
      return fail({ kind: 'value', message: `${JSON.stringify(path)} is not a regression`, hint });
    }
    const lines = await located(`predict ${data}:`, () =>
      finding.kind === 'system' ? systemLines(finding, data, pick) : columnLines(finding, data, pick),
    );
    const text = `${lines.join('\n')}\n`;
    const out = values.text('out');
    if (out === undefined) io.out(text);
    else writeAtomically(out, text);
    if (out !== undefined) io.message(`wrote ${out}\n`);
    return EXIT.done;
  },
};

async function columnLines(
  { front, problem }: RegressionFinding,
  data: string,
  pick: number | undefined,
): Promise<string[]> {
  const entry = pickFormula(front, pick);
  const { inputs, category } = problem;
  const table = await loadTable(
    data,
    category === undefined
      ? { columns: inputs }
      : { columns: [...inputs, category.column], text: [category.column] },
  );
  const column =
    category === undefined
      ? predict(entry, inputs, table)
      : predictCategory(entry, inputs, category, table, (expression, rows) =>
          formulaValues(expression, rows.names, rows),
        );
  return [problem.target, ...Array.from(column, shown)];
}

/** Of differential equations the time goes with the states. */
async function systemLines(
  { front, problem }: SystemFinding,
  data: string,
  pick: number | undefined,
): Promise<string[]> {
  const entry = pickFormula(front, pick);
  const { ode, targets } = problem;
  const text = ode?.trajectory === undefined ? {} : { text: [ode.trajectory] };
  const table = await loadTable(data, { columns: predictionColumns(problem), ...text });
  const columns = predictSystem(entry, problem, table);
  if (ode !== undefined) columns.unshift(table.columns[table.names.indexOf(ode.time)]);
  const names = ode === undefined ? targets : [ode.time, ...targets];
  const rows = Array.from({ length: table.rows }, (_, row) =>
    columns.map((one) => shown(one[row])).join(','),
  );
  return [names.join(','), ...rows];
}

function shown(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(value);
}
