import type {
  BalanceEntry,
  ComplexEntry,
  IdentificationEntry,
  IdentificationFinding,
  RuleEntry,
  ValueEntry,
} from '../discover/identification.ts';
import { parseExpression } from '../expression/parse.ts';
import { bigToDecimal } from '../number/big-text.ts';
import { ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { newInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { escapeHtml } from './escape-html.ts';
import { formulaHtml } from './formula-html.ts';
import { htmlPage } from './html-page.ts';
import { shellQuote } from './shell-quote.ts';

/**
 * One self-contained HTML page about what a number, a sequence or a reaction was identified as: each formula typeset, beside the
 * digits that it meets and those that naming it takes. Continued fractions have a page of their own.
 * @param file the finding's file name, for the commands
 */
export function renderIdentification(finding: IdentificationFinding, file: string): string {
  const { front, provenance } = finding;
  const { title, heading, what, command } = asked(finding);
  const [first] = front;
  const body = `
<h1>${heading}</h1>
<p>${what}</p>
${first === undefined ? '' : `<div class="formula">${formulaOf(first, true)}</div>`}
<div class="claim${front.every(({ status }) => status === 'proved') ? '' : ' measured'}">${claim(finding)}</div>
${tables(front)}
${first === undefined ? '' : digitsOf(first)}
${meaning(front)}
<h2>Do it again</h2>
<pre class="wrap">${escapeHtml(command)}    # search again: the same bytes
napier show ${escapeHtml(shellQuote(file))} --text    # reads the file and checks what is in it</pre>
<p class="soft">Napier ${escapeHtml(finding.napier)}; stopped because: ${provenance.stop}.</p>`;
  return htmlPage(title, body);
}

type Asked = {
  readonly title: string;
  readonly heading: string;
  readonly what: string;
  readonly command: string;
};

const code = (text: string): string => `<code class="wrap">${escapeHtml(text)}</code>`;

/** The question in words. */
function asked({ problem }: IdentificationFinding): Asked {
  switch (problem.question) {
    case 'number': {
      const { number, interval, fraction, digits } = problem;
      const known = `It is known to lie between ${code(shortened(plain(interval.lo)))} and ${code(shortened(plain(interval.hi)))}: ${digits} digits.`;
      if (fraction !== undefined) {
        const text = `a(n) = ${fraction.a}, b(n) = ${fraction.b}`;
        return {
          title: text,
          heading: `The continued fraction ${code(text)}`,
          what: `a(0) + b(1)/(a(1) + b(2)/(a(2) + …)). ${known}`,
          command: `napier identify --fraction ${shellQuote(`${fraction.a}; ${fraction.b}`)}`,
        };
      }
      const name = number ?? `${interval.lo} to ${interval.hi}`;
      return {
        title: shortened(name),
        heading: `Which formula is ${code(shortened(name))}?`,
        what: known,
        command:
          number === undefined
            ? `napier identify --interval ${shellQuote(`${interval.lo},${interval.hi}`)}`
            : `napier identify ${shellQuote(number)}${isDecimal(number) ? '' : ` --digits ${Math.ceil(digits)}`}`,
      };
    }
    case 'complex':
      return {
        title: shortened(problem.number),
        heading: `Which formula is ${code(shortened(problem.number))}?`,
        what: `A complex number, ${problem.digits} digits of both parts together.`,
        command: `napier identify ${shellQuote(problem.number)}`,
      };
    case 'sequence': {
      const terms = problem.terms.join(', ');
      return {
        title: shortened(terms),
        heading: 'Which rule has this sequence?',
        what: code(terms),
        command: `napier identify --sequence ${shellQuote(problem.terms.join(','))}`,
      };
    }
    case 'reaction':
      return {
        title: problem.reaction,
        heading: 'How does this reaction balance?',
        what: code(problem.reaction),
        command: `napier identify --reaction ${shellQuote(problem.reaction)}`,
      };
    case 'continued-fraction':
      throw new Error('continued fractions have a page of their own');
  }
}

/** Digits that were given; of an expression as many as asked for are looked at. */
function isDecimal(text: string): boolean {
  return /^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i.test(text);
}

/** `314e-2` as 3.14, where that is not long. */
function plain(text: string): string {
  const [, sign, digits, places] = /^(-?)(\d+)e-(\d+)$/.exec(text) ?? [];
  if (digits === undefined || Number(places) > digits.length + 6) return text;
  const padded = digits.padStart(Number(places) + 1, '0');
  return `${sign}${padded.slice(0, -Number(places))}.${padded.slice(-Number(places))}`;
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

function claim({ problem, front }: IdentificationFinding): string {
  const n = front.length;
  switch (problem.question) {
    case 'reaction':
      return `<strong>${n} minimal ${n === 1 ? 'balance' : 'balances'}</strong>, every element and the charge conserved: exact, and all there are. Every other balance is a sum of these.`;
    case 'sequence':
      return `<strong>${n} ${n === 1 ? 'rule' : 'rules'}</strong> that every term given obeys. Nothing is proved of terms that were not given.`;
    default:
      return `<strong>${n} ${n === 1 ? 'formula' : 'formulas'}</strong> whose value is enclosed in what is known of the number. That they are equal is not proved.`;
  }
}

function tables(front: readonly IdentificationEntry[]): string {
  const balances = front.filter((entry): entry is BalanceEntry => entry.form === 'balance');
  if (balances.length > 0) return `<ol>${balances.map(({ text }) => `<li>${code(text)}</li>`).join('')}</ol>`;
  const claims = front.filter(
    (entry): entry is ValueEntry | ComplexEntry | RuleEntry => 'chance' in entry && !('a' in entry),
  );
  const most = Math.max(...claims.map(({ digits }) => digits), 1);
  const rows = claims.map((entry) => {
    const { digits, spent, chance } = entry;
    const bar = (size: number, colour: string): string =>
      `<span style="display:block;height:.45em;margin:.12em 0;width:${Math.max(1, (100 * size) / most).toFixed(1)}%;background:var(--${colour})"></span>`;
    const last =
      'terms' in entry
        ? `${entry.terms.spent} terms fix it, ${entry.terms.checked} check`
        : 'name' in entry && entry.name !== undefined
          ? `${entry.engine}: ${escapeHtml(entry.name)}`
          : entry.engine;
    return `<tr><td class="wrap">${formulaOf(entry)}</td><td class="n">${digits.toFixed(2)}</td><td class="n">${spent.toFixed(2)}</td><td style="min-width:9rem">${bar(digits, 'data')}${bar(spent, 'mark')}</td><td class="n">&lt; ${escapeHtml(chance)}</td><td>${last}</td></tr>`;
  });
  return `<div class="scroll"><table><thead><tr><th>formula</th><th class="n">digits met</th><th class="n">spent</th><th></th><th class="n">chance</th><th>found by</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** @param display large, as the page's first line */
function formulaOf(entry: IdentificationEntry, display = false): string {
  const large = (text: string): string => {
    if (!display) return formulaHtml(text);
    const math = formulaHtml(text, true);
    // Large formulas stand in a line with words.
    return math.replace('<math ', '<math style="display: inline math" ');
  };
  switch (entry.form) {
    case 'balance':
      return escapeHtml(entry.text);
    case 'root':
    case 'complex-root':
      return `x with ${large(entry.expression)} = 0`;
    case 'closed-form':
      return `a(n) = ${large(entry.expression)}`;
    case 'recurrence':
      return `${code(entry.expression.replaceAll(/\ba(\d+)\b/g, (_, i: string) => (i === '0' ? 'a(n)' : `a(n+${i})`)))} = 0`;
    case 'generating-function':
      return `Σ a(n) xⁿ = ${large(entry.expression)}`;
    case 'algebraic-equation':
      return `${large(entry.expression)} = 0 for y = Σ a(n) xⁿ`;
    default:
      return large(entry.expression);
  }
}

/** Digits of a formula's value that are shown. */
const SHOWN = 60;

/** What the simplest formula says beyond the digits given. */
function digitsOf(entry: IdentificationEntry): string {
  if (entry.form !== 'value') return '';
  const text = withWorkspace(320, (w) => {
    const out = newInterval(w);
    const known = createOracle(parseExpression(entry.expression), []).enclose([], 260, out);
    return known.kind === 'enclosed' ? bigToDecimal(out.lo, SHOWN, ROUND.ZERO) : undefined;
  });
  return text === undefined
    ? ''
    : `<h2>What it foretells</h2><p>The first ${SHOWN} digits of ${formulaOf(entry)}, to hold against more digits of the number:</p><pre class="wrap">${escapeHtml(text)}…</pre>`;
}

function meaning(front: readonly IdentificationEntry[]): string {
  if (front.every(({ form }) => form === 'balance')) return '';
  return `<h2>What the columns mean</h2>
<p>Digits met: the information given that the formula agrees with. Spent: what it takes to name the formula, in a code for the formulas of all engines together. 10<sup>spent − met</sup> bounds the chance that <em>any</em> formula so short agrees so well with random digits; a formula is shown when it meets at least four digits more than it spends.</p>`;
}
