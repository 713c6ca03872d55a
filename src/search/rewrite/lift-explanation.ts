import { apply, type Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import type { Explanation, Step } from '../../rewrite/explanation.ts';
import { replaceAt } from '../../rewrite/replace-at.ts';

/** Places of one part in a term that are followed one by one; with more of them, lifting gives up. */
const MAX_PLACES = 64;

/** A term with every occurrence of a part replaced. */
export function replacePart(whole: Expression, part: Expression, replacement: Expression): Expression {
  return foldExpression<Expression>(whole, (term, args) => {
    if (term === part) return replacement;
    return term.kind === 'apply' ? apply(term.operation, ...args) : term;
  });
}

/** Paths to every occurrence of a part; `undefined` when there are too many. */
export function placesOf(whole: Expression, part: Expression): readonly (readonly number[])[] | undefined {
  const holds = foldExpression<boolean>(whole, (term, args) => term === part || args.includes(true));
  if (!holds) return [];
  const found: (readonly number[])[] = [];
  const stack: { readonly term: Expression; readonly path: readonly number[] }[] = [
    { term: whole, path: [] },
  ];
  for (let looked = 0, top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.term === part) found.push(top.path);
    else if (top.term.kind === 'apply') {
      for (const [i, arg] of top.term.args.entries()) stack.push({ term: arg, path: [...top.path, i] });
    }
    if (found.length > MAX_PLACES || ++looked > 50_000) return undefined;
  }
  return found;
}

/**
 * Why a whole term is equal to itself with a part replaced, from why the part is equal to its replacement: the part has
 * a value wherever the whole has one. `undefined` when the part stands in too many places.
 */
export function liftExplanation(whole: Expression, explanation: Explanation): Explanation | undefined {
  const places = placesOf(whole, explanation.from);
  if (places === undefined) return undefined;
  let term = whole;
  const steps: Step[] = [];
  for (const place of places) {
    for (const step of explanation.steps) {
      term = replaceAt(term, place, step.term);
      steps.push({ ...step, path: [...place, ...step.path], term });
    }
  }
  return { ...explanation, from: whole, to: term, assumed: [whole], steps };
}
