import { fail } from '../error/fault.ts';
import { NUMBER } from './number-literal.ts';
import { IDENTIFIER } from './reserved-names.ts';

export type Token = {
  /** `symbol`: an operator, bracket, bar or comma in `text`, in its ASCII spelling. `end`: past the last character. */
  readonly kind: 'number' | 'name' | 'quoted' | 'superscript' | 'symbol' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
};

const SYMBOLS: Readonly<Record<string, string>> = {
  '×': '*', '·': '*', '⋅': '*', '∙': '*', '÷': '/', '∕': '/', '⁄': '/', '−': '-', '–': '-', '√': 'sqrt',
}; // prettier-ignore
const PLAIN_SYMBOLS = '+-*/^()[],|';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUPERSCRIPT = /[⁰¹²³⁴⁵⁶⁷⁸⁹]+/y;
/** Any variable name at all, between backquotes. */
const QUOTED = /`([^`\n]+)`/y;

const HINTS: Readonly<Record<string, string>> = {
  '!': 'for a factorial write gamma(x + 1)',
  '=': 'give an expression, not an equation',
  '{': 'use round brackets',
  '}': 'use round brackets',
  ';': 'separate arguments with a comma',
  '%': 'for per cent divide by 100',
  '`': 'a quoted variable name needs a closing backquote',
  "'": 'derivatives are not written with a prime here',
};

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** How a character is named in a message: itself, or its code point when it would not show. */
function describe(character: string): string {
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)
    ? `\`${character}\``
    : `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Cuts infix text into tokens; the last one is `end`. @throws NapierError `syntax` at a character with no meaning. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const push = (kind: Token['kind'], text: string, start: number, end: number): void => {
    tokens.push({ kind, text, start, end });
  };
  let at = 0;
  while (at < source.length) {
    const character = String.fromCodePoint(source.codePointAt(at) as number);
    if (/\s/.test(character)) {
      at += character.length;
      continue;
    }
    const number = match(NUMBER, source, at);
    if (number !== null) {
      const end = at + number[0].length;
      const misread = /[xX_]/.test(source[end] ?? '') && (source[end] === '_' || number[0] === '0');
      if (misread) {
        fail({
          kind: 'syntax',
          message: 'this number does not end well',
          source,
          span: [at, end + 1],
          hint: 'digits come without underscores, hexadecimal numbers as in 0x1.8p-1, products with 0 as 0*x',
        });
      }
      push('number', number[0], at, end);
      at = end;
      continue;
    }
    const name = match(IDENTIFIER, source, at);
    const quoted = match(QUOTED, source, at);
    const superscript = match(SUPERSCRIPT, source, at);
    if (name !== null) {
      push('name', name[0], at, at + name[0].length);
      at += name[0].length;
    } else if (quoted !== null) {
      push('quoted', quoted[1], at, at + quoted[0].length);
      at += quoted[0].length;
    } else if (superscript !== null) {
      const digits = [...superscript[0]].map((digit) => SUPERSCRIPTS.indexOf(digit)).join('');
      push('superscript', digits, at, at + superscript[0].length);
      at += superscript[0].length;
    } else if (character === 'π' || character === '∞') {
      push('name', character, at, at + 1);
      at += 1;
    } else if (source.startsWith('**', at)) {
      push('symbol', '^', at, at + 2);
      at += 2;
    } else {
      const symbol = PLAIN_SYMBOLS.includes(character) ? character : SYMBOLS[character];
      if (symbol === undefined) {
        const span = [at, at + character.length] as const;
        fail({
          kind: 'syntax',
          message: `unexpected character ${describe(character)}`,
          source,
          span,
          hint: HINTS[character],
        });
      }
      push('symbol', symbol, at, at + 1);
      at += 1;
    }
  }
  push('end', '', source.length, source.length);
  return tokens;
}
