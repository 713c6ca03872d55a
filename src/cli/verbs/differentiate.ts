import { fail } from '../../error/fault.ts';
import { derivative } from '../../expression/derivative.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { implicitDerivative } from '../../expression/implicit-derivative.ts';
import { hessian } from '../../expression/jacobian.ts';
import { toLatex } from '../../expression/to-latex.ts';
import { toText } from '../../expression/to-text.ts';
import { simplifyExactly } from '../../rewrite/calculate/simplify-exactly.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { readFunction } from '../read-function.ts';
import type { Verb } from '../verb.ts';

const MOST_ORDER = 100;

export const differentiateVerb: Verb = {
  name: 'differentiate',
  summary: 'derivatives of an expression: partial, higher, gradient, Hessian, implicit',
  usage: 'napier differentiate EXPRESSION [--by VARIABLES] [options]',
  details: [
    'One line for each variable of --by (all of the expression, unless told otherwise); of several lines each begins with ' +
      'what it is. Results are simplified exactly.',
  ],
  options: [
    { name: 'by', value: 'VARIABLES', meaning: 'with commas: x,y' },
    {
      name: 'order',
      value: 'N',
      meaning: `how often, by the same variable (default 1, at most ${MOST_ORDER})`,
    },
    { name: 'hessian', meaning: 'all second derivatives that are not 0' },
    { name: 'implicit', value: 'Y', meaning: 'dY/dx along the curve EXPRESSION = 0' },
    { name: 'raw', meaning: 'as the rules give it, not simplified' },
    { name: 'latex', meaning: 'print LaTeX' },
  ],
  examples: [
    ['napier differentiate "x^2*sin(x)"', 'by its only variable'],
    ['napier differentiate "x^2*y + y^3" --hessian', 'second derivatives'],
    ['napier differentiate "x^2 + y^2 - 1" --implicit y', 'dy/dx on the circle'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('differentiate', invocation);
    const expression = located(
      'differentiate',
      () => readFunction(invocation.positionals[0], false).function,
    );
    const names = variablesOf(expression);
    const known = (source: string): string =>
      names.includes(source)
        ? source
        : fail({
            kind: 'name',
            message: `the expression has no variable \`${source}\``,
            hint: `it has ${names.join(', ') || 'none'}`,
          });
    const implicit = values.read('implicit', known);
    const by =
      values.read('by', (source) => source.split(',').map((name) => known(name.trim()))) ??
      names.filter((name) => name !== implicit);
    if (by.length === 0) fail({ kind: 'value', message: 'there is no variable to differentiate by' });
    const order = values.number('order', 1, MOST_ORDER) ?? 1;
    const tidy = (e: Expression): Expression => (values.flag('raw') ? e : simplifyExactly(e));
    const write = (e: Expression): string => (values.flag('latex') ? toLatex(e) : toText(e));
    const rows = located('differentiate', (): (readonly [string, Expression])[] => {
      if (values.flag('hessian')) {
        const { entries } = hessian(expression, by);
        return entries.map(({ row, column, value }) => [`${by[row]},${by[column]}`, tidy(value)] as const);
      }
      return by.map((name) => {
        if (implicit !== undefined) return [`d${implicit}/d${name}`, tidy(implicitDerivative(expression, name, implicit, order))] as const; // prettier-ignore
        let result = expression;
        for (let k = 0; k < order; k++) result = tidy(derivative(result, name));
        return [name, result] as const;
      });
    });
    const plain = rows.length === 1 && !values.flag('hessian');
    for (const [label, result] of rows) io.out(plain ? `${write(result)}\n` : `${label}: ${write(result)}\n`);
    if (rows.length === 0) io.out('0\n');
    return EXIT.done;
  },
};
