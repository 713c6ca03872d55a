import { apply, integer, rational, type Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import type { OperationName } from '../../expression/operations.ts';
import { parseExpression } from '../../expression/parse.ts';
import { tidyApply } from '../../expression/tidy.ts';

/** Largest power that is written as one. */
const MOST = 64n;

type Factors = { sign: bigint; readonly powers: Map<Expression, bigint>; coefficient: Expression };

/**
 * A term with its products and quotients gathered: x·x·(y·x³)/y² is x^5/y, literals are one factor in front. Every step is
 * an identity wherever the term is defined. Powers are whole; others are bases of their own.
 */
export function gatherPowers(expression: Expression): Expression {
  const gathered = foldExpression<Expression>(expression, (term, args) => {
    if (term.kind !== 'apply') return term;
    if (term.operation === 'add' && args[0] === args[1]) return tidyApply('mul', integer(2), args[0]);
    if (term.operation === 'pow' && args[1].kind === 'number' && !isWhole(args[1]))
      return root(args[0], args[1]);
    const built = tidyApply(term.operation, ...args);
    if (!isProduct(built)) return built;
    const factors: Factors = { sign: 1n, powers: new Map(), coefficient: integer(1) };
    collect(built, 1n, factors);
    return rebuilt(factors);
  });
  return foldExpression<Expression>(gathered, (term, args) => {
    if (term.kind === 'number') return shortLiteral(term);
    return term.kind === 'apply' ? leaning(term.operation, args) : term;
  });
}

/** A literal that came of fitted ones (a product of two doubles) as a double again. */
function shortLiteral(term: Extract<Expression, { kind: 'number' }>): Expression {
  const { numerator, denominator } = term;
  if (numerator.toString(2).length + denominator.toString(2).length <= 64) return term;
  const value = Number(numerator) / Number(denominator);
  return Number.isFinite(value) ? parseExpression(String(value)) : term;
}

/** a + (b + c), a + (b − c) and a·(b·c) with their brackets to the left, where they need not be written; a + (−b) is a − b. */
function leaning(operation: OperationName, args: readonly Expression[]): Expression {
  const [a, b] = args;
  if (b?.kind !== 'apply') return apply(operation, ...args);
  if (operation === 'add' && b.operation === 'neg') return apply('sub', a, b.args[0]);
  if (operation === 'add' && b.operation === 'sub')
    return apply('sub', leaning('add', [a, b.args[0]]), b.args[1]);
  const same = (operation === 'add' || operation === 'mul') && b.operation === operation;
  return same
    ? leaning(operation, [leaning(operation, [a, b.args[0]]), b.args[1]])
    : apply(operation, ...args);
}

function root(base: Expression, exponent: Expression): Expression {
  const half = exponent.kind === 'number' && exponent.numerator === 1n && exponent.denominator === 2n;
  return half ? apply('sqrt', base) : tidyApply('pow', base, exponent);
}

function isWhole(term: Expression): term is Extract<Expression, { kind: 'number' }> {
  return term.kind === 'number' && term.denominator === 1n;
}

function isProduct(term: Expression): boolean {
  if (term.kind !== 'apply') return false;
  const { operation, args } = term;
  return operation === 'mul' || operation === 'div' || (operation === 'pow' && isWhole(args[1]));
}

function collect(term: Expression, power: bigint, into: Factors): void {
  if (term.kind === 'apply') {
    const { operation, args } = term;
    const [a, b] = args;
    if (operation === 'mul') return void (collect(a, power, into), collect(b, power, into));
    if (operation === 'div') return void (collect(a, power, into), collect(b, -power, into));
    if (operation === 'neg') {
      if (power % 2n !== 0n) into.sign = -into.sign;
      return collect(a, power, into);
    }
    if (operation === 'pow' && isWhole(b)) {
      const whole = power * b.numerator;
      if (b.numerator !== 0n && whole <= MOST && whole >= -MOST) return collect(a, whole, into);
    }
  }
  if (term.kind === 'number' && term.numerator !== 0n) {
    const value = power > 0n ? term : rational(term.denominator, term.numerator);
    const size = power > 0n ? power : -power;
    for (let i = 0n; i < size; i++) into.coefficient = tidyApply('mul', into.coefficient, value);
    return;
  }
  into.powers.set(term, (into.powers.get(term) ?? 0n) + power);
}

function rebuilt({ sign, powers, coefficient }: Factors): Expression {
  const one = integer(1);
  const raised = (base: Expression, power: bigint): Expression =>
    power === 1n ? base : tidyApply('pow', base, rational(power));
  const part = (wanted: (power: bigint) => boolean): Expression =>
    [...powers]
      .filter(([, power]) => wanted(power))
      .map(([base, power]) => raised(base, power > 0n ? power : -power))
      .reduce<Expression>((product, factor) => tidyApply('mul', product, factor), one);
  const above = tidyApply(
    'mul',
    coefficient,
    part((power) => power > 0n),
  );
  const below = part((power) => power < 0n);
  const quotient = below === one ? above : tidyApply('div', above, below);
  return sign < 0n ? tidyApply('neg', quotient) : quotient;
}
