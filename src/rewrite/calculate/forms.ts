import { apply, integer, type Expression } from '../../expression/expression.ts';
import {
  asInteger,
  coefficientsIn,
  contentOf,
  degreeIn,
  isZero,
  overInteger,
  type Polynomial,
} from '../../number/polynomial/polynomial.ts';
import { lowestTerms, polynomialFraction, type Fraction } from './fraction.ts';
import { foldRational, isRationalOperation, kernelsOf, readFraction, type Kernels } from './kernels.ts';
import { reducedBy, relationsOf } from './relations.ts';
import { fractionTerm, powerTerm, sumTerm, type Style } from './to-expression.ts';

type Read = { readonly kernels: Kernels; readonly fraction: Fraction };

/** An expression as a quotient of polynomials, the arguments of functions in the same form. */
function read(expression: Expression, inner: (argument: Expression) => Expression): Read {
  const written = foldRational<Expression>(expression, (term, args) => {
    if (term.kind !== 'apply') return term;
    return isRationalOperation(term)
      ? apply(term.operation, ...args)
      : apply(term.operation, ...term.args.map(inner));
  });
  const kernels = kernelsOf([written]);
  const plain = readFraction(written, kernels);
  // Powers of roots are known; squares of sines stay.
  const roots = relationsOf(kernels, 'cosines').filter(({ kernel }) => {
    const term = kernels.terms[kernel];
    return term.kind === 'apply' && !/^(sin|cos)h?$/.test(term.operation);
  });
  return { kernels, fraction: roots.length === 0 ? plain : reducedBy(plain, roots) };
}

/**
 * Every product of sums written out, one term for each monomial; over a denominator of one term, each by itself.
 * Equal to the expression wherever that has a value.
 * @throws NapierError `limit` when there are too many terms, `domain` for a division by 0
 */
export function expand(expression: Expression): Expression {
  const { kernels, fraction } = read(expression, expand);
  const { numerator, denominator } = fraction;
  if (
    denominator.monomials.length !== 1 ||
    numerator.monomials.length < 2 ||
    asInteger(denominator) !== undefined
  ) {
    return fractionTerm(fraction, kernels, ['expanded', 'expanded']);
  }
  let sum: Expression = integer(0);
  numerator.monomials.forEach((monomial, i) => {
    const single: Polynomial = {
      ring: numerator.ring,
      monomials: [monomial],
      coefficients: [numerator.coefficients[i]],
    };
    sum = sumTerm(sum, fractionTerm(lowestTerms(single, denominator), kernels, ['expanded', 'expanded']));
  });
  return sum;
}

/**
 * One quotient in lowest terms, numerator and denominator as products of factors that are irreducible over the rationals.
 * @throws NapierError `limit`, `domain` as {@link expand}
 */
export function factor(expression: Expression): Expression {
  return inStyle(expression, ['factored', 'factored'], factor);
}

/** One quotient in lowest terms, numerator and denominator expanded. @throws NapierError as {@link expand} */
export function together(expression: Expression): Expression {
  return inStyle(expression, ['expanded', 'expanded'], together);
}

function inStyle(
  expression: Expression,
  style: readonly [Style, Style],
  inner: (argument: Expression) => Expression,
): Expression {
  const { kernels, fraction } = read(expression, inner);
  return fractionTerm(fraction, kernels, style);
}

/**
 * As a polynomial in one variable, falling powers, each coefficient factored; a denominator with the variable stays
 * below the whole. @throws NapierError as {@link expand}
 */
export function collect(expression: Expression, name: string): Expression {
  const { kernels, fraction } = read(expression, (argument) => argument);
  const variable = kernels.terms.findIndex((term) => term.kind === 'variable' && term.name === name);
  if (variable < 0) return fractionTerm(fraction, kernels, ['expanded', 'expanded']);
  const below = degreeIn(fraction.denominator, variable) === 0;
  const parts = coefficientsIn(fraction.numerator, variable);
  let sum: Expression = integer(0);
  for (let k = parts.length - 1; k >= 0; k--) {
    if (isZero(parts[k])) continue;
    const coefficient = below ? lowestTerms(parts[k], fraction.denominator) : polynomialFraction(parts[k]);
    const written = fractionTerm(coefficient, kernels, ['factored', 'factored']);
    const power = k === 0 ? undefined : powerTerm(kernels.terms[variable], k);
    sum = sumTerm(sum, power === undefined ? written : product(written, power));
  }
  if (below) return sum;
  const content = contentOf(fraction.denominator);
  const bottom = polynomialFraction(overInteger(fraction.denominator, content));
  const written = fractionTerm(bottom, kernels, ['factored', 'expanded']);
  return apply('div', sum, product(integer(Number(content)), written));
}

/** coefficient · power, numbers and signs in front. */
function product(coefficient: Expression, power: Expression): Expression {
  if (coefficient.kind === 'number') {
    if (coefficient.numerator === 1n && coefficient.denominator === 1n) return power;
    if (coefficient.numerator === -1n && coefficient.denominator === 1n) return apply('neg', power);
  }
  if (coefficient.kind === 'apply' && coefficient.operation === 'neg') {
    return apply('neg', product(coefficient.args[0], power));
  }
  return apply('mul', coefficient, power);
}

export { read as readForm };
