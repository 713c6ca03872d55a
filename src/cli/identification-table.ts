import type {
  BalanceEntry,
  ComplexEntry,
  IdentificationEntry,
  IdentificationFinding,
  RuleEntry,
  ValueEntry,
} from '../discover/identification.ts';
import { fractionLines } from './fraction-table.ts';
import { identityPaint, type Paint } from './paint.ts';

/** An identification as people read it: what was asked, then one line a formula. */
export function identificationText(
  { problem, front, provenance }: IdentificationFinding,
  paint: Paint = identityPaint,
): string {
  const count = (one: string, many: string): string => `${front.length} ${front.length === 1 ? one : many}`;
  const lines: string[] = [];
  switch (problem.question) {
    case 'number': {
      const { number, interval, fraction } = problem;
      if (fraction !== undefined) {
        const text = `a(n) = ${fraction.a}, b(n) = ${fraction.b}`.replaceAll('*', '');
        const value = interval.lo.includes('e') ? interval.lo : interval.lo.slice(0, 60);
        lines.push(`${paint.bold(text)}: ${count('formula', 'formulas')}`, paint.dim(`  ${value}…`));
        break;
      }
      const shown = number ?? `between ${interval.lo} and ${interval.hi}`;
      lines.push(`${paint.bold(short(shown))}: ${count('formula', 'formulas')}`);
      break;
    }
    case 'complex':
      lines.push(`${paint.bold(short(problem.number))}: ${count('formula', 'formulas')}`);
      break;
    case 'sequence':
      lines.push(`${paint.bold(short(problem.terms.join(', ')))}: ${count('rule', 'rules')}`);
      break;
    case 'reaction':
      lines.push(`${paint.bold(short(problem.reaction))}: ${count('minimal balance', 'minimal balances')}`);
      break;
  }
  if (problem.question === 'continued-fraction') {
    return `${fractionLines({ problem, front, provenance }, paint).join('\n')}\n`;
  }
  if (front.length > 0) lines.push('', ...table(front, paint));
  return `${lines.join('\n')}\n`;
}

function short(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

function table(front: readonly IdentificationEntry[], paint: Paint): string[] {
  if (front.every((entry): entry is BalanceEntry => entry.form === 'balance')) {
    return front.map(({ text }) => `  ${text}`);
  }
  const rows = front.map((entry) =>
    'terms' in entry ? ruleRow(entry) : valueRow(entry as ValueEntry | ComplexEntry),
  );
  const last = front.some((entry) => 'terms' in entry) ? ['terms spent', 'terms checked'] : ['engine'];
  const head = ['formula', 'digits met', 'digits spent', 'chance', ...last];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => [...row[i]].length)));
  const line = (row: readonly string[]): string =>
    `  ${row
      .map((cell, i) => (i === 0 || head[i] === 'engine' ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd()}`;
  return [paint.dim(line(head)), ...rows.map((row, i) => (i === 0 ? paint.bold(line(row)) : line(row)))];
}

function valueRow(entry: ValueEntry | ComplexEntry): string[] {
  const { form, expression, digits, spent, chance, engine } = entry;
  const name = 'name' in entry ? entry.name : undefined;
  const text = form === 'root' || form === 'complex-root' ? `x with ${expression} = 0` : expression;
  const named = name === undefined ? engine : `${engine}: ${name}`;
  return [text, digits.toFixed(2), spent.toFixed(2), `< ${chance}`, named];
}

function ruleRow({ form, expression, terms, digits, spent, chance }: RuleEntry): string[] {
  return [
    ruleText(form, expression),
    digits.toFixed(2),
    spent.toFixed(2),
    `< ${chance}`,
    `${terms.spent}`,
    `${terms.checked}`,
  ];
}

function ruleText(form: RuleEntry['form'], expression: string): string {
  switch (form) {
    case 'closed-form':
      return `a(n) = ${expression}`;
    case 'recurrence':
      return `${expression.replace(/\ba(\d+)\b/g, (_, i: string) => (i === '0' ? 'a(n)' : `a(n+${i})`))} = 0`;
    case 'generating-function':
      return `sum a(n) x^n = ${expression}`;
    case 'algebraic-equation':
      return `${expression} = 0 for y = sum a(n) x^n`;
  }
}
