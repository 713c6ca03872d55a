import { NapierError } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import { escapeHtml } from './escape-html.ts';
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
