import { derivativesAt } from '../../discover/calculate/derivatives-at.ts';
import { fail } from '../../error/fault.ts';
import { derivative } from '../../expression/derivative.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { implicitDerivative } from '../../expression/implicit-derivative.ts';
import { hessian } from '../../expression/jacobian.ts';
import { toLatex } from '../../expression/to-latex.ts';
import { parseExpression } from '../../expression/parse.ts';
import { toText } from '../../expression/to-text.ts';
import { findFormat } from '../../number/formats.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import { MOST_TAYLOR_ORDER } from '../../program/system/taylor-system.ts';
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
    {
      name: 'at',
      value: 'POINT',
      meaning: `numbers: all derivatives up to --order (at most ${MOST_TAYLOR_ORDER}) there, by Taylor arithmetic: 0.5, or x=1,y=2`,
    },
    { name: 'implicit', value: 'Y', meaning: 'dY/dx along the curve EXPRESSION = 0' },
    { name: 'raw', meaning: 'as the rules give it, not simplified' },
    { name: 'latex', meaning: 'print LaTeX' },
  ],
  examples: [
    ['napier differentiate "x^2*sin(x)"', 'by its only variable'],
    ['napier differentiate "x^2*y + y^3" --hessian', 'second derivatives'],
    ['napier differentiate "x^2 + y^2 - 1" --implicit y', 'dy/dx on the circle'],
    ['napier differentiate "exp(sin(x))" --order 8 --at 0.5', 'nine numbers'],
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
    const at = values.read('at', (source) => readPoint(source, names));
    if (at !== undefined) {
      const other = ['hessian', 'raw', 'latex', 'implicit'].find(
        (name) => values.flag(name) || values.text(name) !== undefined,
      );
      if (other !== undefined)
        fail({ kind: 'value', message: `--at gives numbers, for which there is no --${other}` });
      for (const name of by) {
        const { values: found, operations } = located('differentiate', () =>
          derivativesAt(expression, name, at, order),
        );
        if (by.length > 1) io.out(`${name}:\n`);
        found.forEach((value, k) => io.out(`${`${k}`.padStart(3)}  ${value}\n`));
        io.message(
          `${operations.all} operations in f64 for all of them (${operations.function} for the value)\n`,
        );
      }
      return EXIT.done;
    }
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

/** `0.5` for the only variable, or `x=1,y=pi/2`. */
function readPoint(source: string, names: readonly string[]): ReadonlyMap<string, number> {
  const span = [0, source.length] as const;
  const point = new Map<string, number>();
  for (const part of source.split(',')) {
    const [, given, text] = /^(?:\s*(\w+)\s*=)?(.*)$/.exec(part) ?? [];
    const name = given ?? (names.length === 1 ? names[0] : undefined);
    if (name === undefined || !names.includes(name)) {
      const hint = `the variables are ${names.join(', ') || 'none'}: give x=1 for each`;
      return fail({ kind: 'name', message: `no variable of this name`, source, span, hint });
    }
    const term = parseExpression(text);
    if (variablesOf(term).length > 0)
      return fail({ kind: 'value', message: 'a point is made of numbers', source, span });
    point.set(name, createOracle(term, []).rounded([], findFormat('f64')));
  }
  return point;
}
