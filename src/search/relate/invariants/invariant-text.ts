import type { Expression } from '../../../expression/expression.ts';
import { toText } from '../../../expression/to-text.ts';
import { helperTerm } from '../function-term.ts';
import { exponentOf, sortedTerms, type Polynomial } from '../../../number/exact/laurent-polynomial.ts';
import { relationExpression, termsText, type Relation, type RelationMonomial } from '../relation.ts';
import type { Loop } from './loop.ts';

/** An invariant for the machine: a term that is 0. */
export function invariantExpression(loop: Loop, p: Polynomial): Expression {
  return relationExpression(relationOf(loop, p));
}

/** An invariant for people: solved for a variable that occurs once, by itself, if there is one; else both sides positive. */
export function invariantText(loop: Loop, p: Polynomial): string {
  const { terms, monomials } = relationOf(loop, p);
  const names = terms.map((term) => term.expression);
  const side = (some: readonly RelationMonomial[]): string => termsText(some, names.map(nameOf));
  const scaled = (some: readonly RelationMonomial[], by: bigint): RelationMonomial[] =>
    some.map((m) => ({ ...m, coefficient: m.coefficient * by }));
  const alone = loop.variables.findLastIndex((_, at) => {
    const holders = monomials.filter(({ exponents }) => exponents[at] > 0);
    return holders.length === 1 && holders[0].exponents.every((e, i) => e === (i === at ? 1 : 0));
  });
  if (alone >= 0) {
    const left = monomials.filter(({ exponents }) => exponents[alone] > 0);
    const right = monomials.filter(({ exponents }) => exponents[alone] === 0);
    const sign = left[0].coefficient < 0n ? -1n : 1n;
    return `${side(scaled(left, sign))} = ${side(scaled(right, -sign))}`;
  }
  const left = monomials.filter(({ coefficient }) => coefficient > 0n);
  const right = monomials.filter(({ coefficient }) => coefficient < 0n);
  return `${side(left)} = ${side(scaled(right, -1n))}`;
}

function relationOf({ generators }: Loop, p: Polynomial): Relation {
  return {
    form: 'given',
    terms: generators.map(({ expression }) => helperTerm(expression)),
    monomials: sortedTerms(p).map(({ monomial, coefficient }) => ({
      coefficient,
      exponents: generators.map((_, i) => exponentOf(monomial, i)),
    })),
  };
}

function nameOf(term: Expression): string {
  const text = toText(term);
  return /[-+*/^ ]/.test(text) ? `(${text})` : text;
}
