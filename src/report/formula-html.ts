import { NapierError } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import { escapeHtml } from './escape-html.ts';
import { sumPieces } from './sum-pieces.ts';
import { typeset } from './typeset.ts';

/** Longer formulas are shown as text that breaks into lines, which typeset ones do not. */
const TYPESET = 160;

/** A formula from a finding: typeset, or as its text where it is long or is none that Napier parses. */
export function formulaHtml(text: string, display = false): string {
  if (text.length > TYPESET) return `<code class="wrap">${escapeHtml(text)}</code>`;
  try {
    return typeset(parseExpression(text), display);
  } catch (error) {
    if (error instanceof NapierError) return `<code class="wrap">${escapeHtml(text)}</code>`;
    throw error;
  }
}

/** As {@link formulaHtml}, for a table's cell: sums are typeset addend by addend, so that the line may break between. */
export function wrappedFormulaHtml(text: string): string {
  return sumPieces(text)
    .map((piece) => {
      const sign = { '': '', '+': '+ ', '-': '− ' }[piece.sign];
      return `<span class="piece">${sign}${formulaHtml(piece.text)}</span>`;
    })
    .join(' ');
}
