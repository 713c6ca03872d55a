import { apply, type Expression } from './expression.ts';
import { foldExpression } from './fold.ts';

/** Replaces variables by terms, all at once. Variables that `replacements` does not name stay. */
export function substitute(
  expression: Expression,
  replacements: ReadonlyMap<string, Expression>,
): Expression {
  return foldExpression<Expression>(expression, (term, args) => {
    if (term.kind === 'variable') return replacements.get(term.name) ?? term;
    return term.kind === 'apply' ? apply(term.operation, ...args) : term;
  });
}
