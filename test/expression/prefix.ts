import type { Expression } from '../../src/expression/expression.ts';
import { foldExpression } from '../../src/expression/fold.ts';

/** A term spelled out with every bracket, `(add x 1)`: what a parser test compares. */
export function prefix(expression: Expression): string {
  return foldExpression<string>(expression, (term, args) => {
    if (term.kind === 'number') {
      return term.denominator === 1n ? `${term.numerator}` : `${term.numerator}/${term.denominator}`;
    }
    return term.kind === 'apply' ? `(${[term.operation, ...args].join(' ')})` : term.name;
  });
}
