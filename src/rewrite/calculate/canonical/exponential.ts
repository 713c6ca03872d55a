import { apply, type Expression } from '../../../expression/expression.ts';
import { absolute } from '../../../number/exact/integers.ts';
import { linearParts } from '../linear-parts.ts';
import { lowest } from '../rationals.ts';
import { scaledTerm } from '../to-expression.ts';
import { ONE, ZERO, div, isApply, mul, power } from './terms.ts';
import type { Surroundings } from './surroundings.ts';
import { rootOf } from './root.ts';

/** exp of a sum is a product: one exponential for each part. */
export function exponentialOf(a: Expression): Expression {
  if (a === ZERO) return ONE;
  let product: Expression | undefined;
  const times = (factor: Expression): void => {
    product = product === undefined ? factor : mul(product, factor);
  };
  for (const { coefficient, term } of linearParts(a)) {
    // exp(k·log(u)) = u^k for whole k.
    if (isApply(term, 'log') && coefficient.denominator === 1n) {
      times(power(term.args[0], Number(coefficient.numerator)));
      continue;
    }
    const { numerator, denominator } = lowest(coefficient);
    const inner = apply('exp', scaledTerm(absolute(numerator), denominator, term));
    times(numerator < 0n ? div(ONE, inner) : inner);
  }
  return product ?? ONE;
}

/** base^a for a whole number as base. */
export function exponentialToBase(base: Expression, a: Expression): Expression {
  let product: Expression | undefined;
  for (const { coefficient, term } of linearParts(a)) {
    const { numerator, denominator } = lowest(coefficient);
    let factor: Expression;
    if (term === ONE && denominator === 1n && absolute(numerator) < 100n) {
      factor = power(base, Number(numerator));
    } else {
      const inner = apply('pow', base, scaledTerm(absolute(numerator), denominator, term));
      factor = numerator < 0n ? div(ONE, inner) : inner;
    }
    product = product === undefined ? factor : mul(product, factor);
  }
  return product ?? ONE;
}

export function powerOf(a: Expression, b: Expression, around: Surroundings): Expression {
  if (b.kind === 'number') {
    if (b.denominator === 1n) return apply('pow', a, b);
    if (b.denominator <= 12n && absolute(b.numerator) <= 1_000n) {
      return power(rootOf(a, b.denominator, around), Number(b.numerator));
    }
    return apply('pow', a, b);
  }
  if (a.kind === 'constant' && a.name === 'e') return exponentialOf(b);
  if (a.kind === 'number' && a.denominator === 1n && a.numerator > 1n) return exponentialToBase(a, b);
  if (a === ONE) return ONE;
  // (u^v)^w = u^(v·w) needs a whole w or a positive u.
  return apply('pow', a, b);
}
