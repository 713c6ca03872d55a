import { apply, integer, rational, type Expression } from '../../../expression/expression.ts';
import { linearParts } from '../linear-parts.ts';
import { lowest, type Rational } from '../rationals.ts';
import { scaledTerm, sumTerm } from '../to-expression.ts';
import { ONE, PI, ZERO, add, div, isApply, mul, power, sub } from './terms.ts';
import type { Surroundings } from './surroundings.ts';
import { oddOrEven } from './odd-or-even.ts';
import { rootOf } from './root.ts';

/** sin(k·π/12) for k = 0, 2, 3, 4, 6: with roots. */
function sineOfTwelfths(k: number): Expression | undefined {
  const half = rational(1n, 2n);
  const root = (n: number): Expression => div(apply('sqrt', integer(n)), integer(2));
  return [ZERO, undefined, half, root(2), root(3), undefined, ONE][k];
}

/** The part of an angle that is a multiple of π, in twelfths of π, and the rest. */
function splitTurns(a: Expression): {
  readonly twelfths: number;
  readonly rest: readonly { coefficient: Rational; term: Expression }[];
} {
  const parts = linearParts(a);
  const turns = parts.find(({ term }) => term === PI);
  if (turns === undefined) return { twelfths: 0, rest: parts };
  const { numerator, denominator } = lowest(turns.coefficient);
  const scaled = 12n * numerator;
  if (scaled % denominator !== 0n) return { twelfths: 0, rest: parts };
  let twelfths = Number((scaled / denominator) % 24n);
  if (twelfths < 0) twelfths += 24;
  const others = parts.filter((part) => part !== turns);
  // Only quarter turns are identities of sin and cos of the rest.
  if (others.length > 0 && twelfths % 6 !== 0) return { twelfths: 0, rest: parts };
  return { twelfths, rest: others };
}

const joined = (parts: readonly { coefficient: Rational; term: Expression }[]): Expression =>
  parts.reduce<Expression>(
    (sum, { coefficient, term }) =>
      sumTerm(sum, scaledTerm(coefficient.numerator, coefficient.denominator, term)),
    ZERO,
  );

/** sin(angle + twelfths·π/12). */
function sineAt(angle: Expression, twelfths: number, around: Surroundings): Expression {
  const k = ((twelfths % 24) + 24) % 24;
  if (angle === ZERO) {
    const folded = k > 12 ? 24 - k : k;
    const value = sineOfTwelfths(folded > 6 ? 12 - folded : folded);
    if (value === undefined) return apply('sin', scaledTerm(BigInt(k), 12n, PI));
    return k > 12 ? scaledTerm(-1n, 1n, value) : value;
  }
  switch (k / 6) {
    case 0:
      return plainSine(angle, around);
    case 1:
      return plainCosine(angle, around);
    case 2:
      return apply('neg', plainSine(angle, around));
    default:
      return apply('neg', plainCosine(angle, around));
  }
}

export function sineOf(a: Expression, around: Surroundings): Expression {
  const { twelfths, rest } = splitTurns(a);
  return sineAt(joined(rest), twelfths, around);
}

export function cosineOf(a: Expression, around: Surroundings): Expression {
  const { twelfths, rest } = splitTurns(a);
  return sineAt(joined(rest), twelfths + 6, around);
}

function plainSine(a: Expression, around: Surroundings): Expression {
  if (isApply(a, 'asin')) return a.args[0];
  if (isApply(a, 'acos')) return rootOf(sub(ONE, power(a.args[0], 2)), 2n, around);
  if (isApply(a, 'atan')) return div(a.args[0], rootOf(add(ONE, power(a.args[0], 2)), 2n, around));
  const split = splitSum(a, around);
  if (split !== undefined) {
    const [p, q] = split;
    return add(
      mul(plainSine(p, around), plainCosine(q, around)),
      mul(plainCosine(p, around), plainSine(q, around)),
    );
  }
  return oddOrEven('sin', a);
}

function plainCosine(a: Expression, around: Surroundings): Expression {
  if (isApply(a, 'acos')) return a.args[0];
  if (isApply(a, 'asin')) return rootOf(sub(ONE, power(a.args[0], 2)), 2n, around);
  if (isApply(a, 'atan')) return div(ONE, rootOf(add(ONE, power(a.args[0], 2)), 2n, around));
  const split = splitSum(a, around);
  if (split !== undefined) {
    const [p, q] = split;
    return sub(
      mul(plainCosine(p, around), plainCosine(q, around)),
      mul(plainSine(p, around), plainSine(q, around)),
    );
  }
  return oddOrEven('cos', a);
}

function splitSum(a: Expression, around: Surroundings): readonly [Expression, Expression] | undefined {
  if (!around.splitAngles) return undefined;
  const parts = linearParts(a);
  if (parts.length < 2) return undefined;
  return [joined(parts.slice(0, 1)), joined(parts.slice(1))];
}
