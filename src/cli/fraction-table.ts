import type {
  FractionEntry,
  FractionProblem,
  SignedFractionEntry,
} from '../discover/fraction-identification.ts';
import type { IdentificationFinding } from '../discover/identification.ts';
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
  if (families.length > 0) lines.push('', paint.bold('  families, k = 0, 1, 2, … (conjectures)'));
  for (const { a, b, stepA, stepB, found, members } of families) {
    const text = `a(n) = ${withStep(a, stepA)}, b(n) = ${withStep(b, stepB)}`;
    lines.push(`    ${text.replaceAll('*', '')}  (${found} in the box, ${members} looked at)`);
  }
  const signed = front.filter((entry) => entry.form === 'signed-fraction');
  if (signed.length > 0)
    lines.push('', paint.bold('  repeating signs and quotients that obey a recurrence (conjectures)'));
  lines.push(...signed.map((entry) => `    ${signedText(entry)}`));
  return lines;
}

function withStep(polynomial: string, step: string): string {
  return step === '0' ? polynomial : step === '1' ? `${polynomial} + k` : `${polynomial} + k(${step})`;
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
