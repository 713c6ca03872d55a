import { integer, type Expression } from '../../expression/expression.ts';
import type { Rational } from './rationals.ts';
import { contentOf, overInteger, type Polynomial } from '../../number/polynomial/polynomial.ts';
import { kernelsOf, readFraction } from './kernels.ts';
import { fractionTerm } from './to-expression.ts';

/** coefficient · term */
export type Part = { readonly coefficient: Rational; readonly term: Expression };

/** A term as a sum of rational multiples of monomials over one denominator; numbers stand by the term 1. */
export function linearParts(expression: Expression): Part[] {
  const kernels = kernelsOf([expression]);
  const { numerator, denominator } = readFraction(expression, kernels);
  const content = contentOf(denominator);
  const below = overInteger(denominator, content);
  return numerator.monomials.map((monomial, i) => {
    const coefficient = numerator.coefficients[i];
    const single: Polynomial = { ring: numerator.ring, monomials: [monomial], coefficients: [1n] };
    const term = fractionTerm({ numerator: single, denominator: below }, kernels, ['expanded', 'expanded']);
    return { coefficient: { numerator: coefficient, denominator: content }, term };
  });
}

/** A term as a rational number times one without content; the number is positive unless the sign stays in front. */
export function splitCoefficient(expression: Expression): Part {
  if (expression.kind === 'number') {
    return { coefficient: expression, term: integer(1) };
  }
  const kernels = kernelsOf([expression]);
  const { numerator, denominator } = readFraction(expression, kernels);
  const [top, bottom] = [contentOf(numerator), contentOf(denominator)];
  if (top === 0n) return { coefficient: { numerator: 0n, denominator: 1n }, term: integer(1) };
  const term = fractionTerm(
    { numerator: overInteger(numerator, top), denominator: overInteger(denominator, bottom) },
    kernels,
    ['expanded', 'expanded'],
  );
  return { coefficient: { numerator: top, denominator: bottom }, term };
}
