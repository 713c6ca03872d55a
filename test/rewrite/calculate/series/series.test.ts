import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  apply,
  integer,
  rational,
  variable,
  type Expression,
} from '../../../../src/expression/expression.ts';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { substitute } from '../../../../src/expression/substitute.ts';
import { toText } from '../../../../src/expression/to-text.ts';
import { findFormat } from '../../../../src/number/formats.ts';
import { mpfr } from '../../../../src/number/mpfr.ts';
import { createRandom, type Random } from '../../../../src/number/random.ts';
import { Workspace } from '../../../../src/number/workspace.ts';
import { newInterval } from '../../../../src/oracle/big-interval.ts';
import { createOracle } from '../../../../src/oracle/create-oracle.ts';
import { pointAt } from '../../../../src/oracle/limit.ts';
import { limit } from '../../../../src/rewrite/calculate/series/limit.ts';
import { series, seriesTerm } from '../../../../src/rewrite/calculate/series/series.ts';
import { simplifyExactly } from '../../../../src/rewrite/calculate/simplify-exactly.ts';
import { LIMIT_CASES, SERIES_CASES } from './series-cases.ts';
import { needs, pythonWith } from '../../../tool.ts';

const DEEP = process.env.NAPIER_DEEP !== undefined;
const f64 = findFormat('f64');
const UNARY = ['sin', 'cos', 'tan', 'exp', 'log', 'sqrt', 'neg', 'cbrt', 'sinh', 'tanh', 'atan', 'asin', 'log1p', 'expm1', 'erf', 'sinc', 'abs', 'asinh', 'acos'] as const; // prettier-ignore

function randomTerm(random: Random, depth: number): Expression {
  if (depth === 0 || random.integer(7) === 0) {
    return random.integer(3) === 0 ? integer(random.integer(4) - 1) : variable('x');
  }
  const part = (): Expression => randomTerm(random, depth - 1);
  const kind = random.integer(9);
  if (kind < 2) return apply('add', part(), part());
  if (kind === 2) return apply('sub', part(), part());
  if (kind === 3) return apply('mul', part(), part());
  if (kind < 6) return apply('div', part(), part());
  if (kind === 6)
    return apply('pow', part(), [integer(2), integer(-1), rational(1n, 2n), part()][random.integer(4)]);
  return apply(UNARY[random.integer(UNARY.length)], part());
}

/** The nearest double of a term without variables; `undefined` where it has no value or it is not decided. */
function valueOf(term: Expression): number | undefined {
  try {
    const value = createOracle(term, [], { maxPrecision: 8_000 }).rounded([], f64);
    return Number.isNaN(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

describe('series', () => {
  it('has the Taylor coefficients that the oracle encloses', { timeout: 60_000 }, () => {
    const random = createRandom(11);
    let compared = 0;
    for (let i = 0; i < (DEEP ? 5_000 : 500); i++) {
      const term = randomTerm(random, 3);
      const point = [0, 1, 2, -1][random.integer(4)];
      let found;
      try {
        found = series(term, 'x', integer(point), 4);
      } catch {
        continue;
      }
      const w = new Workspace(300);
      const enclosed = createOracle(term, ['x']).series(pointAt(w.number(point)), 4, w);
      if (Array.isArray(enclosed)) {
        expect(found.low).toBeGreaterThanOrEqual(0);
        enclosed.forEach((wanted, k) => {
          const own = newInterval(w);
          const c = found.coefficients[k - found.low] ?? integer(0);
          if (createOracle(c, [], { maxPrecision: 2_000 }).enclose([], 100, own).kind !== 'enclosed') return;
          compared += 1;
          const apart = mpfr.mpfr_cmp(own.hi, wanted.lo) < 0 || mpfr.mpfr_cmp(own.lo, wanted.hi) > 0;
          if (apart) throw new Error(`${toText(term)} at ${point}: x^${k} has not ${toText(c)}`);
        });
      }
      w.dispose();
    }
    expect(compared).toBeGreaterThan(500);
  });

  it('is near the function near the point, at poles too', { timeout: 60_000 }, () => {
    const random = createRandom(12);
    let compared = 0;
    for (let i = 0; i < (DEEP ? 5_000 : 500); i++) {
      const term = randomTerm(random, 3);
      const point = [integer(0), integer(1), parseExpression('inf'), parseExpression('-inf')][
        random.integer(4)
      ];
      let found;
      try {
        found = series(term, 'x', point, 1);
      } catch {
        continue;
      }
      const infinite = point.kind !== 'number';
      const h = rational(1n, 2n ** 100n);
      const near = infinite
        ? rational((point.kind === 'apply' ? -1n : 1n) * 2n ** 100n)
        : apply('add', point, h);
      const rest = substitute(apply('sub', term, seriesTerm(found)), new Map([['x', near]]));
      const value = valueOf(rest);
      if (value === undefined) continue;
      compared += 1;
      // What is left out is of second order: 2^-200 by a constant.
      if (!(Math.abs(value) < 2 ** -150))
        throw new Error(`${toText(term)} at ${toText(point)}: ${toText(seriesTerm(found))}`);
    }
    expect(compared).toBeGreaterThan(100);
  });

  it('refuses what has none', () => {
    for (const text of [
      'sqrt(x)',
      'log(x)',
      'exp(1/x)',
      'abs(x)',
      'floor(x)',
      '1/(sin(x)^2 + cos(x)^2 - 1)',
      'sqrt(x - 1)',
      '0/(x - x)',
    ]) {
      expect(() => series(parseExpression(text), 'x', integer(0), 3), text).toThrow(/no series/);
    }
    expect(() => series(variable('x'), 'x', integer(0), 1.5)).toThrow(/order/);
    expect(() => series(variable('x'), 'x', variable('x'), 1)).toThrow(/point/);
  });
});

const python = pythonWith('sympy');
needs(python ?? 'python3-sympy')('series', () => {
  it('are what SymPy finds', { timeout: 120_000 }, () => {
    const found = SERIES_CASES.map(([text, point, order]) => [
      text,
      point,
      order,
      toText(seriesTerm(series(parseExpression(text), 'x', parseExpression(point), order))),
    ]);
    const script = `
import json, sys
from sympy import *
x, a = symbols('x a')
names = {'x': x, 'a': a, 'e': E}
read = lambda t: sympify(t.replace('^', '**'), locals=names, rational=True)
bad = []
for text, point, order, own in json.loads(sys.stdin.read()):
    theirs = series(read(text), x, read(point), order + 1).removeO()
    gap = theirs - read(own)
    if simplify(expand(gap)) != 0 and abs(N(gap.subs(a, Rational(5, 7)).subs(x, read(point) + Rational(1, 3)), 30)) > 1e-20:
        bad.append([text, own, str(theirs)])
print(json.dumps(bad))
`;
    const run = spawnSync(python as string, ['-c', script], {
      input: JSON.stringify(found),
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual([]);
  });
});

describe('limit', () => {
  it.each(LIMIT_CASES)('%s at %s %s is %s', (...given) => {
    const [text, point, side, wanted] = given as unknown as (typeof LIMIT_CASES)[number];
    const found = limit(parseExpression(text), 'x', parseExpression(point), side === '' ? undefined : side);
    if (wanted === undefined || found === undefined) expect(found).toBe(wanted);
    else if (wanted === 'inf') expect(toText(found)).toBe('inf');
    else expect(toText(simplifyExactly(apply('sub', found, parseExpression(wanted))))).toBe('0');
  });

  it('law: never wrong, by the oracle near the point', { timeout: 60_000 }, () => {
    const random = createRandom(13);
    let compared = 0;
    for (let i = 0; i < (DEEP ? 10_000 : 800); i++) {
      const term = randomTerm(random, 3);
      const point = ['0', '1', 'inf', '-inf'][random.integer(4)];
      const side = random.integer(2) === 0 ? 'right' : 'left';
      const found = limit(term, 'x', parseExpression(point), side);
      if (found === undefined) continue;
      const away = 2n ** 400n;
      const near = point.endsWith('inf')
        ? rational(point === 'inf' ? away : -away)
        : rational(BigInt(point) * away + (side === 'right' ? 1n : -1n), away);
      const value = valueOf(substitute(term, new Map([['x', near]])));
      if (value === undefined) continue;
      compared += 1;
      const what = `${toText(term)} at ${point} from the ${side}: ${toText(found)}, near it ${value}`;
      if (/inf/.test(toText(found))) {
        // Logarithms grow slowly.
        if (!(Math.abs(value) > 4 && value > 0 === (toText(found) === 'inf'))) throw new Error(what);
        continue;
      }
      const wanted = valueOf(found) ?? 0;
      if (!(Math.abs(value - wanted) <= 0.02 * Math.max(1, Math.abs(wanted)))) throw new Error(what);
    }
    expect(compared).toBeGreaterThan(200);
  });
});
