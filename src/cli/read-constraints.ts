import { fail } from '../error/fault.ts';
import { variablesOf } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { findFormat, FORMATS, type FormatName } from '../number/formats.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Constraints } from '../program/constraints.ts';
import type { OptionValues } from './option-values.ts';

const HINT = 'write --exact "0→0" or "0->0, 1->1": inputs and results, numbers of the format';

/** What the options ask of programs beside their error; `undefined` where they ask nothing. */
export function readConstraints(values: OptionValues, format: FormatName): Constraints | undefined {
  const exact = values.read('exact', (source) => readExact(source, format));
  const constraints: Constraints = {
    ...(values.flag('odd') ? { odd: true } : {}),
    ...(values.flag('monotone') ? { monotone: true } : {}),
    ...(exact === undefined ? {} : { exact }),
    ...(values.flag('no-branches') ? { branchFree: true } : {}),
  };
  return Object.keys(constraints).length === 0 ? undefined : constraints;
}

function readExact(source: string, format: FormatName): NonNullable<Constraints['exact']> {
  return source.split(',').map((pair) => {
    const ends = pair.split(/→|->/);
    const at = source.indexOf(pair);
    const span = [at, at + pair.length] as const;
    if (ends.length !== 2)
      fail({ kind: 'syntax', message: 'not an input and its result', source, span, hint: HINT });
    const [input, result] = ends.map((text) => {
      const term = parseExpression(text.trim());
      const value = variablesOf(term).length === 0 ? createOracle(term, []).rounded([], FORMATS.f64) : NaN;
      const exact = Number.isFinite(value) && (format === 'real' || findFormat(format).contains(value));
      if (!exact)
        fail({
          kind: 'value',
          message: `\`${text.trim()}\` is not a number of ${format}`,
          source,
          span,
          hint: HINT,
        });
      return toHexFloat(value);
    });
    return { input, result };
  });
}
