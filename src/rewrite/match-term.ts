import type { Expression } from '../expression/expression.ts';

/** The terms that a pattern's variables stand for in a term; `undefined` where it is not of that form. */
export function matchTerm(pattern: Expression, term: Expression): Map<string, Expression> | undefined {
  const found = new Map<string, Expression>();
  const stack: [Expression, Expression][] = [[pattern, term]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [left, right] = pair;
    if (left.kind === 'variable') {
      const known = found.get(left.name);
      if (known !== undefined && known !== right) return undefined;
      found.set(left.name, right);
    } else if (left.kind === 'apply') {
      if (right.kind !== 'apply' || right.operation !== left.operation) return undefined;
      left.args.forEach((arg, i) => stack.push([arg, right.args[i]]));
    } else if (left !== right) return undefined;
  }
  return found;
}
