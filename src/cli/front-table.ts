import { chooseEntry } from '../discover/choose-entry.ts';
import type { ApproximationFinding, FrontEntry } from '../discover/finding.ts';
import { COST_MODELS } from '../program/cost.ts';
import { identityPaint, type Paint } from './paint.ts';

/** A finding as people read it: the front as a table, and the program it stands for. */
export function findingText(finding: ApproximationFinding, paint: Paint = identityPaint): string {
  const { problem, front } = finding;
  const [left, right] = [problem.domain.open[0] ? '(' : '[', problem.domain.open[1] ? ')' : ']'];
  const proved = front.filter(({ certificate }) => certificate !== undefined).length;
  const title = `${problem.function} on ${left}${problem.domain.lo}, ${problem.domain.hi}${right} in ${problem.format}`;
  const count = `${front.length} ${front.length === 1 ? 'program' : 'programs'} on the front, ${proved} proved`;
  const chosen = chooseEntry(finding);
  const lines = [`${paint.bold(title)}: ${count}`, ''];
  if (front.length > 0) lines.push(...table(finding, chosen, paint), '');
  if (chosen !== undefined) lines.push(...chosenText(finding, chosen, paint));
  return `${lines.join('\n').trimEnd()}\n`;
}

function table(
  { problem, front }: ApproximationFinding,
  chosen: FrontEntry | undefined,
  paint: Paint,
): string[] {
  const withDigits = problem.measure !== 'ulp';
  const head = ['', '#', problem.cost, `error (${problem.measure})`, 'proved bound'];
  if (withDigits) head.push('digits');
  head.push('status', 'engine', 'form');
  const rows = front.map((entry, i) => {
    const cells = [
      entry === chosen ? '>' : '',
      `${i + 1}`,
      `${entry.cost}`,
      entry.error.value,
      entry.error.bound ?? '-',
    ];
    if (withDigits) cells.push(entry.error.digits?.toFixed(2) ?? '-');
    cells.push(entry.error.status, entry.engine, originText(entry));
    return cells;
  });
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
  const numeric = 5 + (withDigits ? 1 : 0);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i > 0 && i < numeric ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  return [
    paint.dim(line(head)),
    ...rows.map((row, i) => (front[i] === chosen ? paint.bold(line(row)) : line(row))),
  ];
}

/** What speaks for itself without its name. */
const SELF_EXPLAINING: ReadonlySet<string> = new Set(['form', 'how', 'powers']);

/** `degree 5, horner`: how the engine describes it. */
function originText({ origin }: FrontEntry): string {
  return Object.entries(origin)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => (SELF_EXPLAINING.has(key) ? String(value) : `${key} ${value}`))
    .join(', ')
    .slice(0, 60);
}

function chosenText({ problem }: ApproximationFinding, entry: FrontEntry, paint: Paint): string[] {
  const unit = problem.measure === 'ulp' ? 'ulp' : `(${problem.measure})`;
  const { certificate, error } = entry;
  const model = problem.cost;
  const cost = `${entry.cost} ${model === 'operations' ? model : model === 'depth' ? 'deep' : `${COST_MODELS[model].unit} (${model})`}`;
  return [
    `${paint.bold(cost)}, wrong by at most ${paint.bold(`${error.bound} ${unit}`)}: ${howProved(certificate)}`,
    `worst input ${error.worst}`,
    '',
    ...entry.program.text.split('; ').map((line) => `  ${line}`),
  ];
}

function howProved(certificate: FrontEntry['certificate']): string {
  switch (certificate?.method) {
    case 'exhaustive':
      return `proved by running all ${grouped(certificate.points)} inputs (${grouped(certificate.correctlyRounded)} correctly rounded)`;
    case 'supremum':
      return `proved over the reals on ${certificate.subintervals} subintervals`;
    case 'supremum+roundoff':
      return `proved on ${certificate.subintervals} subintervals, rounding included`;
    case undefined:
      return 'not proved';
  }
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
