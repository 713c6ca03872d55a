import { fail } from '../error/fault.ts';
import { CONSTANTS } from './constants.ts';
import type { ApplyTerm, Expression, NumberTerm } from './expression.ts';
import { foldExpression } from './fold.ts';
import { MAX_TEXT_LENGTH } from './limits.ts';
import { magnitudeText } from './number-text.ts';
import { PRECEDENCE } from './operation-row.ts';
import { OPERATIONS } from './operations.ts';

type Part = {
  readonly latex: string;
  readonly precedence: number;
  /** Begins with a sign. */
  readonly minus: boolean;
  /** Begins with a digit. */
  readonly digit: boolean;
};

// prettier-ignore
const GREEK = new Set([
  'alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa', 'lambda', 'mu', 'nu', 'xi',
  'rho', 'sigma', 'tau', 'upsilon', 'chi', 'psi', 'omega',
  'Gamma', 'Delta', 'Theta', 'Lambda', 'Xi', 'Sigma', 'Upsilon', 'Phi', 'Psi', 'Omega',
]);

/**
 * A term as LaTeX mathematics (for KaTeX or LaTeX, without delimiters): fractions, roots, powers, upright names.
 * @throws NapierError `limit` when the text would pass {@link MAX_TEXT_LENGTH}.
 */
export function toLatex(expression: Expression): string {
  return foldExpression<Part>(expression, (term, args) => {
    const part = typeset(term, args);
    if (part.latex.length > MAX_TEXT_LENGTH) {
      fail({ kind: 'limit', message: `the formula is longer than ${MAX_TEXT_LENGTH} characters of LaTeX` });
    }
    return part;
  }).latex;
}

function typeset(term: Expression, args: readonly Part[]): Part {
  switch (term.kind) {
    case 'number':
      return typesetNumber(term);
    case 'constant':
      // ln 2 is a product to its neighbours: (ln 2)², x · ln 2.
      return {
        ...closed(CONSTANTS[term.name].latex),
        precedence: term.name === 'ln2' ? PRECEDENCE.product : PRECEDENCE.atom,
      };
    case 'variable':
      return closed(typesetVariable(term.name));
    case 'apply':
      return typesetApply(term, args);
  }
}

function closed(latex: string): Part {
  return { latex, precedence: PRECEDENCE.atom, minus: false, digit: false };
}

function bracketed(part: Part): Part {
  return closed(`\\left(${part.latex}\\right)`);
}

function typesetNumber(term: NumberTerm): Part {
  const { text, form } = magnitudeText(term);
  const sign = term.numerator < 0n ? '-' : '';
  const minus = sign !== '';
  const hexadecimal = /^0x1(\.[0-9a-f]+)?p/.test(text);
  if (form === 'fraction' || hexadecimal) {
    const magnitude = minus ? -term.numerator : term.numerator;
    const latex = `${sign}\\frac{${magnitude}}{${term.denominator}}`;
    return { latex, precedence: minus ? PRECEDENCE.negation : PRECEDENCE.product, minus, digit: false };
  }
  const [mantissa, exponent] = text.split('e');
  if (exponent === undefined) {
    const precedence = minus ? PRECEDENCE.negation : PRECEDENCE.atom;
    return { latex: sign + text, precedence, minus, digit: !minus };
  }
  const latex = `${sign}${mantissa === '1' ? '' : `${mantissa}\\times `}10^{${exponent}}`;
  return { latex, precedence: minus ? PRECEDENCE.negation : PRECEDENCE.product, minus, digit: !minus };
}

function word(text: string): string {
  if (GREEK.has(text)) return `\\${text}`;
  return [...text].length === 1 ? text : `\\mathit{${text}}`;
}

/** One letter in italics, longer names in one italic word, trailing digits and what follows `_` as an index. */
function typesetVariable(name: string): string {
  const parts = /^(\p{L}+)_?(\p{Nd}*|(?<=_)[\p{L}\p{Nd}]+)$/u.exec(name);
  if (parts === null) return `\\mathtt{${[...name].map(escapeCharacter).join('')}}`;
  return parts[2] === ''
    ? word(parts[1])
    : `${word(parts[1])}_{${/^\d+$/.test(parts[2]) ? parts[2] : word(parts[2])}}`;
}

const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\backslash{}',
  '^': '\\hat{}',
  '~': '\\sim{}',
  ' ': '\\ ',
};

function escapeCharacter(character: string): string {
  if (character in ESCAPED) return ESCAPED[character];
  return /[#$%&_{}]/.test(character) ? `\\${character}` : character;
}

function typesetApply(term: ApplyTerm, args: readonly Part[]): Part {
  const row = OPERATIONS[term.operation];
  const [a, b] = args;
  switch (term.operation) {
    case 'add':
    case 'sub': {
      const right =
        b.minus || (term.operation === 'sub' && b.precedence <= PRECEDENCE.sum) ? bracketed(b) : b;
      const latex = `${a.latex} ${row.latex} ${right.latex}`;
      return { latex, precedence: PRECEDENCE.sum, minus: a.minus, digit: a.digit };
    }
    case 'mul':
      return typesetProduct(a, b);
    case 'neg': {
      const inner = a.precedence <= PRECEDENCE.negation ? bracketed(a) : a;
      return { latex: `-${inner.latex}`, precedence: PRECEDENCE.negation, minus: true, digit: false };
    }
    case 'div': {
      // A sign in front of a whole numerator reads better in front of the fraction, but would be another term.
      const latex = `\\frac{${a.latex}}{${b.latex}}`;
      return { latex, precedence: PRECEDENCE.product, minus: false, digit: false };
    }
    case 'pow': {
      const base = a.precedence <= PRECEDENCE.power ? bracketed(a) : a;
      const exponent = term.args[1];
      const inline = exponent.kind === 'number' && exponent.denominator !== 1n && /\\frac/.test(b.latex);
      const raised = inline ? `${exponent.numerator}/${exponent.denominator}` : b.latex;
      return {
        latex: `${base.latex}^{${raised}}`,
        precedence: PRECEDENCE.power,
        minus: false,
        digit: base.digit,
      };
    }
    default: {
      const texts = args.map((arg) => arg.latex);
      if (row.latex.includes('#')) {
        const latex = row.latex.replace(/#(\d)/g, (_, i: string) => texts[Number(i) - 1]);
        const precedence = row.latexPrecedence ?? PRECEDENCE.atom;
        return { latex, precedence, minus: false, digit: /^\d/.test(row.latex) };
      }
      return closed(`${row.latex}\\left(${texts.join(', ')}\\right)`);
    }
  }
}

/** Factors side by side, with a dot where a number would run into what stands before it. */
function typesetProduct(a: Part, b: Part): Part {
  // (−x)·y and −(x·y) are set alike: they are the same number.
  const left = a.precedence === PRECEDENCE.sum ? bracketed(a) : a;
  const right = b.precedence <= PRECEDENCE.negation ? bracketed(b) : b;
  const latex = right.digit ? `${left.latex} \\cdot ${right.latex}` : `${left.latex} ${right.latex}`;
  return {
    latex,
    precedence: left.minus ? PRECEDENCE.negation : PRECEDENCE.product,
    minus: left.minus,
    digit: left.digit,
  };
}
