import type { Expression } from '../expression/expression.ts';
import { addPolynomials, type Polynomial } from '../number/exact/laurent-polynomial.ts';
import { constantPolynomial, divideExactly, isConstantPolynomial, multiply } from './atom-polynomial.ts';
import { rationalFunction } from './rational-function.ts';

/** The name under which equations of rational functions stand in explanations. */
export const RATIONAL = 'rational-arithmetic';

/**
 * Why `right` is not known to have a value, the same one, wherever `left` has one; `undefined` when it is: as rational
 * functions of the same atoms they are equal by cross multiplication, every atom of `right` stands in `left`, and every
 * divisor in `right` divides a product of divisors of `left`, which are not 0.
 */
export function wrongRationalIdentity(left: Expression, right: Expression): string | undefined {
  const [a, b] = [rationalFunction(left), rationalFunction(right)];
  if (a === undefined || b === undefined) return 'too large to multiply out';
  for (const atom of b.atoms)
    if (!a.atoms.has(atom)) return 'a part of the right side is not on the left one';
  const nonzero = a.divisors.reduce<Polynomial | undefined>((product, divisor) => {
    const square = multiply(divisor, divisor);
    return product && square && multiply(product, square);
  }, constantPolynomial(1n));
  for (const divisor of b.divisors) {
    if (divisor.size === 0) return 'a divisor of the right side is 0';
    if (isConstantPolynomial(divisor)) continue;
    if (nonzero === undefined || divideExactly(nonzero, divisor) === undefined)
      return 'a divisor of the right side may be 0';
  }
  const [one, two] = [multiply(a.over, b.under), multiply(b.over, a.under)];
  if (one === undefined || two === undefined) return 'too large to multiply out';
  return addPolynomials(one, two, -1n).size === 0 ? undefined : 'the two sides are different functions';
}
