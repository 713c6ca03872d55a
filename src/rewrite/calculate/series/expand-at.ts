import { fail, NapierError } from '../../../error/fault.ts';
import { derivative } from '../../../expression/derivative.ts';
import {
  apply,
  constant,
  integer,
  rational,
  variable,
  variablesOf,
  type ApplyTerm,
  type Expression,
} from '../../../expression/expression.ts';
import { foldExpression } from '../../../expression/fold.ts';
import { OPERATIONS, type OperationName } from '../../../expression/operations.ts';
import { parseExpression } from '../../../expression/parse.ts';
import { substitute } from '../../../expression/substitute.ts';
import {
  call,
  checkValue,
  LOG_T,
  ONE,
  product,
  provedSign,
  quotient,
  valueOf,
  simple,
  ZERO,
} from './coefficients.ts';
import { Obstacle } from './obstacle.ts';
import {
  added,
  circular,
  differentiated,
  end,
  exponential,
  integrated,
  inverse,
  leading,
  monomial,
  multiplied,
  NOTHING,
  raised,
  scaled,
  valueAtZero,
  type PowerSeries,
} from './power-series.ts';
import { ARGUMENTS, BY_EXP_AND_LOG } from './meanings.ts';

export type Expansion = {
  /** The variable as a series in t. */
  readonly variable: PowerSeries;
  readonly name: string;
  readonly terms: number;
  /** t > 0; otherwise t has either sign. */
  readonly positive: boolean;
  /** Leading coefficients with variables count as not 0. */
  readonly generic: boolean;
};

const A = variable('a');
const HALF = rational(1n, 2n);
/** Taylor coefficients by repeated derivatives are asked for up to this order. */
const MOST_DERIVATIVES = 10;

/** Whole powers up to this are products. */
const MOST_PRODUCTS = 8n;

/** Functions by others that have series of their own. */
const MEANINGS: Readonly<Partial<Record<OperationName, Expression>>> = {
  ...BY_EXP_AND_LOG,
  tan: parseExpression('sin(a)/cos(a)'),
  tanh: parseExpression('sinh(a)/cosh(a)'),
  sinpi: parseExpression('sin(pi*a)'),
  cospi: parseExpression('cos(pi*a)'),
  rsqrt: parseExpression('1/sqrt(a)'),
  hypot: parseExpression('sqrt(a^2 + b^2)'),
};

/** What a term is: a constant, or a series in t. */
type Part = { readonly constant?: Expression; readonly series: PowerSeries };

/** An expression as a series in t. @throws Obstacle */
export function expandAt(expression: Expression, x: Expansion): PowerSeries {
  return expanded(expression, x, new Map([[x.name, { series: x.variable }]])).series;
}

function expanded(expression: Expression, x: Expansion, known: ReadonlyMap<string, Part>): Part {
  return foldExpression<Part>(expression, (term, args) => {
    if (term.kind === 'variable') return known.get(term.name) ?? fixed(term, x);
    if (term.kind !== 'apply') return fixed(term, x);
    if (args.every((arg) => arg.constant !== undefined)) {
      const written = apply(term.operation, ...args.map((arg) => arg.constant as Expression));
      checkValue(written);
      return fixed(simple(written), x);
    }
    return { series: applied(term.operation, args, x) };
  });
}

function fixed(c: Expression, x: Expansion): Part {
  checkValue(c);
  return { constant: c, series: monomial(c, 0, x.terms) };
}

function applied(operation: OperationName, args: readonly Part[], x: Expansion): PowerSeries {
  const [u, v] = args.map(({ series }) => series);
  switch (operation) {
    case 'add':
      return added(u, v);
    case 'sub':
      return added(u, scaled(v, integer(-1)));
    case 'neg':
      return scaled(u, integer(-1));
    case 'mul':
      return multiplied(u, v);
    case 'div':
      return multiplied(u, inverse(v, x.generic));
    case 'pow':
      return powerOf(u, args[1], x);
    case 'sqrt':
      return rationalPower(u, 1n, 2n, x);
    case 'cbrt':
      return rationalPower(u, 1n, 3n, x);
    case 'abs':
      return signNear(u, x) === 1 ? u : scaled(u, integer(-1));
    case 'min':
    case 'max': {
      const gap = added(u, scaled(v, integer(-1)));
      return gap === NOTHING || signNear(gap, x) === (operation === 'max' ? 1 : -1) ? u : v;
    }
    case 'exp':
      return exponential(u, exponentialAtZero(u), x.terms);
    case 'log':
      return logarithm(u, x);
    case 'sin':
    case 'cos':
      return circular(argument(u), -1, x.terms)[operation === 'sin' ? 0 : 1];
    case 'sinh':
    case 'cosh':
      return circular(argument(u), 1, x.terms)[operation === 'sinh' ? 0 : 1];
    case 'sinc':
      if (u !== NOTHING && valueAtZero(u) === ZERO)
        return multiplied(circular(u, -1, x.terms)[0], inverse(u, x.generic));
      break;
    case 'atan':
      if (u.low < 0 && u.coefficients.length > 0) {
        // atan(u) = ±π/2 − atan(1/u).
        const turn = monomial(
          product(integer(signNear(u, x)), product(HALF, constant('pi'))),
          0,
          2 * x.terms,
        );
        return added(turn, scaled(byDerivative('atan', inverse(u, x.generic), x), integer(-1)));
      }
      break;
    default:
  }
  const meaning = MEANINGS[operation];
  if (meaning !== undefined)
    return expanded(meaning, x, new Map(args.map((arg, i) => [ARGUMENTS[i], arg]))).series;
  if (args.length !== 1) throw new Obstacle('none', `\`${operation}\` has no series here`);
  return byDerivative(operation, u, x);
}

/** What a function with no expansion at log(t) is given. */
function argument(u: PowerSeries): PowerSeries {
  withoutLogarithm(valueAtZero(u));
  return u;
}

function withoutLogarithm(c: Expression): Expression {
  if (variablesOf(c).includes(LOG_T.name)) throw new Obstacle('none', 'a function of log(t)');
  return c;
}

/** The sign that u has for all small t. */
function signNear(u: PowerSeries, x: Expansion): 1 | -1 {
  const sign = provedSign(withoutLogarithm(leading(u, x.generic)));
  if (sign === undefined) throw new Obstacle('none', 'the sign depends on other variables');
  if (u.low % 2 !== 0 && !x.positive) throw new Obstacle('side', 'the sign depends on the side');
  return sign;
}

/** u^(p/q), u > 0 near the point unless q is odd as in `cbrt`. */
function rationalPower(u: PowerSeries, p: bigint, q: bigint, x: Expansion, real = q === 3n): PowerSeries {
  if (u === NOTHING && p > 0n) return NOTHING;
  const first = leading(u, x.generic);
  if (!real) {
    const sign = provedSign(withoutLogarithm(first));
    if (sign === -1 && (u.low % 2 === 0 || x.positive))
      throw new Obstacle('none', 'a root of what is negative');
    if (sign === undefined && !(x.generic && u.low === 0))
      throw new Obstacle('none', 'a root of unknown sign');
  }
  if ((BigInt(u.low) * p) % q !== 0n) {
    throw new Obstacle(x.positive ? 'roots' : 'side', 'there are roots of the variable', Number(q));
  }
  // √(t²) is |t|, and t^odd is negative on one side.
  if (!real && u.low !== 0 && !x.positive) throw new Obstacle('side', 'a root depends on the side');
  const power = real
    ? call('cbrt', first)
    : q === 2n
      ? call('sqrt', first)
      : call('pow', first, rational(1n, q));
  const whole = p === 1n ? power : call('pow', power, rational(p));
  return raised(u, p, q, whole);
}

function powerOf(u: PowerSeries, exponent: Part, x: Expansion): PowerSeries {
  const e = exponent.constant;
  if (e?.kind === 'number') {
    if (e.denominator !== 1n) return rationalPower(u, e.numerator, e.denominator, x, false);
    if (e === ZERO) return monomial(ONE, 0, x.terms);
    if (u === NOTHING && e.numerator > 0n) return NOTHING;
    if (e.numerator > 0n && e.numerator <= MOST_PRODUCTS) {
      // Products need not know that the leading coefficient is not 0.
      let power = u;
      for (let k = 1n; k < e.numerator; k++) power = multiplied(power, u);
      return power;
    }
    const first = leading(u, x.generic);
    return raised(u, e.numerator, 1n, call('pow', first, e));
  }
  const w = multiplied(exponent.series, logarithm(u, x));
  return exponential(w, exponentialAtZero(w), x.terms);
}

/** exp of the value at 0, where log(t) gives no power of t. */
function exponentialAtZero(u: PowerSeries): Expression {
  return call('exp', withoutLogarithm(valueAtZero(u)));
}

function logarithm(u: PowerSeries, x: Expansion): PowerSeries {
  const first = withoutLogarithm(leading(u, x.generic));
  if (u.low !== 0) {
    if (!x.positive) throw new Obstacle('side', 'the logarithm has no series there');
  }
  const sign = provedSign(first);
  if (sign === -1) throw new Obstacle('none', 'a logarithm of what is negative');
  if (sign === undefined && !x.generic) throw new Obstacle('none', 'a logarithm of unknown sign');
  const start = call('log', first);
  const w: PowerSeries = { low: 0, coefficients: u.coefficients.map((c) => quotient(c, first)) };
  const rest = integrated(multiplied(differentiated(w), inverse(w, x.generic)), start, x.terms);
  // What is cut off of w is cut off here.
  const cut =
    end(rest) > end(w)
      ? { low: rest.low, coefficients: rest.coefficients.slice(0, end(w) - rest.low) }
      : rest;
  return u.low === 0 ? cut : added(cut, monomial(product(integer(u.low), LOG_T), 0, x.terms));
}

/** f(u) = f(u₀) + ∫ f′(u)·u′, or, where f′ is made of f itself, by Taylor's coefficients at u₀. */
function byDerivative(operation: OperationName, u: PowerSeries, x: Expansion): PowerSeries {
  const start = withoutLogarithm(valueAtZero(u));
  const text = OPERATIONS[operation].derivative[0];
  if (text === undefined) throw new Obstacle('none', `the derivative of \`${operation}\` is not known`);
  const written = apply(operation, start);
  checkValue(written);
  const rule = parseExpression(text);
  if (needs(rule, operation)) return byTaylor(written, u, x);
  const outer = expanded(rule, x, new Map([['a', { series: u }]])).series;
  const inner = differentiated(u);
  return integrated(multiplied(outer, inner), valueOf(written), x.terms);
}

/** Whether a term has the operation, or one whose derivative would be asked for in a circle. */
function needs(rule: Expression, operation: OperationName, seen: OperationName[] = []): boolean {
  return foldExpression<boolean>(rule, (term, args) => {
    if (args.includes(true)) return true;
    if (term.kind !== 'apply') return false;
    if (term.operation === operation || seen.includes(term.operation)) return true;
    if (OWN.has(term.operation) || MEANINGS[term.operation] !== undefined) return false;
    const text = OPERATIONS[term.operation].derivative[0];
    return text === undefined || needs(parseExpression(text), operation, [...seen, term.operation]);
  });
}

const OWN: ReadonlySet<OperationName> = new Set([
  'add', 'sub', 'neg', 'mul', 'div', 'pow', 'sqrt', 'cbrt', 'abs', 'exp', 'log', 'sin', 'cos', 'sinh', 'cosh',
]); // prettier-ignore

function byTaylor(written: ApplyTerm, u: PowerSeries, x: Expansion): PowerSeries {
  const [start] = written.args;
  const length = Math.min(x.terms, MOST_DERIVATIVES);
  const step = added(u, monomial(product(integer(-1), start), 0, Math.max(x.terms, end(u))));
  let f: Expression = apply(written.operation, A);
  const first = valueOf(written);
  let sum = monomial(first, 0, x.terms);
  let power = monomial(ONE, 0, x.terms);
  let factorial = ONE;
  for (let k = 1; k <= length; k++) {
    try {
      f = derivative(f, 'a');
    } catch (error) {
      if (error instanceof NapierError) throw new Obstacle('none', error.fault.message);
      throw error;
    }
    const value = replaced(substitute(f, new Map([['a', start]])), written, first);
    checkValue(value);
    power = multiplied(power, step);
    if (power === NOTHING) return sum;
    factorial = rational(factorial.numerator * BigInt(k));
    // After the last known one, what follows is unknown from its power on.
    sum =
      k === length
        ? added(sum, { low: power.low, coefficients: [] })
        : added(sum, scaled(power, quotient(simple(value), factorial)));
  }
  return sum;
}

/** A term wherever it stands, as another. */
function replaced(expression: Expression, from: Expression, to: Expression): Expression {
  return foldExpression<Expression>(expression, (term, args) =>
    term === from ? to : term.kind === 'apply' ? apply(term.operation, ...args) : term,
  );
}

/** For the caller's faults. */
export function refuse(obstacle: Obstacle): never {
  return fail({
    kind: 'unsupported',
    message: `there is no series: ${obstacle.message}`,
    hint: 'a series in whole powers, with finitely many negative ones, is looked for',
  });
}
