import { apply, integer, rational, type ApplyTerm, type Expression, type NumberTerm } from './expression.ts';
import type { OperationName } from './operations.ts';

const ZERO = integer(0);
const ONE = integer(1);

const isNumber = (term: Expression): term is NumberTerm => term.kind === 'number';

/** Largest integer power of a literal that is worked out, and the largest literal it is worked out for, in bits. */
const MAX_FOLDED_EXPONENT = 64n;
const MAX_FOLDED_BITS = 4_096;

function bitLength(n: bigint): number {
  return (n < 0n ? -n : n).toString(2).length;
}

/** Exact arithmetic on literals; `undefined` when it is not one of +, −, ·, /, ^ or the result would be huge or none. */
function foldNumbers(operation: OperationName, args: readonly NumberTerm[]): Expression | undefined {
  const [a, b] = args;
  switch (operation) {
    case 'neg':
      return rational(-a.numerator, a.denominator);
    case 'add':
      return rational(
        a.numerator * b.denominator + b.numerator * a.denominator,
        a.denominator * b.denominator,
      );
    case 'sub':
      return rational(
        a.numerator * b.denominator - b.numerator * a.denominator,
        a.denominator * b.denominator,
      );
    case 'mul':
      return rational(a.numerator * b.numerator, a.denominator * b.denominator);
    case 'div':
      return b === ZERO ? undefined : rational(a.numerator * b.denominator, a.denominator * b.numerator);
    case 'pow': {
      const power = b.numerator < 0n ? -b.numerator : b.numerator;
      if (b.denominator !== 1n || power > MAX_FOLDED_EXPONENT || (a === ZERO && b.numerator <= 0n))
        return undefined;
      const [n, d] = [a.numerator ** power, a.denominator ** power];
      return b.numerator < 0n ? rational(d, n) : rational(n, d);
    }
    default:
      return undefined;
  }
}

/**
 * `operation(...args)` after the cleaning that makes derivatives readable: exact arithmetic on literals, 0 + x, 1·x,
 * x − x, x/1, x^1, x^0, −(−x), and signs and literals moved outwards and to the front of products. Every step is an
 * identity wherever its left side is defined (so 0·x = 0 and x^0 = 1 may only enlarge where the term is defined).
 */
export function tidyApply(operation: OperationName, ...args: readonly Expression[]): Expression {
  const [a, b] = args;
  if (
    args.every(isNumber) &&
    args.every((x) => bitLength(x.numerator) + bitLength(x.denominator) < MAX_FOLDED_BITS)
  ) {
    const folded = foldNumbers(operation, args);
    if (folded !== undefined) return folded;
  }
  switch (operation) {
    case 'neg':
      return negated(a);
    case 'add':
      if (a === ZERO) return b;
      if (b === ZERO) return a;
      return isSigned(b) ? tidyApply('sub', a, negated(b)) : apply('add', a, b);
    case 'sub':
      if (b === ZERO) return a;
      if (a === ZERO) return negated(b);
      if (a === b) return ZERO;
      return isSigned(b) ? tidyApply('add', a, negated(b)) : apply('sub', a, b);
    case 'mul':
      return product(a, b);
    case 'div':
      if (b === ONE) return a;
      if (a === ZERO && b !== ZERO) return ZERO;
      if (isNumber(b) && b !== ZERO && isScaled(a)) return product(tidyApply('div', a.args[0], b), a.args[1]);
      if (isNegation(a)) return negated(tidyApply('div', a.args[0], b));
      if (isNegation(b)) return negated(tidyApply('div', a, b.args[0]));
      return apply('div', a, b);
    case 'pow':
      if (b === ONE) return a;
      if (b === ZERO) return ONE;
      return apply('pow', a, b);
    case 'log':
      if (a === ONE) return ZERO;
      if (a.kind === 'constant' && a.name === 'e') return ONE;
      return apply('log', a);
    case 'fma':
      return tidyApply('add', product(a, b), args[2]);
    default:
      return apply(operation, ...args);
  }
}

type Application<O extends OperationName> = ApplyTerm & { readonly operation: O };

function isNegation(term: Expression): term is Application<'neg'> {
  return term.kind === 'apply' && term.operation === 'neg';
}

/** Literal · rest. */
function isScaled(term: Expression): term is Application<'mul'> {
  return term.kind === 'apply' && term.operation === 'mul' && isNumber(term.args[0]);
}

/** −rest, a negative literal, or a negative literal times the rest: what `negated` makes shorter. */
function isSigned(term: Expression): boolean {
  const head = isScaled(term) ? term.args[0] : term;
  return isNegation(term) || (isNumber(head) && head.numerator < 0n);
}

function negated(term: Expression): Expression {
  if (isNegation(term)) return term.args[0];
  if (isNumber(term)) return rational(-term.numerator, term.denominator);
  if (term.kind === 'apply' && term.operation === 'sub') return apply('sub', term.args[1], term.args[0]);
  if (isScaled(term)) return product(negated(term.args[0]), term.args[1]);
  return apply('neg', term);
}

function product(a: Expression, b: Expression): Expression {
  if (a === ZERO || b === ZERO) return ZERO;
  if (a === ONE) return b;
  if (b === ONE) return a;
  if (isNegation(a)) return negated(product(a.args[0], b));
  if (isNegation(b)) return negated(product(a, b.args[0]));
  if (isNumber(a) && isNumber(b)) return apply('mul', a, b); // too large to work out
  if (isNumber(b)) return product(b, a);
  if (isNumber(a)) {
    if (a.numerator === -1n && a.denominator === 1n) return negated(b);
    if (!isScaled(b)) return apply('mul', a, b);
    const folded = tidyApply('mul', a, b.args[0]);
    return isNumber(folded) ? product(folded, b.args[1]) : apply('mul', a, b);
  }
  if (isScaled(a)) return product(a.args[0], product(a.args[1], b));
  if (isScaled(b)) return product(b.args[0], product(a, b.args[1]));
  if (b.kind === 'apply' && b.operation === 'div' && b.args[0] === ONE) return tidyApply('div', a, b.args[1]);
  return apply('mul', a, b);
}
