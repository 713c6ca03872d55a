import { apply, integer, rational, type Expression, type NumberTerm } from '../../expression/expression.ts';
import { absolute } from '../../number/exact/integers.ts';
import { factored } from '../../number/polynomial/factor.ts';
import {
  asInteger,
  contentOf,
  isZero,
  overInteger,
  type Polynomial,
} from '../../number/polynomial/polynomial.ts';
import type { Fraction } from './fraction.ts';
import type { Kernels } from './kernels.ts';

/** base ^ exponent for a whole exponent. */
export function powerTerm(base: Expression, exponent: number): Expression {
  if (exponent === 1) return base;
  // Powers of powers and of exponentials are one.
  if (base.kind === 'apply') {
    if (base.operation === 'exp') return apply('exp', scaledTerm(BigInt(exponent), 1n, base.args[0]));
    if (base.operation === 'pow' && base.args[1].kind === 'number' && base.args[1].denominator !== 1n) {
      const { numerator, denominator } = base.args[1];
      const whole = rational(numerator * BigInt(exponent), denominator);
      return whole.denominator === 1n && whole.numerator === 1n
        ? base.args[0]
        : apply('pow', base.args[0], whole);
    }
    if (base.operation === 'pow' && base.args[1].kind !== 'number') {
      return apply('pow', base.args[0], scaledTerm(BigInt(exponent), 1n, base.args[1]));
    }
  }
  return apply('pow', base, integer(exponent));
}

/** numerator/denominator · term, the number in front. */
export function scaledTerm(numerator: bigint, denominator: bigint, term: Expression): Expression {
  if (numerator === denominator) return term;
  if (term.kind === 'number') return rational(numerator * term.numerator, denominator * term.denominator);
  if (term.kind === 'apply' && term.operation === 'neg')
    return scaledTerm(-numerator, denominator, term.args[0]);
  if (term.kind === 'apply' && term.operation === 'div' && term.args[1].kind === 'number') {
    const { numerator: n, denominator: d } = term.args[1];
    return scaledTerm(numerator * d, denominator * n, term.args[0]);
  }
  const own = leadingNumber(term);
  const value = rational(numerator * (own?.numerator ?? 1n), denominator * (own?.denominator ?? 1n));
  const rest = own === undefined ? term : withoutLeading(term);
  if (value.denominator === 1n) return timesInteger(value.numerator, rest);
  return apply('div', timesInteger(value.numerator, rest), rational(value.denominator));
}

/** The number that a product begins with. */
function leadingNumber(term: Expression): NumberTerm | undefined {
  let head = term;
  while (head.kind === 'apply' && head.operation === 'mul') head = head.args[0];
  return head.kind === 'number' && head !== term ? head : undefined;
}

function withoutLeading(term: Expression): Expression {
  if (term.kind !== 'apply') return term;
  const [a, b] = term.args;
  return a.kind === 'number' ? b : apply('mul', withoutLeading(a), b);
}

function timesInteger(n: bigint, term: Expression): Expression {
  if (n === 1n) return term;
  return n === -1n ? apply('neg', term) : leadWith(rational(n), term);
}

/** number · product, read from the left: 3·x·y is (3·x)·y. */
function leadWith(number: Expression, term: Expression): Expression {
  if (term.kind === 'apply' && term.operation === 'mul') {
    return apply('mul', leadWith(number, term.args[0]), term.args[1]);
  }
  return apply('mul', number, term);
}

/** The factors of one monomial, as terms. */
function monomialFactors(p: Polynomial, at: number, terms: readonly Expression[]): Expression[] {
  const out: Expression[] = [];
  for (let v = 0; v < terms.length; v++) {
    const e = p.ring.exponent(p.monomials[at], v);
    if (e > 0) out.push(powerTerm(terms[v], e));
  }
  return mergedPowers(out);
}

/** x^2·x^y is x^(y + 2); exp(a)·exp(b) is exp(a + b). */
function mergedPowers(factors: Expression[]): Expression[] {
  const exponentials = factors.filter((f) => f.kind === 'apply' && f.operation === 'exp');
  let out = factors;
  if (exponentials.length > 1) {
    const sum = exponentials.map((f) => (f.kind === 'apply' ? f.args[0] : f)).reduce((a, b) => sumTerm(a, b));
    out = [...factors.filter((f) => !exponentials.includes(f)), apply('exp', sum)];
  }
  for (const power of out) {
    if (power.kind !== 'apply' || power.operation !== 'pow' || power.args[1].kind === 'number') continue;
    const [base, exponent] = power.args;
    const other = out.find(
      (f) =>
        f === base ||
        (f.kind === 'apply' && f.operation === 'pow' && f.args[0] === base && f.args[1].kind === 'number'),
    );
    if (other === undefined) continue;
    const more = other === base || other.kind !== 'apply' ? integer(1) : other.args[1];
    const merged = apply('pow', base, sumTerm(exponent, more));
    return mergedPowers([...out.filter((f) => f !== other && f !== power), merged]);
  }
  return out;
}

/** a + b, with signs in the operators and numbers added up. */
export function sumTerm(a: Expression, b: Expression): Expression {
  if (a.kind === 'number' && b.kind === 'number') {
    return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
  }
  if (b.kind === 'number' && b.numerator === 0n) return a;
  if (a.kind === 'number' && a.numerator === 0n) return b;
  if (b.kind === 'number' && a.kind === 'apply' && (a.operation === 'add' || a.operation === 'sub')) {
    const last = a.args[1];
    if (last.kind === 'number') {
      const own = a.operation === 'add' ? last : rational(-last.numerator, last.denominator);
      return sumTerm(a.args[0], sumTerm(own, b));
    }
  }
  const plain = negativeOf(b);
  if (plain !== undefined) return apply('sub', a, plain);
  return apply('add', a, b);
}

/** −term where that is shorter than the term. */
function negativeOf(term: Expression): Expression | undefined {
  if (term.kind === 'number') {
    return term.numerator < 0n ? rational(-term.numerator, term.denominator) : undefined;
  }
  if (term.kind !== 'apply') return undefined;
  if (term.operation === 'neg') return term.args[0];
  if (term.operation === 'mul' && (leadingNumber(term)?.numerator ?? 0n) < 0n)
    return scaledTerm(-1n, 1n, term);
  if (term.operation === 'div') {
    const top = negativeOf(term.args[0]);
    return top === undefined ? undefined : apply('div', top, term.args[1]);
  }
  return undefined;
}

function productOf(factors: readonly Expression[]): Expression {
  return factors.length === 0 ? integer(1) : factors.reduce((a, b) => apply('mul', a, b));
}

/** A sum of monomials, falling. `scale`: 1/scale times every coefficient. */
export function expandedTerm(p: Polynomial, { terms }: Kernels, scale = 1n): Expression {
  if (isZero(p)) return integer(0);
  let sum: Expression | undefined;
  // A leading minus is dearer than one inside: the first positive term leads.
  const order = p.monomials.map((_, i) => i);
  const first = p.coefficients[0] < 0n ? p.coefficients.findIndex((c) => c > 0n) : 0;
  if (first > 0) order.unshift(...order.splice(first, 1));
  for (const i of order) {
    const factors = monomialFactors(p, i, terms);
    const term =
      factors.length === 0
        ? rational(p.coefficients[i], scale)
        : scaledTerm(p.coefficients[i], scale, productOf(factors));
    sum = sum === undefined ? term : sumTerm(sum, term);
  }
  return sum as Expression;
}

/** A product of irreducible factors. */
export function factoredTerm(p: Polynomial, kernels: Kernels): Expression {
  if (isZero(p)) return integer(0);
  const { content, factors } = factored(p);
  const parts = mergedPowers(
    factors.map(({ base, exponent }) => powerTerm(expandedTerm(base, kernels), exponent)),
  );
  return parts.length === 0 ? rational(content) : scaledTerm(content, 1n, productOf(parts));
}

/** How numerator and denominator are written. */
export type Style = 'expanded' | 'factored';

/** A quotient as a term. */
export function fractionTerm(
  { numerator, denominator }: Fraction,
  kernels: Kernels,
  style: readonly [numerator: Style, denominator: Style],
): Expression {
  const whole = asInteger(denominator);
  if (whole !== undefined) {
    const content = contentOf(numerator);
    if (style[0] === 'factored' || numerator.monomials.length === 1) {
      return isZero(numerator)
        ? integer(0)
        : scaledTerm(content, whole, writeTerm(overInteger(numerator, content), kernels, style[0]));
    }
    return expandedTerm(numerator, kernels, whole);
  }
  const [top, bottom] = [contentOf(numerator), contentOf(denominator)];
  const above = writeTerm(overInteger(numerator, absolute(top)), kernels, style[0]);
  const below = writeTerm(overInteger(denominator, bottom), kernels, style[1]);
  const scaledAbove = scaledTerm(absolute(top), 1n, above);
  return quotientTerm(scaledAbove, scaledTerm(bottom, 1n, below));
}

function quotientTerm(above: Expression, below: Expression): Expression {
  const positive = negativeOf(above);
  if (positive !== undefined && above.kind !== 'number') return apply('neg', apply('div', positive, below));
  return apply('div', above, below);
}

function writeTerm(p: Polynomial, kernels: Kernels, style: Style): Expression {
  return style === 'factored' ? factoredTerm(p, kernels) : expandedTerm(p, kernels);
}
