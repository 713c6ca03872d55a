import { fail } from '../../error/fault.ts';
import { parseExpression } from '../../expression/parse.ts';
import { CONSTANT_NAMES, FUNCTION_NAMES } from '../../expression/reserved-names.ts';
import type { CustomOperation } from '../../search/regress/custom-operation.ts';
import { formulaOf } from '../../search/regress/formula.ts';

/**
 * Functions of the user's own, parted by `;`: `logistic(t) = 1/(1 + exp(-t)); mean(a, b) = (a + b)/2`.
 * @throws NapierError for what is no definition, a name that is taken, three arguments, operations that formulas do not have
 */
export function parseCustom(source: string): CustomOperation[] {
  const found: CustomOperation[] = [];
  let at = 0;
  for (const part of source.split(';')) {
    const span = [at, at + part.length] as const;
    at += part.length + 1;
    const match = /^\s*([A-Za-z_]\w*)\s*\(([^()=]*)\)\s*=(.*)$/s.exec(part);
    if (match === null) {
      const hint = 'write it as logistic(t) = 1/(1 + exp(-t)); several with ; between them';
      fail({ kind: 'syntax', message: 'no definition of a function', source, span, hint });
    }
    const [, name, list, body] = match;
    const names = list.split(',').map((one) => one.trim());
    if (
      names.length > 2 ||
      names.some((one) => !/^[A-Za-z_]\w*$/.test(one)) ||
      new Set(names).size < names.length
    ) {
      const hint = 'one or two names between the brackets';
      fail({ kind: 'value', message: `\`${name}\` must have one or two arguments`, source, span, hint });
    }
    if (FUNCTION_NAMES.has(name) || CONSTANT_NAMES.has(name) || found.some((one) => one.name === name)) {
      fail({ kind: 'name', message: `\`${name}\` is taken`, source, span, hint: 'give it another name' });
    }
    const formula = formulaOf(parseExpression(body.trim()), names);
    if (formula === undefined) {
      const hint = `it may use ${names.join(' and ')}, and what --operations lists`;
      fail({
        kind: 'name',
        message: `the body of \`${name}\` uses another name or operation`,
        source,
        span,
        hint,
      });
    }
    found.push({ name, arity: names.length as 1 | 2, body: formula, weight: 1 });
  }
  return found;
}
