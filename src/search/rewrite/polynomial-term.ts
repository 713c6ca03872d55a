import { apply, rational, type Expression } from '../../expression/expression.ts';
import { exactRational } from './exact-rational.ts';

/**
 * t^first · P(t^step) by Horner's rule, step the greatest of 1 and 2 that all differences of powers allow (2 for odd and
 * even functions).
 * @param powers rising, at least one
 * @param coefficientOf of a power; 0 where there is no term
 */
export function polynomialTerm(
  powers: readonly number[],
  coefficientOf: (power: number) => number,
  t: Expression,
): Expression {
  const first = powers[0];
  const step = powers.slice(1).every((k) => (k - first) % 2 === 0) ? 2 : 1;
  const base = step === 2 ? apply('mul', t, t) : t;
  const last = powers[powers.length - 1];
  let sum: Expression = exactRational(coefficientOf(last));
  for (let k = last - step; k >= first; k -= step) {
    sum = apply('mul', sum, base);
    if (coefficientOf(k) !== 0) sum = apply('add', sum, exactRational(coefficientOf(k)));
  }
  for (let k = 0; k < first; k++) sum = sum === rational(1n) ? t : apply('mul', sum, t);
  return sum;
}
