import type { Expression } from './expression.ts';

/**
 * Computes a value for a term from the values of its arguments, bottom up. Each distinct subterm is visited once,
 * so a shared term costs what it costs as a graph; the walk has its own stack, so depth does not matter.
 */
export function foldExpression<T>(root: Expression, visit: (term: Expression, args: readonly T[]) => T): T {
  const values = new Map<number, T>();
  const stack: Expression[] = [root];
  while (stack.length > 0) {
    const term = stack[stack.length - 1];
    if (values.has(term.id)) {
      stack.pop();
      continue;
    }
    const before = stack.length;
    if (term.kind === 'apply') {
      for (let i = term.args.length - 1; i >= 0; i--) {
        if (!values.has(term.args[i].id)) stack.push(term.args[i]);
      }
      if (stack.length > before) continue;
    }
    stack.pop();
    const args = term.kind === 'apply' ? term.args.map((arg) => values.get(arg.id) as T) : [];
    values.set(term.id, visit(term, args));
  }
  return values.get(root.id) as T;
}
