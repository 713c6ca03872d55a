import { apply, rational, type Expression } from '../../../expression/expression.ts';
import { contentOf, overInteger, type Polynomial } from '../../../number/polynomial/polynomial.ts';
import { kernelsOf, readFraction } from '../kernels.ts';
import { lowest, type Rational } from '../rationals.ts';
import { expandedTerm, scaledTerm, sumTerm } from '../to-expression.ts';
import { ONE, ZERO, div, isApply, mul, power } from './terms.ts';
import type { Surroundings } from './surroundings.ts';
import { polynomialFactors, smallFactors } from './factors.ts';
import { absoluteOf } from './root.ts';

export function logarithmOf(a: Expression, around: Surroundings): Expression {
  if (a === ONE) return ZERO;
  if (a.kind === 'constant' && a.name === 'e') return ONE;
  if (a.kind === 'number') return logarithmOfNumber(a);
  const kernels = kernelsOf([a]);
  const { numerator, denominator } = readFraction(a, kernels);
  const [top, bottom] = [contentOf(numerator), contentOf(denominator)];
  if (top < 0n) return apply('log', a);
  let sum: Expression = top === bottom ? ZERO : logarithmOfNumber({ numerator: top, denominator: bottom });
  // Factors: those known to be positive stand alone; what is left is positive then too.
  const left: { base: Expression; exponent: number }[] = [];
  const list = (p: Polynomial, content: bigint, sign: number): void => {
    const q = overInteger(p, content);
    if (q.monomials.length > 40) {
      left.push({ base: expandedTerm(q, kernels), exponent: sign });
      return;
    }
    for (const { base, exponent } of polynomialFactors(q, kernels.terms, (r) => expandedTerm(r, kernels))) {
      left.push({ base, exponent: sign * Number(exponent) });
    }
  };
  list(numerator, top, 1);
  list(denominator, bottom, -1);
  const open = left.filter(({ base }) => !isPositive(base, around));
  const only = open.length === 1 && open[0].exponent % 2 !== 0;
  const rest: { base: Expression; exponent: number }[] = [];
  for (const { base, exponent } of left) {
    if (isPositive(base, around) || only) sum = sumTerm(sum, scaledLog(base, exponent));
    else if (exponent % 2 === 0) sum = sumTerm(sum, scaledLog(absoluteOf(base, around), exponent));
    else rest.push({ base, exponent });
  }
  if (rest.length === 0) return sum;
  const product = rest
    .filter(({ exponent }) => exponent > 0)
    .map(({ base, exponent }) => power(base, exponent));
  const below = rest
    .filter(({ exponent }) => exponent < 0)
    .map(({ base, exponent }) => power(base, -exponent));
  const above = product.length === 0 ? ONE : product.reduce((x, y) => mul(x, y));
  const whole =
    below.length === 0
      ? above
      : div(
          above,
          below.reduce((x, y) => mul(x, y)),
        );
  return sumTerm(sum, apply('log', whole));
}

function isPositive(base: Expression, around: Surroundings): boolean {
  if (around.positive.has(base.id)) return true;
  if (base.kind === 'number') return base.numerator > 0n;
  if (base.kind === 'constant') return base.name !== 'inf';
  if (base.kind !== 'apply') return false;
  if (base.operation === 'exp' || base.operation === 'cosh') return true;
  return base.operation === 'pow' && base.args[0].kind === 'number' && base.args[0].numerator > 0n;
}

/** k·log(u), where exponentials and roots open up. */
function scaledLog(u: Expression, k: number): Expression {
  if (isApply(u, 'exp')) return scaledTerm(BigInt(k), 1n, u.args[0]);
  if (isApply(u, 'sqrt')) return scaledTerm(BigInt(k), 2n, apply('log', u.args[0]));
  if (isApply(u, 'cbrt')) return scaledTerm(BigInt(k), 3n, apply('log', u.args[0]));
  if (isApply(u, 'pow')) {
    const [base, exponent] = u.args;
    if (base.kind === 'number' || exponent.kind === 'number') {
      const log = base.kind === 'number' ? logarithmOfNumber(base) : apply('log', base);
      return scaledTerm(BigInt(k), 1n, mul(exponent, log));
    }
  }
  return scaledTerm(BigInt(k), 1n, apply('log', u));
}

function logarithmOfNumber(value: Rational): Expression {
  if (value.numerator <= 0n) return apply('log', rational(value.numerator, value.denominator));
  const { numerator, denominator } = lowest(value);
  const parts = [
    ...smallFactors(numerator).map(([p, e]) => [p, e] as const),
    ...smallFactors(denominator).map(([p, e]) => [p, -e] as const),
  ];
  return parts.reduce<Expression>(
    (sum, [p, e]) => sumTerm(sum, scaledTerm(BigInt(e), 1n, apply('log', rational(p)))),
    ZERO,
  );
}
