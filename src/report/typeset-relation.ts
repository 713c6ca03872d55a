import katex from 'katex';
import { insideOf } from '../discover/parse-relation-term.ts';
import { NapierError } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import { toLatex } from '../expression/to-latex.ts';
import { escapeHtml } from './escape-html.ts';
import { sumPieces } from './sum-pieces.ts';

const LONG = 600;

/**
 * An identity as people write it, `f(x + y) = f(x)*f(y)`, as MathML that may break between addends; as its text where it is
 * long or is written otherwise.
 * @param terms what it relates: `f(x)`, `f'(x)`, `cos(x)`
 */
export function typesetRelation(text: string, terms: readonly string[]): string {
  if (text.length > LONG) return `<code class="wrap">${escapeHtml(text)}</code>`;
  try {
    const math = (latex: string): string =>
      katex.renderToString(latex, { output: 'mathml', throwOnError: true });
    return relationLatex(text, terms)
      .map((latex) => `<span class="piece">${math(latex)}</span>`)
      .join(' ');
  } catch (error) {
    if (error instanceof NapierError || error instanceof katex.ParseError)
      return `<code class="wrap">${escapeHtml(text)}</code>`;
    throw error;
  }
}

/** Piece by piece. Values of f stand for a while as variables, since f is no function of the language. */
function relationLatex(text: string, terms: readonly string[]): string[] {
  // Longest first: no text of a term then lies within what is left of another.
  const calls = terms.filter((term) => /^f'*\(/.test(term)).sort((a, b) => b.length - a.length);
  const letters = calls.map((_, i) => `termof${'abcdefghijklmnopqrstuvwxyz'[i]}`);
  const plain = calls.reduce((rest, call, i) => rest.replaceAll(call, letters[i]), text);
  const back = (latex: string): string =>
    letters.reduce(
      (rest, letter, i) => rest.replaceAll(toLatex(parseExpression(letter)), callLatex(calls[i])),
      latex,
    );
  return plain.split(' = ').flatMap((side, i) =>
    sumPieces(side).map((piece, k) => {
      const sign = k > 0 ? `${piece.sign}\\,` : i > 0 ? '=\\;' : '';
      return `{}${sign}{}${back(toLatex(parseExpression(piece.text)))}`;
    }),
  );
}

function callLatex(call: string): string {
  const start = call.indexOf('(') + 1;
  const args = insideOf(call, start) ?? [];
  const list = args.map((span) => toLatex(parseExpression(call.slice(...span))));
  return `${call.slice(0, start - 1)}\\left(${list.join(', ')}\\right)`;
}
