import { fail } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';
import { variablesOf } from '../../expression/expression.ts';
import { parseExpression } from '../../expression/parse.ts';
import { CODE, CONSTANT_CODE } from '../../search/regress/regress-operations.ts';
import { formulaOf, type Formula } from '../../search/regress/formula.ts';

/**
 * Formulas to begin with, parted by `;`. Their numbers are where fits start, but for exponents, which stay.
 * @throws NapierError for text that does not parse, and names that are no inputs
 */
export function parseGuesses(source: string, inputs: readonly string[]): Formula[] {
  return source.split(';').map((part) => {
    const term = parseExpression(part.trim());
    const stranger = variablesOf(term).find((name) => !inputs.includes(name));
    if (stranger !== undefined) {
      const near = nearestName(stranger, inputs);
      const hint = near === undefined ? `the inputs are ${inputs.join(', ')}` : `did you mean \`${near}\`?`;
      const start = source.search(new RegExp(`\\b${stranger}\\b`));
      const span = [start, start + stranger.length] as const;
      fail({ kind: 'name', message: `\`${stranger}\` is no input`, source, span, hint });
    }
    const formula = formulaOf(term, inputs);
    if (formula === undefined) {
      fail({ kind: 'unsupported', message: 'an operation that `regress` does not know', source: part });
    }
    let next = 0;
    const exact = formula.code.flatMap((code, s) => {
      if (code !== CONSTANT_CODE) return [];
      const term = formula.exact?.[next++];
      return [formula.code[s + 1] === CODE.pow ? term : undefined];
    });
    return { code: formula.code, values: formula.values, exact };
  });
}
