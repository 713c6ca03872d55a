import { NapierError } from '../../../error/fault.ts';
import {
  apply,
  integer,
  rational,
  variable,
  variablesOf,
  type Expression,
  type NumberTerm,
} from '../../../expression/expression.ts';
import type { OperationName } from '../../../expression/operations.ts';
import { substitute } from '../../../expression/substitute.ts';
import { mpfr, ROUND } from '../../../number/mpfr.ts';
import { Workspace } from '../../../number/workspace.ts';
import { isPoint, newInterval } from '../../../oracle/big-interval.ts';
import { createOracle } from '../../../oracle/create-oracle.ts';
import { simplifyExactly } from '../simplify-exactly.ts';
import { termLength } from '../term-length.ts';
import { Obstacle } from './obstacle.ts';

export const ZERO = integer(0);
export const ONE = integer(1);

/** log(t), which goes to −∞; the name is none that the parser reads. */
export const LOG_T = variable('log(t)');

/** Longer coefficients are given up: an answer of pages is none. */
const MOST_LENGTH = 120;

const isNumber = (x: Expression): x is NumberTerm => x.kind === 'number';

/** The shortest form; numbers as they are. @throws Obstacle where it has no value */
export function simple(x: Expression): Expression {
  if (x.kind !== 'apply') return x;
  if (termLength(x) > MOST_LENGTH) throw new Obstacle('none', 'the coefficients grow too long');
  try {
    return simplifyExactly(x);
  } catch (error) {
    if (error instanceof NapierError) throw new Obstacle('none', error.fault.message);
    throw error;
  }
}

function numbers(operation: 'add' | 'mul', a: NumberTerm, b: NumberTerm): NumberTerm {
  return operation === 'mul'
    ? rational(a.numerator * b.numerator, a.denominator * b.denominator)
    : rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** Σ a·b, numbers exactly, the rest simplified once. */
export function sumOfProducts(pairs: Iterable<readonly [Expression, Expression]>): Expression {
  let known: NumberTerm = ZERO;
  let rest: Expression | undefined;
  for (const [a, b] of pairs) {
    if (a === ZERO || b === ZERO) continue;
    if (isNumber(a) && isNumber(b)) known = numbers('add', known, numbers('mul', a, b));
    else {
      const term = a === ONE ? b : b === ONE ? a : apply('mul', a, b);
      rest = rest === undefined ? term : apply('add', rest, term);
    }
  }
  if (rest === undefined) return known;
  return simple(known === ZERO ? rest : apply('add', rest, known));
}

export const product = (a: Expression, b: Expression): Expression => sumOfProducts([[a, b]]);
export const sum = (a: Expression, b: Expression): Expression =>
  sumOfProducts([
    [a, ONE],
    [b, ONE],
  ]);

export function quotient(a: Expression, b: Expression): Expression {
  if (isNumber(b) && b !== ZERO) return product(a, rational(b.denominator, b.numerator));
  return simple(apply('div', a, b));
}

export const call = (operation: OperationName, ...args: Expression[]): Expression =>
  simple(apply(operation, ...args));

/** −1 or 1 where proved, `undefined` where it is not known (it may be 0, or depend on variables). */
export function provedSign(x: Expression): 1 | -1 | undefined {
  if (isNumber(x)) return x.numerator > 0n ? 1 : x.numerator < 0n ? -1 : undefined;
  if (variablesOf(x).length > 0) return undefined;
  const value = enclosed(x);
  return value === 0 ? undefined : value;
}

/** The sign of what has no variables; 0 where it is not decided. @throws Obstacle where it has no value */
function enclosed(x: Expression): 1 | -1 | 0 {
  const w = new Workspace(96);
  try {
    const out = newInterval(w);
    const found = createOracle(x, [], { maxPrecision: 1_500 }).enclose([], 64, out);
    if (found.kind === 'undefined') throw new Obstacle('none', `a coefficient has no value: ${found.reason}`);
    if (found.kind !== 'enclosed') return 0;
    const [lo, hi] = [mpfr.mpfr_sgn(out.lo), mpfr.mpfr_sgn(out.hi)];
    return lo > 0 ? 1 : hi < 0 ? -1 : 0;
  } finally {
    w.dispose();
  }
}

/** The shortest form; the number, where a function of a number is proved to be a small whole one (gamma(1)). */
export function valueOf(x: Expression): Expression {
  const written = simple(x);
  if (written.kind !== 'apply' || variablesOf(written).length > 0) return written;
  const w = new Workspace(96);
  try {
    const out = newInterval(w);
    const found = createOracle(written, [], { maxPrecision: 200 }).enclose([], 64, out);
    if (found.kind !== 'enclosed' || !isPoint(out)) return written;
    const value = mpfr.mpfr_get_d(out.lo, ROUND.NEAREST);
    return Number.isSafeInteger(value) && mpfr.mpfr_cmp_d(out.lo, value) === 0 ? integer(value) : written;
  } finally {
    w.dispose();
  }
}

/** @throws Obstacle where it is proved to have no value (√−1); what has variables is not looked at */
export function checkValue(x: Expression): void {
  if (x.kind === 'apply' && variablesOf(x).length === 0) enclosed(x);
  if (x.kind === 'constant' && x.name === 'inf') throw new Obstacle('none', '`inf` is no number');
}

/**
 * That a leading coefficient is not 0. Of variables, when `generic`: not 0 at some rational point, so for nearly all
 * values. A polynomial in log(t) is not 0 for small t.
 * @throws Obstacle when that is not known
 */
export function checkNotZero(x: Expression, generic: boolean): void {
  const names = variablesOf(x);
  const others = names.filter((name) => name !== LOG_T.name);
  if (others.length === 0 && names.length === 0) {
    if (provedSign(x) !== undefined) return;
  } else if (others.length === 0 || generic) {
    for (const k of [3n, 5n, -7n]) {
      const point = new Map(names.map((name, i) => [name, rational(k + 2n * BigInt(i), 11n)]));
      try {
        if (provedSign(substitute(x, point)) !== undefined) return;
      } catch (error) {
        // No value there: another point.
        if (!(error instanceof Obstacle)) throw error;
      }
    }
  }
  throw new Obstacle('none', 'a coefficient may be 0');
}

/** 1 of `inf`, −1 of −`inf`. */
export function infinitySign(x: Expression): 1 | -1 | undefined {
  if (x.kind === 'constant') return x.name === 'inf' ? 1 : undefined;
  if (x.kind !== 'apply' || x.operation !== 'neg') return undefined;
  const inner = infinitySign(x.args[0]);
  return inner === undefined ? undefined : inner === 1 ? -1 : 1;
}
