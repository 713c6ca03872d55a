import { fail } from '../../../error/fault.ts';
import {
  apply,
  integer,
  rational,
  variable as variableTerm,
  type Expression,
  variablesOf,
} from '../../../expression/expression.ts';
import { powerTerm, scaledTerm, sumTerm } from '../to-expression.ts';
import { infinitySign, ONE, ZERO } from './coefficients.ts';
import { expandAt, refuse } from './expand-at.ts';
import { Obstacle } from './obstacle.ts';
import { added, at, end, monomial, NOTHING, type PowerSeries } from './power-series.ts';

/** Σ coefficients[k]·s^(low + k), s = x − point (1/x at infinity), up to s^order; all later ones are left out. */
export type Series = {
  readonly variable: string;
  readonly point: Expression;
  readonly low: number;
  readonly coefficients: readonly Expression[];
};

/** The largest order that is asked for, and the terms that cancellation may cost. */
const MOST_ORDER = 50;
const MOST_TERMS = 120;

/**
 * The Laurent series of an expression at a point, exact, up to the power `order` of x − point (of 1/x at `inf` and
 * −`inf`). Coefficients may have the other variables, and are right wherever all of them have a value (1/a: for a ≠ 0).
 * @throws NapierError `unsupported` where there is no such series (roots, logarithms, essential singularities) or it
 *   cannot be decided, `value` for an order that is not there
 */
export function series(expression: Expression, variable: string, point: Expression, order: number): Series {
  if (!Number.isInteger(order) || Math.abs(order) > MOST_ORDER) {
    fail({ kind: 'value', message: `the order is a whole number up to ${MOST_ORDER}, not ${order}` });
  }
  if (variablesOf(point).includes(variable)) {
    fail({ kind: 'value', message: `the point has the variable \`${variable}\` itself` });
  }
  const atInfinity = infinitySign(point) !== undefined;
  let found: PowerSeries = NOTHING;
  for (let terms = Math.max(order, 0) + 4; ; terms *= 2) {
    const start = atInfinity
      ? monomial(ONE, -1, terms)
      : added(monomial(point, 0, terms), monomial(ONE, 1, terms));
    try {
      found = expandAt(expression, {
        variable: start,
        name: variable,
        terms,
        positive: false,
        generic: true,
      });
      if (found === NOTHING || end(found) > order) break;
      if (2 * terms > MOST_TERMS) refuse(new Obstacle('none', 'too many terms cancel'));
    } catch (error) {
      if (!(error instanceof Obstacle)) throw error;
      if (error.needs !== 'terms' || 2 * terms > MOST_TERMS) refuse(error);
    }
  }
  const low = found === NOTHING ? 0 : Math.min(found.low, order + 1);
  const coefficients = Array.from({ length: Math.max(0, order + 1 - low) }, (_, k) => at(found, low + k));
  while (coefficients.length > 0 && coefficients[coefficients.length - 1] === ZERO) coefficients.pop();
  return { variable, point, low, coefficients };
}

/** A series as an expression: rising powers, without what is left out. */
export function seriesTerm({ variable, point, low, coefficients }: Series): Expression {
  const x = variableTerm(variable);
  const infinite = infinitySign(point) !== undefined;
  const step = infinite || point === ZERO ? x : sumTerm(x, scaledTerm(-1n, 1n, point));
  let sum: Expression = integer(0);
  coefficients.forEach((c, k) => {
    const power = infinite ? -(low + k) : low + k;
    if (c === ZERO) return;
    const negative = isNegative(c);
    const term = withPower(negative ? opposite(c) : c, step, power);
    sum = sum === ZERO ? (negative ? opposite(term) : term) : apply(negative ? 'sub' : 'add', sum, term);
  });
  return sum;
}

function isNegative(c: Expression): boolean {
  if (c.kind === 'number') return c.numerator < 0n;
  if (c.kind !== 'apply') return false;
  return c.operation === 'neg' || (['mul', 'div'].includes(c.operation) && isNegative(c.args[0]));
}

/** −c, the sign in the first factor. */
function opposite(c: Expression): Expression {
  if (c.kind === 'number') return rational(-c.numerator, c.denominator);
  if (c.kind !== 'apply') return apply('neg', c);
  if (c.operation === 'neg') return c.args[0];
  const inside = c.operation === 'mul' || c.operation === 'div';
  return inside && (isNegative(c.args[0]) || c.args[0].kind === 'number')
    ? apply(c.operation, opposite(c.args[0]), c.args[1])
    : apply('neg', c);
}

function withPower(c: Expression, step: Expression, power: number): Expression {
  if (power === 0) return c;
  const p = powerTerm(step, Math.abs(power));
  const times = (a: Expression): Expression => (a === ONE ? p : apply('mul', a, p));
  const [top, bottom] =
    c.kind === 'number'
      ? [rational(c.numerator), rational(c.denominator)]
      : c.kind === 'apply' && c.operation === 'div'
        ? c.args
        : [c, ONE];
  if (power < 0) return apply('div', top, times(bottom));
  return bottom === ONE ? times(top) : apply('div', times(top), bottom);
}
