import { chosenBy } from '../report/chosen-by.ts';
import type { SystemEntry, SystemFinding } from '../discover/system.ts';
import { identityPaint, type Paint } from './paint.ts';

/** A system as people read it: the front, and every equation of the system that the data speak for. */
export function systemText({ problem, front }: SystemFinding, paint: Paint = identityPaint): string {
  const { targets, inputs, data, ode, validate } = problem;
  const dropped = data.dropped === 0 ? '' : `, ${data.dropped} left out`;
  const along =
    ode === undefined
      ? ''
      : ` along ${ode.trajectories} ${ode.trajectories === 1 ? 'trajectory' : 'trajectories'}`;
  const shown = inputs.length <= 6 ? inputs.join(', ') : `${inputs.length} inputs`;
  const left = targets.map((name) => (ode === undefined ? name : `d${name}/d${ode.time}`));
  const head = ['', 'complexity', 'error of spread', 'held out'];
  const rows = front.map((entry) => row(entry));
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => cells[i].length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd(); // prettier-ignore
  const blocks = front.flatMap((entry, i) => {
    const first = entry.chosen ? paint.bold(line(rows[i])) : line(rows[i]);
    const equations = entry.equations.map(({ expression }, k) => `     ${left[k]} = ${expression}`);
    return [first, ...(entry.chosen ? equations.map((one) => paint.bold(one)) : equations)];
  });
  const chosen = front.find((entry) => entry.chosen);
  const measure =
    ode === undefined
      ? 'errors are root mean squares over the targets'
      : `errors are distances of solutions from the data${chosen?.whole === false ? ', over stretches: it is chaotic' : ''}`;
  return `${[
    `${paint.bold(left.join(', '))} from ${shown}: ${data.rows} rows${along}${dropped}`,
    '',
    paint.dim(line(head)),
    ...blocks,
    '',
    paint.dim(`${measure}; * ${chosenBy(validate)}`),
  ].join('\n')}\n`;
}

function row({ chosen, complexity, error, heldOut }: SystemEntry): string[] {
  return [
    chosen ? '*' : '',
    `${complexity}`,
    error.value.toExponential(2),
    heldOut === undefined ? '' : heldOut.value.toExponential(2),
  ];
}
