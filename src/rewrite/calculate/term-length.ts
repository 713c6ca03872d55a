import type { Expression } from '../../expression/expression.ts';
import { termSize } from '../cost-function.ts';

/** A quotient is a little worse than a product. */
const DIVISION = 1.25;

const lengths = new WeakMap<Expression, number>();

/** The number of operations and leaves of a term, as a tree; long numbers and quotients count a little more. */
export function termLength(expression: Expression): number {
  const known = lengths.get(expression);
  if (known !== undefined) return known;
  const stack: Expression[] = [expression];
  while (stack.length > 0) {
    const term = stack[stack.length - 1];
    if (lengths.has(term)) {
      stack.pop();
      continue;
    }
    if (term.kind !== 'apply') {
      lengths.set(term, termSize(undefined, term));
      stack.pop();
      continue;
    }
    const open = term.args.filter((arg) => !lengths.has(arg));
    if (open.length > 0) {
      stack.push(...open);
      continue;
    }
    lengths.set(
      term,
      term.args.reduce(
        (sum, arg) => sum + (lengths.get(arg) as number),
        term.operation === 'div' ? DIVISION : termSize(term.operation, undefined),
      ),
    );
    stack.pop();
  }
  return lengths.get(expression) as number;
}
