import type {
  FractionEntry,
  FractionProblem,
  SignedFractionEntry,
} from '../discover/fraction-identification.ts';
import type { IdentificationFinding } from '../discover/identification.ts';
import type { HistoryRecord } from '../discover/provenance.ts';
import type { Paint } from './paint.ts';

type FractionFinding = Pick<IdentificationFinding, 'front' | 'provenance'> & {
  readonly problem: FractionProblem;
};

function count(n: number | string | boolean | undefined): string {
  return Number(n ?? 0).toLocaleString('en');
}

/** Continued fractions as people read them: grouped by the theorem that they follow from, conjectures last. */
export function fractionLines({ problem, front, provenance }: FractionFinding, paint: Paint): string[] {
  const entries = front.filter((entry): entry is FractionEntry => entry.form === 'continued-fraction');
  const scan = provenance.history.find(({ phase }) => phase === 'scan');
  const proved = entries.filter(({ status }) => status === 'proved').length;
  const lines = [
    `${paint.bold(problem.constant)}: ${entries.length} continued ${entries.length === 1 ? 'fraction' : 'fractions'} a(0) + b(1)/(a(1) + b(2)/(a(2) + …)), ${proved} proved`,
    paint.dim(
      `  ${count(scan?.fractions)} of ${count(scan?.total)} looked at (those with −a(n) have the negative value): ` +
        `${count(scan?.searched)} valued to 26 digits and searched, ${count(scan?.divergent)} diverge, ` +
        `${count(scan?.finite)} end, ${count(scan?.periodic)} repeat, ${count(scan?.undecided)} undecided`,
    ),
  ];
  for (const [group, members] of grouped(entries)) {
    lines.push('', paint.bold(`  ${group}`));
    const rows = members.map(row);
    const head = ['a(n)', 'b(n)', 'value', 'digits', 'a term', 'δ', 'known'];
    const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => [...cells[i]].length)));
    const line = (cells: readonly string[]): string =>
      `    ${cells
        .map((cell, i) => (i >= 3 && i <= 5 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join('  ')
        .trimEnd()}`;
    lines.push(paint.dim(line(head)), ...rows.map(line));
  }
  const families = front.filter((entry) => entry.form === 'fraction-family');
  if (families.length > 0) lines.push('', paint.bold('  families, k = 0, 1, 2, …'));
  for (const { a, b, stepA, stepB, found, members, proof } of families) {
    const text = `a(n) = ${withStep(a, stepA)}, b(n) = ${withStep(b, stepB)}`;
    const known = proof === undefined ? 'a conjecture' : 'proved: each member follows from the next';
    lines.push(`    ${text.replaceAll('*', '')}  (${found} in the box, ${members} looked at; ${known})`);
    if (proof !== undefined) {
      lines.push(paint.dim(`      tails x(n) of k, y(n) of k + 1: x = ${mapText(proof.matrix)}`));
    }
  }
  lines.push(...groupLines(provenance.history, paint), ...clusterLines(provenance.history, paint));
  const signed = front.filter((entry) => entry.form === 'signed-fraction');
  if (signed.length > 0)
    lines.push('', paint.bold('  repeating signs and quotients that obey a recurrence (conjectures)'));
  lines.push(...signed.map((entry) => `    ${signedText(entry)}`));
  return lines;
}

/** How the fractions found converge, in groups, and how far families generalise them. */
function groupLines(history: readonly HistoryRecord[], paint: Paint): string[] {
  const groups = history.filter(({ phase }) => phase === 'group');
  if (groups.length === 0) return [];
  const range = (from: unknown, to: unknown, places: number): string => {
    const [a, b] = [from, to].map((x) => Number(x).toFixed(places));
    return a === b ? a : `${a} to ${b}`;
  };
  const rows = groups.map((one) => [
    `${one.kind}`,
    one.ratio === 0 ? '' : Number(one.ratio).toFixed(4),
    range(one.deltaFrom, one.deltaTo, 2),
    range(one.digitsFrom, one.digitsTo, 2),
    count(one.fractions),
    count(one.generalised),
    count(one.families),
  ]);
  const head = ['convergence', '|λ₁/λ₂|', 'δ', 'digits a term', 'found', 'in families', 'families'];
  return ['', paint.bold('  found, grouped by how they converge'), ...table(head, rows, paint)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string[] {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => [...cells[i]].length)));
  const line = (cells: readonly string[]): string =>
    `    ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')}`;
  return [paint.dim(line(head)), ...rows.map(line)];
}

/** Clusters that are shown. */
const SHOWN_CLUSTERS = 12;

/** How the fractions of the box converge, in groups: those with hits first. */
function clusterLines(history: readonly HistoryRecord[], paint: Paint): string[] {
  const all = history.find(({ phase }) => phase === 'dynamics');
  if (all === undefined) return [];
  const rows = history
    .filter(({ phase }) => phase === 'cluster')
    .slice(0, SHOWN_CLUSTERS)
    .map(({ kind, ratio, growth, delta, fractions, hits }) => [
      `${kind}`,
      ratio === 0 ? '' : Number(ratio).toFixed(4),
      Number(growth).toFixed(2),
      Number(delta).toFixed(1),
      count(fractions),
      count(hits),
    ]);
  const head = ['convergence', '|λ₁/λ₂|', 'growth', 'δ', 'fractions', 'found'];
  return [
    '',
    paint.bold(
      `  ${count(all.fractions)} fractions in ${count(all.clusters)} groups by convergence; those found lie in ${count(all.withHits)}; δ above 0 in ${count(all.above)} fractions`,
    ),
    ...table(head, rows, paint),
  ];
}

function withStep(polynomial: string, step: string): string {
  if (step === '0') return polynomial;
  if (!/^-?\d+$/.test(step)) return `${polynomial} + k(${step})`;
  const size = step.replace('-', '');
  return `${polynomial} ${step.startsWith('-') ? '-' : '+'} ${size === '1' ? '' : size}k`;
}

/** (p·y + q)/(r·y + s) */
function mapText(matrix: readonly string[]): string {
  const [p, q, r, s] = matrix.map((entry) => entry.replaceAll('*', ''));
  const side = (factor: string, rest: string): string => {
    const y = factor === '0' ? '' : factor === '1' ? 'y' : factor === '-1' ? '-y' : `(${factor})y`;
    if (y === '' || rest === '0') return y === '' ? rest : y;
    return `${y} ${rest.startsWith('-') ? `- ${rest.slice(1)}` : `+ ${rest}`}`;
  };
  return `(${side(p, q)})/(${side(r, s)})`;
}

/** Quotients that are shown. */
const SHOWN = 12;

/** `1/e = 0 + 1/(2 + 1/(1 + …))` in short: quotients with the sign before each. */
export function signedText({ expression, signs, quotients, checked }: SignedFractionEntry): string {
  const terms = quotients.slice(1, SHOWN).map((q, i) => `${signs[i % signs.length] < 0 ? '−' : ''}${q}`);
  return `${expression} = [${quotients[0]}; ${terms.join(', ')}, …]  (${checked} quotients beyond those that fix the rule)`;
}

/** Entries by theorem, in the order of their first. */
export function grouped(entries: readonly FractionEntry[]): Map<string, FractionEntry[]> {
  const groups = new Map<string, FractionEntry[]>();
  for (const entry of entries)
    if (entry.proof !== undefined) add(`proved from ${entry.proof.theorem}`, entry);
  for (const entry of entries) {
    if (entry.proof === undefined) add(`conjectured: ${entry.convergence} convergence`, entry);
  }
  return groups;

  function add(group: string, entry: FractionEntry): void {
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
}

function row({ a, b, expression, digits, metrics, known }: FractionEntry): string[] {
  return [
    a.replaceAll('*', ''),
    b.replaceAll('*', ''),
    expression,
    digits.toFixed(0),
    metrics === undefined ? '' : metrics.perTerm.toFixed(3),
    metrics === undefined ? '' : metrics.delta.toFixed(3),
    known?.replace(/ \(.*/, '') ?? 'on no list held',
  ];
}
