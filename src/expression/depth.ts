import { fail } from '../error/fault.ts';
import type { Expression } from './expression.ts';
import { foldExpression } from './fold.ts';
import { MAX_DEPTH } from './limits.ts';

/** How deep operations are nested: 1 for a leaf. */
export function depthOf(expression: Expression): number {
  return foldExpression<number>(expression, (_, args) => 1 + Math.max(0, ...args));
}

/** The term itself. @throws NapierError `limit` when it is deeper than the rest of Napier is built for. */
export function checkedDepth(expression: Expression): Expression {
  if (depthOf(expression) > MAX_DEPTH) {
    fail({ kind: 'limit', message: `the expression is nested more than ${MAX_DEPTH} deep` });
  }
  return expression;
}
