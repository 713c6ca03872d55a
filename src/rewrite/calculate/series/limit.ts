import { NapierError } from '../../../error/fault.ts';
import {
  apply,
  constant,
  rational,
  variable as variableTerm,
  variablesOf,
  type Expression,
} from '../../../expression/expression.ts';
import { substitute } from '../../../expression/substitute.ts';
import { mpfr, ROUND } from '../../../number/mpfr.ts';
import { Workspace } from '../../../number/workspace.ts';
import { isPoint } from '../../../oracle/big-interval.ts';
import { limitAt } from '../../../oracle/limit-at.ts';
import { infinitySign, LOG_T, provedSign, simple, ZERO } from './coefficients.ts';
import { expandAt } from './expand-at.ts';
import { growthLimit } from './growth-limit.ts';
import { Obstacle } from './obstacle.ts';
import { added, at, end, monomial, NOTHING, type PowerSeries } from './power-series.ts';

/** Terms that cancellation may cost, and the highest root of the variable. */
const MOST_TERMS = 48;
const MOST_DEGREE = 24;

export type ApproachedFrom = 'left' | 'right';

/**
 * The limit of an expression as a variable goes to a point (`inf` and −`inf` too), as far as series in powers of the
 * variable, its roots and its logarithm decide it, the limits of its operations do, or Gruntz's algorithm does; ±`inf`
 * where it grows beyond all bounds. `undefined`: there is none, or it is not known; what is returned is the limit,
 * wherever the expression has values near the point. Without a side, the limits from both sides are the same.
 */
export function limit(
  expression: Expression,
  variable: string,
  point: Expression,
  from?: ApproachedFrom,
): Expression | undefined {
  if (variablesOf(point).includes(variable)) return undefined;
  const infinity = infinitySign(point);
  if (infinity !== undefined) return oneSided(expression, variable, point, infinity);
  if (from !== undefined) return oneSided(expression, variable, point, from === 'right' ? 1 : -1);
  const both = expandedLimit(expression, variable, point, undefined);
  if (both !== 'unknown') return both;
  const above = oneSided(expression, variable, point, 1);
  const below = above === undefined ? undefined : oneSided(expression, variable, point, -1);
  if (above === undefined || below === undefined) return undefined;
  return above === below || same(above, below) ? above : undefined;
}

function same(a: Expression, b: Expression): boolean {
  if (infinitySign(a) !== undefined || infinitySign(b) !== undefined) return false;
  return simple(apply('sub', a, b)) === ZERO;
}

function oneSided(
  expression: Expression,
  variable: string,
  point: Expression,
  side: 1 | -1,
): Expression | undefined {
  const found = expandedLimit(expression, variable, point, side);
  if (found !== 'unknown') return found;
  return byOperations(expression, variable, point, side) ?? byGrowth(expression, variable, point, side);
}

/** With the variable x at infinity, by Gruntz's algorithm. */
function byGrowth(
  expression: Expression,
  variable: string,
  point: Expression,
  side: 1 | -1,
): Expression | undefined {
  if (variablesOf(expression).some((name) => name !== variable) || variablesOf(point).length > 0)
    return undefined;
  const x = variableTerm('x');
  const away = apply('div', rational(BigInt(side)), x);
  const start =
    infinitySign(point) !== undefined
      ? apply('mul', rational(BigInt(side)), x)
      : point === ZERO
        ? away
        : apply('add', point, away);
  try {
    return growthLimit(substitute(expression, new Map([[variable, start]])));
  } catch (error) {
    if (error instanceof Obstacle || error instanceof NapierError) return undefined;
    throw error;
  }
}

/** By the expansion in t > 0, or in t of either sign without a side. */
function expandedLimit(
  expression: Expression,
  variable: string,
  point: Expression,
  side: 1 | -1 | undefined,
): Expression | undefined | 'unknown' {
  let degree = 1;
  for (let terms = 6; terms <= MOST_TERMS;) {
    const away = rational(BigInt(side ?? 1));
    const start =
      infinitySign(point) === undefined
        ? added(monomial(point, 0, terms + degree), monomial(away, degree, terms))
        : monomial(away, -degree, terms);
    try {
      const found = expandAt(expression, {
        variable: start,
        name: variable,
        terms,
        positive: side !== undefined,
        generic: false,
      });
      if (found === NOTHING || end(found) > 0) return limitOf(found, side !== undefined);
      terms *= 2;
    } catch (error) {
      if (!(error instanceof Obstacle)) throw error;
      if (error.needs === 'terms') terms *= 2;
      else if (error.needs === 'roots' && degree * error.degree <= MOST_DEGREE) degree *= error.degree;
      else return 'unknown';
    }
  }
  return 'unknown';
}

function limitOf(u: PowerSeries, positive: boolean): Expression | undefined | 'unknown' {
  if (u === NOTHING || u.low > 0) return ZERO;
  const first = at(u, u.low);
  if (variablesOf(first).includes(LOG_T.name)) return 'unknown';
  if (u.low === 0) return first;
  const sign = provedSign(first);
  if (sign === undefined) return 'unknown';
  // A pole of odd order has both infinities.
  if (!positive && u.low % 2 !== 0) return undefined;
  return sign === 1 ? constant('inf') : apply('neg', constant('inf'));
}

/** By the limits of its operations: what no series has (exp(−x), tanh(x) at infinity). */
function byOperations(
  expression: Expression,
  variable: string,
  point: Expression,
  side: 1 | -1,
): Expression | undefined {
  const infinity = infinitySign(point);
  if (variablesOf(expression).some((name) => name !== variable)) return undefined;
  if (infinity === undefined && !(point.kind === 'number' && point.denominator === 1n)) return undefined;
  const x =
    infinity === undefined && point.kind === 'number'
      ? Number(point.numerator)
      : (infinity as number) * Infinity;
  if (infinity === undefined && !Number.isSafeInteger(x)) return undefined;
  const w = new Workspace(128);
  try {
    const found = limitAt(
      expression,
      variable,
      { x, side: infinity === undefined ? side : infinity === 1 ? -1 : 1 },
      w,
    );
    if (found.kind === 'infinite') return found.sign === 1 ? constant('inf') : apply('neg', constant('inf'));
    if (found.kind !== 'finite' || !isPoint(found.value)) return undefined;
    const value = mpfr.mpfr_get_d(found.value.lo, ROUND.NEAREST);
    const exact = Number.isSafeInteger(value) && mpfr.mpfr_cmp_d(found.value.lo, value) === 0;
    return exact ? rational(BigInt(value)) : undefined;
  } catch (error) {
    if (error instanceof NapierError) return undefined;
    throw error;
  } finally {
    w.dispose();
  }
}
