import type { Expression } from '../expression/expression.ts';
import { foldExpression } from '../expression/fold.ts';
import { addPolynomials, polynomial, type Polynomial } from '../number/exact/laurent-polynomial.ts';
import { constantPolynomial, multiply } from './atom-polynomial.ts';

/** A term as a quotient of polynomials in its atoms: whatever is not a sum, product, quotient or whole power of others. */
export type RationalFunction = {
  readonly over: Polynomial;
  readonly under: Polynomial;
  /** Polynomials that are not 0 wherever the term has a value: the numerators of all divisors in it. */
  readonly divisors: readonly Polynomial[];
  readonly atoms: ReadonlySet<Expression>;
};

/** Whole powers up to this one are products. */
const MOST_POWER = 8n;
const ONE = constantPolynomial(1n);

/** `undefined` when it would be too large. */
export function rationalFunction(expression: Expression): RationalFunction | undefined {
  return foldExpression<RationalFunction | undefined>(expression, (term, args) => {
    if (term.kind === 'number') {
      const under = constantPolynomial(term.denominator);
      return { over: constantPolynomial(term.numerator), under, divisors: [], atoms: new Set() };
    }
    if (term.kind !== 'apply') return atom(term);
    const [a, b] = args;
    switch (term.operation) {
      case 'neg':
        return a && { ...a, over: addPolynomials(new Map(), a.over, -1n) };
      case 'add':
        return a && b && sum(a, b, 1n);
      case 'sub':
        return a && b && sum(a, b, -1n);
      case 'mul':
        return a && b && product(a, b);
      case 'div':
        return a && b && quotient(a, b);
      case 'pow': {
        const exponent = term.args[1];
        if (exponent.kind !== 'number' || exponent.denominator !== 1n || exponent.numerator === 0n)
          return atom(term);
        const whole = exponent.numerator < 0n ? -exponent.numerator : exponent.numerator;
        if (whole > MOST_POWER) return atom(term);
        let power: RationalFunction | undefined = a;
        for (let i = 1n; i < whole; i++) power = power && a && product(power, a);
        const one = { over: ONE, under: ONE, divisors: [], atoms: new Set<Expression>() };
        return exponent.numerator > 0n ? power : power && quotient(one, power);
      }
      default:
        return atom(term);
    }
  });
}

function atom(term: Expression): RationalFunction {
  const over = polynomial([[[term.id, 1], 1n]]);
  return { over, under: ONE, divisors: [], atoms: new Set([term]) };
}

const join = (a: RationalFunction, b: RationalFunction): Pick<RationalFunction, 'divisors' | 'atoms'> => ({
  divisors: [...a.divisors, ...b.divisors],
  atoms: new Set([...a.atoms, ...b.atoms]),
});

function sum(a: RationalFunction, b: RationalFunction, sign: bigint): RationalFunction | undefined {
  const [left, right, under] = [multiply(a.over, b.under), multiply(b.over, a.under), multiply(a.under, b.under)]; // prettier-ignore
  return left && right && under && { over: addPolynomials(left, right, sign), under, ...join(a, b) };
}

function product(a: RationalFunction, b: RationalFunction): RationalFunction | undefined {
  const [over, under] = [multiply(a.over, b.over), multiply(a.under, b.under)];
  return over && under && { over, under, ...join(a, b) };
}

function quotient(a: RationalFunction, b: RationalFunction): RationalFunction | undefined {
  const [over, under] = [multiply(a.over, b.under), multiply(a.under, b.over)];
  const { divisors, atoms } = join(a, b);
  return over && under && { over, under, divisors: [...divisors, b.over], atoms };
}
