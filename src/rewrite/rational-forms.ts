import { apply, rational, type Expression } from '../expression/expression.ts';
import {
  exponentOf,
  invertMonomial,
  multiplyMonomials,
  polynomial,
  sortedTerms,
  type Monomial,
  type Polynomial,
} from '../number/exact/laurent-polynomial.ts';
import {
  contentOf,
  divideExactly,
  dividedByInteger,
  isConstantPolynomial,
  scaled,
} from './atom-polynomial.ts';
import { operationsOf } from './relevant-rules.ts';
import { rationalFunction } from './rational-function.ts';
import { wrongRationalIdentity } from './rational-identity.ts';

/**
 * A term that is a rational function of its atoms, written as one quotient whose divisor is a product of factors of the
 * given divisors, with common factors taken out: 1/(x+1) − 2/x + 1/(x−1) is 2/(x·(x+1)·(x−1)). Also with the divisions
 * one after the other. Each form given back has a value wherever the term has one (`wrongRationalIdentity` agrees).
 */
export function rationalForms(expression: Expression): Expression[] {
  if (![...operationsOf(expression)].some((name) => name === 'add' || name === 'sub')) return [];
  const whole = rationalFunction(expression);
  if (whole === undefined || whole.over.size === 0 || whole.under.size === 0) return [];
  const atoms = new Map([...whole.atoms].map((atom) => [atom.id, atom]));
  let { over } = whole;
  let open = whole.under;
  let scale = 1n;
  const kept: Polynomial[] = [];
  for (const factor of factorsOf(whole.divisors, atoms.keys())) {
    const below = withoutFactor(open, factor);
    const above = withoutFactor(over, factor, below.times);
    // scale·p = rest·factor^times, for each of the two
    open = below.rest;
    over = scaled(above.rest, below.scale);
    scale *= above.scale;
    for (let i = above.times; i < below.times; i++) kept.push(factor);
  }
  const number = rational(contentOf(over), contentOf(open) * scale);
  const [top, bottom] = [primitive(over), primitive(open)];
  const divisors = [...kept, ...(isConstantPolynomial(bottom) ? [] : [bottom])].map((p) => termOf(p, atoms));
  const above = scaledTerm(number, isConstantPolynomial(top) ? undefined : termOf(top, atoms));
  const forms =
    divisors.length === 0
      ? [above]
      : [
          apply(
            'div',
            above,
            divisors.reduce((a, b) => apply('mul', a, b)),
          ),
          ...(divisors.length > 1 ? [divisors.reduce((a, b) => apply('div', a, b), above)] : []),
        ];
  return forms.filter((form) => form !== expression && wrongRationalIdentity(expression, form) === undefined);
}

function primitive(p: Polynomial): Polynomial {
  return p.size === 0 ? p : dividedByInteger(p, contentOf(p));
}

/** What divisors are made of: atoms, then what is left of them, the small ones first so that they divide the large. */
function factorsOf(divisors: readonly Polynomial[], atoms: Iterable<number>): Polynomial[] {
  const single = [...atoms].map((atom) => polynomial([[[atom, 1], 1n]]));
  const factors: Polynomial[] = [];
  for (const divisor of divisors.toSorted((a, b) => degreeOf(a) - degreeOf(b))) {
    let rest = primitive(divisor);
    for (const factor of [...single, ...factors]) {
      const { rest: less, times } = withoutFactor(rest, factor);
      if (times > 0 && !factors.includes(factor)) factors.push(factor);
      rest = primitive(less);
    }
    if (!isConstantPolynomial(rest)) factors.push(rest);
  }
  return factors;
}

function degreeOf(p: Polynomial): number {
  const degrees = [...p.values()].map(({ monomial }) =>
    monomial.reduce((sum, exponent, i) => (i % 2 === 1 ? sum + exponent : sum), 0),
  );
  return Math.max(0, ...degrees);
}

/** scale·p = rest·factor^times, times as large as it can be, and at most `most`. */
function withoutFactor(
  p: Polynomial,
  factor: Polynomial,
  most = 16,
): { readonly rest: Polynomial; readonly times: number; readonly scale: bigint } {
  let [rest, times, scale] = [p, 0, 1n];
  while (times < most && rest.size > 0 && !isConstantPolynomial(factor)) {
    const divided = divideExactly(rest, factor);
    if (divided === undefined) break;
    [rest, times, scale] = [divided.quotient, times + 1, scale * divided.scale];
  }
  return { rest, times, scale };
}

/** A polynomial as a term: what all its monomials have in common, times a sum of products. */
function termOf(p: Polynomial, atoms: ReadonlyMap<number, Expression>): Expression {
  const terms = sortedTerms(p);
  const common = terms[0].monomial.flatMap((atom, i) => {
    if (i % 2 === 1) return [];
    const least = Math.min(...terms.map(({ monomial }) => exponentOf(monomial, atom)));
    return least > 0 ? [atom, least] : [];
  });
  const shared = productOf(common, atoms);
  const back = invertMonomial(common);
  const sum = terms.reduce<Expression | undefined>((made, { monomial, coefficient }) => {
    const product = productOf(multiplyMonomials(monomial, back), atoms);
    if (made === undefined) return scaledTerm(rational(coefficient), product);
    const size = coefficient < 0n ? -coefficient : coefficient;
    return apply(coefficient < 0n ? 'sub' : 'add', made, scaledTerm(rational(size), product));
  }, undefined) as Expression;
  if (shared === undefined) return sum;
  return sum === rational(1n) ? shared : apply('mul', shared, sum);
}

function productOf(monomial: Monomial, atoms: ReadonlyMap<number, Expression>): Expression | undefined {
  const factors = monomial.flatMap((atom, i) =>
    i % 2 === 1 ? [] : Array.from({ length: monomial[i + 1] }, () => atoms.get(atom) as Expression),
  );
  return factors.length === 0 ? undefined : factors.reduce((a, b) => apply('mul', a, b));
}

function scaledTerm(number: Expression & { kind: 'number' }, term: Expression | undefined): Expression {
  if (term === undefined) return number;
  if (number === rational(1n)) return term;
  return number === rational(-1n) ? apply('neg', term) : apply('mul', number, term);
}
