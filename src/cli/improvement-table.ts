import { guardText } from '../discover/guard-text.ts';
import { nearText } from '../discover/near-text.ts';
import type {
  Derivation,
  ImprovementEntry,
  ImprovementFinding,
  ImprovementProof,
} from '../discover/improvement.ts';
import { exactDouble } from '../number/exact-double.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { isImproveTarget } from '../search/rewrite/targets/targets.ts';
import { identityPaint, type Paint } from './paint.ts';

/** An improvement as people read it: the front, and the most accurate entry written out with its derivation. */
export function improvementText(
  { problem, given, front }: ImprovementFinding,
  paint: Paint = identityPaint,
  steps = false,
): string {
  const where = Object.entries(problem.domains).map(([name, domain]) => `${name} in ${domain}`);
  if (problem.precondition !== undefined) where.push(problem.precondition);
  const place = where.length === 0 ? '' : ` for ${where.join(', ')}`;
  const points = given.error.points;
  const inputs = given.error.status === 'proved' ? `all ${points} inputs` : `${points} inputs`;
  const lines = [
    `${paint.bold(short(problem.expression, 80))}${place} in ${problem.format}`,
    `bits of error on ${inputs} (library functions correctly rounded); cost ${isImproveTarget(problem.costs) ? `in nanoseconds, as measured for ${problem.costs}` : `in the model ${problem.costs}`}`,
    '',
  ];
  const head = ['', 'cost', 'mean', 'worst', 'worst at', 'expression'];
  const rows = [
    ['given', ...cells(given.cost, given.error), short(given.expression ?? problem.expression, 90)],
    ...front.map((entry, i) => [`${i + 1}`, ...cells(entry.cost, entry.error), summary(entry)]),
  ];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i > 0 && i < 4 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ').trimEnd(); // prettier-ignore
  lines.push(paint.dim(line(head)), ...rows.map(line));
  const best = front[front.length - 1];
  front.forEach(({ proof }, i) => {
    if (proof !== undefined) lines.push(...(i === 0 ? [''] : []), `${i + 1}: ${proofText(proof)}`);
  });
  if (best !== undefined) lines.push('', ...written(best, paint, steps, findFormat(problem.format)));
  return `${lines.join('\n')}\n`;
}

function proofText({ certificate, functions }: ImprovementProof): string {
  const { bound, worst, points, skipped = '0' } = certificate;
  const run = BigInt(points) - BigInt(skipped);
  const names = Object.entries(functions).map(([name, tier]) => `${name} (${tier})`);
  const by = names.length === 0 ? '' : `, functions as shipped: ${names.join(', ')}`;
  return `proved on all ${run} inputs with a value: at most ${roundedUp(exactDouble(bound))} ulp, worst at ${Number(exactDouble(worst).toPrecision(6))}${by}`;
}

/** Four digits, not less than x. */
function roundedUp(x: number): string {
  const text = x.toPrecision(4);
  return Number(text) >= x ? text : (x * (1 + 5e-4)).toPrecision(4);
}

function cells(cost: number, error: ImprovementEntry['error']): string[] {
  const at = Object.entries(error.worstInput).map(
    ([name, x]) => `${name}=${Number(exactDouble(x).toPrecision(4))}`,
  );
  return [`${Number(cost.toFixed(1))}`, error.mean.toFixed(2), error.worst.toFixed(1), at.join(' ')];
}

function summary({ expression, regimes, status }: ImprovementEntry): string {
  const near = status === 'near' ? ' (near, not equal)' : '';
  if (regimes.length < 2) return `${short(expression, 90)}${near}`;
  const names = [...new Set(regimes.flatMap(({ where }) => where.map(({ variable }) => variable)))];
  return `${regimes.length} pieces by ${names.join(', ')}${near}, mostly ${short(expression, 60)}`;
}

function written(
  { expression, regimes, derivation }: ImprovementEntry,
  paint: Paint,
  steps: boolean,
  format: Format,
): string[] {
  if (regimes.length === 0) return [`  ${paint.bold(expression)}`, ...chain(derivation, steps)];
  return regimes.flatMap((regime) => [
    `  ${regime.where.length > 0 ? `if ${regime.where.map((guard) => guardText(guard, format)).join(' and ')}` : regimes.length > 1 ? 'otherwise' : 'everywhere'}:`,
    `    ${paint.bold(regime.expression)}${regime.series === undefined ? '' : `   (${nearText(regime.series, regime.distance)})`}`,
    ...chain(regime.derivation, steps).map((line) => `  ${line}`),
  ]);
}

function chain(derivation: Derivation | undefined, steps: boolean): string[] {
  if (derivation === undefined || derivation.steps.length === 0) return [];
  const assumed =
    derivation.where === undefined
      ? ''
      : ` where ${derivation.where.map(({ variable, sign }) => `${variable} ${sign > 0 ? '>' : '<'} 0`).join(', ')}`;
  const names = [...new Set(derivation.equations.map(({ rule }) => rule))];
  const head = `  equal${assumed} by ${derivation.steps.length} steps (${short(names.join(', '), 120)})`;
  if (!steps) return [head];
  return [
    head,
    ...derivation.steps.map(
      ({ equation, term }) =>
        `    = ${term}   [${derivation.equations[Math.abs(equation) - 1].rule}${equation < 0 ? ', back' : ''}]`,
    ),
  ];
}

function short(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
