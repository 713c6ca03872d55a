import type { RegressionEntry, RegressionFinding } from '../discover/regression.ts';
import { chosenBy } from '../report/chosen-by.ts';
import { identityPaint, type Paint } from './paint.ts';

/** A regression as people read it: the front, one line a formula, and the one that the data speak for. */
export function regressionText({ problem, front }: RegressionFinding, paint: Paint = identityPaint): string {
  const { target, inputs, data, loss, validate } = problem;
  const shown = inputs.length <= 6 ? inputs.join(', ') : `${inputs.length} inputs`;
  const dropped = data.dropped === 0 ? '' : `, ${data.dropped} left out`;
  const own = validate === undefined ? [] : ['validated'];
  const head = ['', 'complexity', 'error', 'of spread', 'held out', ...own, 'formula'];
  const rows = front.map((entry) => row(entry, problem.spread, target, validate !== undefined));
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => [...cells[i]].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) =>
        i === 0 || i === cells.length - 1 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
      )
      .join('  ')
      .trimEnd();
  return `${[
    `${paint.bold(target)} from ${shown}: ${data.rows} rows${dropped}, spread ${problem.spread}`,
    '',
    paint.dim(line(head)),
    ...rows.map((cells, i) => (front[i].chosen ? paint.bold(line(cells)) : line(cells))),
    '',
    ...categoryLines({ problem, front }, paint),
    paint.dim(
      `errors are ${loss === undefined ? 'root mean squares' : `means of ${loss}`}; * ${chosenBy(validate)}`,
    ),
  ].join('\n')}\n`;
}

function row(entry: RegressionEntry, spread: number, target: string, parted: boolean): string[] {
  const { complexity, error, heldOut, validated, expression, chosen } = entry;
  return [
    chosen ? '*' : '',
    `${complexity}`,
    error.value.toExponential(2),
    spread === 0 ? '' : (error.value / spread).toExponential(1),
    heldOut === undefined ? '' : heldOut.value.toExponential(2),
    ...(parted ? [validated === undefined ? '' : validated.toExponential(2)] : []),
    `${target} = ${expression}`,
  ];
}

/** The parameters of the chosen formula, a line for each category. */
function categoryLines(
  { problem, front }: Pick<RegressionFinding, 'problem' | 'front'>,
  paint: Paint,
): string[] {
  const parameters = front.find(({ chosen }) => chosen)?.parameters;
  if (problem.category === undefined || parameters === undefined) return [];
  const { column, labels } = problem.category;
  if (parameters.length === 0) return [`no constant differs by ${column}`, ''];
  const head = [column, ...parameters.map(({ name }) => name)];
  const cells = [head, ...labels.map((label, c) => [label, ...parameters.map(({ values }) => values[c])])];
  const widths = head.map((_, i) => Math.max(...cells.map((row) => [...row[i]].length)));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  );
  return [paint.dim(lines[0]), ...lines.slice(1), ''];
}
