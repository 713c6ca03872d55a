import { apply, type Expression } from '../expression/expression.ts';

/** The part of a term at a path of argument numbers, or `undefined` where the path leads nowhere. */
export function partAt(term: Expression, path: readonly number[]): Expression | undefined {
  let part: Expression | undefined = term;
  for (const index of path) part = part?.kind === 'apply' ? part.args[index] : undefined;
  return part;
}

/** The term with its part at `path` replaced. The path must lead somewhere. */
export function replaceAt(term: Expression, path: readonly number[], replacement: Expression): Expression {
  const above: Expression[] = [];
  let part = term;
  for (const index of path) {
    above.push(part);
    if (part.kind !== 'apply') throw new RangeError('a path leads into a leaf');
    part = part.args[index];
  }
  let made = replacement;
  for (let i = path.length - 1; i >= 0; i--) {
    const parent = above[i];
    if (parent.kind === 'apply') {
      made = apply(parent.operation, ...parent.args.map((arg, at) => (at === path[i] ? made : arg)));
    }
  }
  return made;
}
