import katex from 'katex';
import { toLatex } from '../expression/to-latex.ts';
import type { Expression } from '../expression/expression.ts';

/** A term as MathML, which browsers typeset without fonts or scripts. */
export function typeset(expression: Expression, display: boolean): string {
  return katex.renderToString(toLatex(expression), {
    output: 'mathml',
    displayMode: display,
    throwOnError: true,
  });
}
