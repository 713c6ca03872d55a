import { apply, constant, integer, rational, variable, variablesOf } from '../../../expression/expression.ts';
import type { ApplyTerm, Expression, NumberTerm } from '../../../expression/expression.ts';
import { foldExpression } from '../../../expression/fold.ts';
import type { OperationName } from '../../../expression/operations.ts';
import { parseExpression } from '../../../expression/parse.ts';
import { substitute } from '../../../expression/substitute.ts';
import {
  checkValue,
  infinitySign,
  ONE,
  product,
  provedSign,
  simple,
  sum,
  valueOf,
  ZERO,
} from './coefficients.ts';
import { compared, composed, plus, shifted, single, times, type GrowthSeries } from './growth-series.ts';
import { Obstacle } from './obstacle.ts';
import { ARGUMENTS, BY_EXP_AND_LOG } from './meanings.ts';

/** Terms that cancellation may cost, expansions in all, and how deep limits may ask for limits. */
const LENGTHS = [3, 6, 12];
const MOST_EXPANSIONS = 300;
const MOST_DEPTH = 40;
const MOST_PRODUCTS = 8n;

const X = variable('x');
const MINUS_ONE = integer(-1);
const INFINITY = constant('inf');
const MINUS_INFINITY = apply('neg', INFINITY);

/** Functions by exp, log and powers, wherever they have values. */
const MEANINGS: Readonly<Partial<Record<OperationName, Expression>>> = {
  ...BY_EXP_AND_LOG,
  sqrt: parseExpression('a^(1/2)'),
  rsqrt: parseExpression('a^(-1/2)'),
  sinh: parseExpression('(exp(a) - exp(-a))/2'),
  cosh: parseExpression('(exp(a) + exp(-a))/2'),
  tanh: parseExpression('1 - 2/(exp(2*a) + 1)'),
  asinh: parseExpression('log(a + (a^2 + 1)^(1/2))'),
  acosh: parseExpression('log(a + (a^2 - 1)^(1/2))'),
  atanh: parseExpression('log((1 + a)/(1 - a))/2'),
  softplus: parseExpression('log(1 + exp(a))'),
  hypot: parseExpression('(a^2 + b^2)^(1/2)'),
};

/**
 * The limit of a function of x, made of arithmetic, exp, log and powers, as x goes to `inf`, by its most rapidly varying
 * subexpressions (D. Gruntz, On Computing Limits in a Symbolic Manipulation System, ETH Zürich 1996, chapter 3).
 * Whether a function is 0 is not guessed: that its leading coefficient is not is proved, in the end by the enclosure of
 * a constant, and a 0 that the exact normal form does not show ends in an obstacle.
 * @throws Obstacle where it is not decided, or the function is none of these
 */
export function growthLimit(expression: Expression): Expression {
  const growth = new Growth();
  const found = growth.limit(expression);
  growth.checkDefined(expression);
  if (infinitySign(found) !== undefined) return found;
  checkValue(found);
  return valueOf(found);
}

class Growth {
  private expansions = 0;
  private depth = 0;
  private readonly limits = new Map<Expression, Expression>();

  limit(given: Expression): Expression {
    const known = this.limits.get(given);
    if (known !== undefined) return known;
    const found = this.deeper(() => {
      const f = this.written(given);
      if (!hasX(f)) return f;
      if (f === X) return INFINITY;
      const { coefficient, exponent } = this.leading(f);
      const side = compared(exponent, ZERO);
      if (side > 0) return ZERO;
      if (side === 0) return this.limit(coefficient);
      return this.sign(coefficient) === 1 ? INFINITY : MINUS_INFINITY;
    });
    this.limits.set(given, found);
    return found;
  }

  /** @throws Obstacle unless the expression is shown to have values for all large x */
  checkDefined(expression: Expression): void {
    foldExpression<void>(this.written(expression), (term) => {
      if (term.kind !== 'apply' || !hasX(term)) return;
      const [a, b] = term.args;
      if (term.operation === 'div') this.sign(b);
      const isRoot = term.operation === 'pow' && b.kind === 'number' && b.denominator !== 1n;
      if ((isRoot || term.operation === 'log') && this.sign(a) !== 1)
        throw new Obstacle('none', 'it has no values for large x');
    });
  }

  /** The sign that a function has for all large x. */
  private sign(given: Expression): 1 | -1 {
    return this.deeper(() => {
      const f = this.written(given);
      if (f === X) return 1;
      if (hasX(f)) return this.sign(this.leading(f).coefficient);
      const sign = provedSign(f);
      if (sign === undefined) throw new Obstacle('none', 'a leading coefficient may be 0');
      return sign;
    });
  }

  private deeper<T>(work: () => T): T {
    if (this.depth >= MOST_DEPTH) throw new Obstacle('none', 'limits ask for too many limits');
    this.depth += 1;
    try {
      return work();
    } finally {
      this.depth -= 1;
    }
  }

  /** In sums, products, quotients, powers with rational exponents, exp and log; what has no x in its shortest form. */
  private written(given: Expression): Expression {
    return this.inMeanings(simple(given));
  }

  /** The same, not simplified before: exact algebra writes powers as roots again. */
  private inMeanings(given: Expression): Expression {
    return foldExpression<Expression>(given, (term, args) => {
      if (term.kind === 'variable') return term;
      if (term.kind !== 'apply' || args.every((arg) => !hasX(arg))) {
        const value = term.kind === 'apply' ? apply(term.operation, ...args) : term;
        checkValue(value);
        return simple(value);
      }
      return this.rewritten(term, args);
    });
  }

  private rewritten({ operation }: ApplyTerm, args: readonly Expression[]): Expression {
    const [a, b] = args;
    const minus = (u: Expression): Expression => apply('mul', MINUS_ONE, u);
    switch (operation) {
      case 'add':
      case 'mul':
      case 'div':
      case 'exp':
        return apply(operation, ...args);
      case 'sub':
        return apply('add', a, minus(b));
      case 'neg':
        return minus(a);
      case 'log':
        return a.kind === 'apply' && a.operation === 'exp' ? a.args[0] : apply('log', a);
      case 'pow':
        return b.kind === 'number'
          ? apply('pow', a, b)
          : apply('exp', apply('mul', b, this.inMeanings(apply('log', a))));
      case 'abs':
        return this.sign(a) === 1 ? a : minus(a);
      case 'cbrt': {
        const root = (u: Expression): Expression => apply('pow', u, rational(1n, 3n));
        return this.sign(a) === 1 ? root(a) : minus(root(minus(a)));
      }
      case 'min':
      case 'max':
        return this.sign(apply('sub', a, b)) === (operation === 'max' ? 1 : -1) ? a : b;
      default: {
        const meaning = MEANINGS[operation];
        if (meaning === undefined) throw new Obstacle('none', `\`${operation}\` is not exp, log or algebra`);
        return this.inMeanings(substitute(meaning, new Map(args.map((arg, i) => [ARGUMENTS[i], arg]))));
      }
    }
  }

  /** Of a written f with x: the term of lowest exponent in w, whose logarithm goes to −∞ most rapidly. */
  private leading(given: Expression): GrowthSeries['terms'][number] {
    let f = given;
    let fastest = this.fastest(f);
    while (fastest.has(X)) {
      // As a function of exp(x): all subexpressions go one class up (Gruntz, 3.3).
      f = this.written(substitute(f, new Map([['x', apply('exp', X)]])));
      fastest = this.fastest(f);
    }
    if (fastest.size === 0) return { coefficient: f, exponent: ZERO };
    // The smallest has none of the others inside.
    const terms = [...fastest] as ApplyTerm[];
    const [slope] = terms.reduce((a, b) => (size(b) < size(a) ? b : a)).args;
    const rate = infinitySign(this.limit(slope)) === 1 ? slope : product(MINUS_ONE, slope);
    for (const length of LENGTHS) {
      try {
        const { terms: found, end } = this.expanded(f, fastest, rate, length);
        if (found.length > 0) return found[0];
        if (end === undefined) return { coefficient: ZERO, exponent: ZERO };
        if (compared(end, ZERO) > 0) return { coefficient: ZERO, exponent: end };
      } catch (error) {
        if (!(error instanceof Obstacle) || error.needs !== 'terms') throw error;
      }
    }
    throw new Obstacle('none', 'too many terms cancel');
  }

  /** The most rapidly varying subexpressions: x itself, or exponentials. */
  private fastest(f: Expression): ReadonlySet<Expression> {
    return foldExpression<ReadonlySet<Expression>>(f, (term, args) => {
      if (term === X) return new Set([X]);
      const inner = args.reduce((a, b) => this.faster(a, b), new Set<Expression>());
      if (term.kind !== 'apply' || term.operation !== 'exp' || !hasX(term)) return inner;
      return infinitySign(this.limit(term.args[0])) === undefined
        ? inner
        : this.faster(new Set([term]), inner);
    });
  }

  private faster(a: ReadonlySet<Expression>, b: ReadonlySet<Expression>): ReadonlySet<Expression> {
    const [one] = a;
    const [other] = b;
    if (one === undefined || other === undefined) return one === undefined ? b : a;
    if (a === b) return a;
    // The ratio of these two would be asked for again, one class up.
    if (one === X && other === apply('exp', X)) return b;
    if (other === X && one === apply('exp', X)) return a;
    if (!a.has(other) && !b.has(one)) {
      const ratio = this.limit(apply('div', logarithm(one), logarithm(other)));
      if (ratio === ZERO) return b;
      if (infinitySign(ratio) !== undefined) return a;
    }
    return new Set([...a, ...b]);
  }

  /** A written f in powers of w = exp(−rate). */
  private expanded(
    f: Expression,
    fastest: ReadonlySet<Expression>,
    rate: Expression,
    length: number,
  ): GrowthSeries {
    if (++this.expansions > MOST_EXPANSIONS) throw new Obstacle('none', 'too many expansions');
    // What has none of the fastest inside is a coefficient as a whole: `undefined`.
    const found = foldExpression<GrowthSeries | undefined>(f, (term, args) => {
      if (term.kind !== 'apply') return undefined;
      const isFastest = fastest.has(term);
      if (!isFastest && args.every((arg) => arg === undefined)) return undefined;
      const [u, v] = args.map((arg, i) => arg ?? single(term.args[i]));
      switch (term.operation) {
        case 'add':
          return plus(u, v);
        case 'mul':
          return times(u, v);
        case 'div':
          return times(u, this.power(v, MINUS_ONE, length));
        case 'pow':
          return this.power(u, term.args[1] as NumberTerm, length);
        case 'log': {
          const { coefficient, exponent, rest } = this.split(u);
          if (this.sign(coefficient) !== 1) throw new Obstacle('none', 'a logarithm of what is negative');
          const start = sum(
            this.written(apply('log', coefficient)),
            product(product(MINUS_ONE, exponent), rate),
          );
          const factor = (k: number): Expression => rational(k % 2 === 0 ? -1n : 1n, BigInt(k));
          return plus(
            single(start),
            composed(rest, (k) => (k === 0 ? ZERO : factor(k)), length),
          );
        }
        case 'exp':
          return this.exponential(u, isFastest, rate, length);
        default:
          throw new Obstacle('none', `\`${term.operation}\` is not exp, log or algebra`);
      }
    });
    return found ?? single(f);
  }

  /** u = coefficient·w^exponent·(1 + rest). */
  private split(u: GrowthSeries): { coefficient: Expression; exponent: Expression; rest: GrowthSeries } {
    if (u.terms.length === 0) {
      if (u.end === undefined) throw new Obstacle('none', 'it is 0 for all large x');
      throw new Obstacle('terms', 'all known coefficients are 0');
    }
    const [{ coefficient, exponent }] = u.terms;
    this.sign(coefficient); // it is not 0
    const rest = shifted(
      { ...u, terms: u.terms.slice(1) },
      simple(apply('div', ONE, coefficient)),
      product(MINUS_ONE, exponent),
    );
    return { coefficient, exponent, rest };
  }

  private power(u: GrowthSeries, r: NumberTerm, length: number): GrowthSeries {
    if (r.denominator === 1n && r.numerator >= 0n && r.numerator <= MOST_PRODUCTS) {
      let result = single(ONE);
      for (let k = 0n; k < r.numerator; k++) result = times(result, u);
      return result;
    }
    const { coefficient, exponent, rest } = this.split(u);
    if (r.denominator !== 1n && this.sign(coefficient) !== 1)
      throw new Obstacle('none', 'a root of what is negative');
    const binomial = [ONE];
    for (let k = 1n; k < length; k++)
      binomial.push(
        product(
          binomial[binomial.length - 1],
          rational(r.numerator - (k - 1n) * r.denominator, k * r.denominator),
        ) as NumberTerm,
      );
    const series = composed(rest, (k) => binomial[k], length);
    return shifted(series, this.written(apply('pow', coefficient, r)), product(exponent, r));
  }

  /** exp(u) = w^(−c)·exp(u₀ − c·rate)·exp(rest), c = lim u₀/rate. */
  private exponential(u: GrowthSeries, isFastest: boolean, rate: Expression, length: number): GrowthSeries {
    if (u.end !== undefined && compared(u.end, ZERO) <= 0)
      throw new Obstacle('terms', 'the value is not reached');
    let start: Expression = ZERO;
    let k = 0;
    for (; k < u.terms.length; k++) {
      const order = compared(u.terms[k].exponent, ZERO);
      if (order < 0) throw new Obstacle('none', 'an exponential grows faster than the fastest');
      if (order > 0) break;
      start = u.terms[k].coefficient;
    }
    const c = isFastest ? this.limit(apply('div', start, rate)) : ZERO;
    if (infinitySign(c) !== undefined)
      throw new Obstacle('none', 'an exponential grows faster than the fastest');
    const slow = this.written(apply('exp', sum(start, product(product(MINUS_ONE, c), rate))));
    let factorial = 1n;
    const series = composed(
      { ...u, terms: u.terms.slice(k) },
      (n) => rational(1n, (factorial *= n === 0 ? 1n : BigInt(n))),
      length,
    );
    return shifted(series, slow, product(MINUS_ONE, c));
  }
}

const hasX = (f: Expression): boolean => variablesOf(f).includes('x');

const logarithm = (f: Expression): Expression =>
  f.kind === 'apply' && f.operation === 'exp' ? f.args[0] : apply('log', f);

const size = (f: Expression): number =>
  foldExpression<number>(f, (_, args) => args.reduce((a, b) => a + b, 1));
