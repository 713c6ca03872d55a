import {
  apply,
  constant,
  integer,
  rational,
  type ApplyTerm,
  type Expression,
} from '../../expression/expression.ts';
import { OPERATIONS, type OperationName } from '../../expression/operations.ts';
import { absolute } from '../../number/exact/integers.ts';
import { contentOf, overInteger, type Polynomial } from '../../number/polynomial/polynomial.ts';
import { squareFreeParts } from '../../number/polynomial/square-free.ts';
import { kernelsOf, readFraction } from './kernels.ts';
import { linearParts, splitCoefficient } from './linear-parts.ts';
import { lowest, type Rational } from './rationals.ts';
import { expandedTerm, powerTerm, scaledTerm, sumTerm } from './to-expression.ts';

const ONE = integer(1);
const ZERO = integer(0);
const PI = constant('pi');

/** What is known of the whole expression while its functions are read. */
export type Surroundings = {
  /** Positive wherever the expression has a value: by id of the (simplified) term. */
  readonly positive: ReadonlySet<number>;
  /** sinh, cosh, tanh by exponentials. */
  readonly hyperbolicAsExponential: boolean;
  /** sin and cos of sums by those of the parts. */
  readonly splitAngles: boolean;
  /** acos by asin. */
  readonly acosAsAsin: boolean;
};

const div = (a: Expression, b: Expression): Expression => apply('div', a, b);
const mul = (a: Expression, b: Expression): Expression => apply('mul', a, b);
const add = (a: Expression, b: Expression): Expression => apply('add', a, b);
const sub = (a: Expression, b: Expression): Expression => apply('sub', a, b);
const power = (a: Expression, exponent: number): Expression => powerTerm(a, exponent);

const isApply = <O extends OperationName>(
  term: Expression,
  operation: O,
): term is ApplyTerm & { readonly operation: O } => term.kind === 'apply' && term.operation === operation;

/**
 * A function of simplified arguments, by fewer kinds of function, which polynomial arithmetic then sees as variables:
 * tan by sin and cos, exponentials of sums as products, roots and logarithms without numbers and powers inside. Each
 * form has the same value wherever the term has one.
 */
export function canonicalFunction(
  term: ApplyTerm,
  args: readonly Expression[],
  around: Surroundings,
): Expression {
  const [a, b] = args;
  switch (term.operation) {
    case 'sqrt':
      return rootOf(a, 2n, around);
    case 'rsqrt':
      return div(ONE, rootOf(a, 2n, around));
    case 'cbrt':
      return rootOf(a, 3n, around, true);
    case 'hypot':
      return rootOf(add(mul(a, a), mul(b, b)), 2n, around);
    case 'pow':
      return powerOf(a, b, around);
    case 'exp':
      return exponentialOf(a);
    case 'expm1':
      return sub(exponentialOf(a), ONE);
    case 'exp2':
      return exponentialToBase(integer(2), a);
    case 'exp10':
      return exponentialToBase(integer(10), a);
    case 'log':
      return logarithmOf(a, around);
    case 'log1p':
      return logarithmOf(add(ONE, a), around);
    case 'log2':
      return a.kind === 'number'
        ? div(logarithmOf(a, around), logarithmOf(integer(2), around))
        : apply('log2', a);
    case 'log10':
      return a.kind === 'number'
        ? div(logarithmOf(a, around), logarithmOf(integer(10), around))
        : apply('log10', a);
    case 'sin':
      return sineOf(a, around);
    case 'cos':
      return cosineOf(a, around);
    case 'tan':
      return div(sineOf(a, around), cosineOf(a, around));
    case 'sinh':
    case 'cosh':
    case 'tanh':
      return hyperbolic(term.operation, a, around);
    case 'acos':
      return around.acosAsAsin ? sub(div(PI, integer(2)), oddOrEven('asin', a)) : apply('acos', a);
    case 'abs':
      return absoluteOf(a, around);
    case 'sigmoid':
      return div(ONE, add(ONE, exponentialOf(scaledTerm(-1n, 1n, a))));
    case 'silu':
      return div(a, add(ONE, exponentialOf(scaledTerm(-1n, 1n, a))));
    case 'softplus':
      return logarithmOf(add(ONE, exponentialOf(a)), around);
    case 'min':
    case 'max':
      return a === b ? a : apply(term.operation, ...[a, b].sort((x, y) => x.id - y.id));
    default:
      return args.length === 1 ? oddOrEven(term.operation, a) : apply(term.operation, ...args);
  }
}

/** f(−a) as ∓f(a) where the table says so, the sign of the leading coefficient in front. */
function oddOrEven(operation: ApplyTerm['operation'], a: Expression): Expression {
  const [parity] = OPERATIONS[operation].parity;
  if (a === ZERO && parity === 'odd') return ZERO;
  if (parity === 'none') return apply(operation, a);
  const { sign, term } = signOf(a);
  const value = apply(operation, term);
  return sign < 0 && parity === 'odd' ? apply('neg', value) : value;
}

function signOf(a: Expression): { readonly sign: 1 | -1; readonly term: Expression } {
  if (a.kind === 'variable' || a.kind === 'constant') return { sign: 1, term: a };
  const { coefficient } = splitCoefficient(a);
  if (coefficient.numerator >= 0n) return { sign: 1, term: a };
  return { sign: -1, term: negatedTerm(a) };
}

function negatedTerm(a: Expression): Expression {
  const kernels = kernelsOf([a]);
  const { numerator, denominator } = readFraction(a, kernels);
  const content = contentOf(denominator);
  const top = expandedTerm(overInteger(numerator, -1n), kernels, content);
  const below = overInteger(denominator, content);
  return below.monomials.length === 1 && below.monomials[0] === below.ring.one
    ? top
    : div(top, expandedTerm(below, kernels));
}

/** exp of a sum is a product: one exponential for each part. */
function exponentialOf(a: Expression): Expression {
  if (a === ZERO) return ONE;
  let product: Expression | undefined;
  const times = (factor: Expression): void => {
    product = product === undefined ? factor : mul(product, factor);
  };
  for (const { coefficient, term } of linearParts(a)) {
    // exp(k·log(u)) = u^k for whole k.
    if (isApply(term, 'log') && coefficient.denominator === 1n) {
      times(power(term.args[0], Number(coefficient.numerator)));
      continue;
    }
    const { numerator, denominator } = lowest(coefficient);
    const inner = apply('exp', scaledTerm(absolute(numerator), denominator, term));
    times(numerator < 0n ? div(ONE, inner) : inner);
  }
  return product ?? ONE;
}

/** base^a for a whole number as base. */
function exponentialToBase(base: Expression, a: Expression): Expression {
  let product: Expression | undefined;
  for (const { coefficient, term } of linearParts(a)) {
    const { numerator, denominator } = lowest(coefficient);
    let factor: Expression;
    if (term === ONE && denominator === 1n && absolute(numerator) < 100n) {
      factor = power(base, Number(numerator));
    } else {
      const inner = apply('pow', base, scaledTerm(absolute(numerator), denominator, term));
      factor = numerator < 0n ? div(ONE, inner) : inner;
    }
    product = product === undefined ? factor : mul(product, factor);
  }
  return product ?? ONE;
}

function powerOf(a: Expression, b: Expression, around: Surroundings): Expression {
  if (b.kind === 'number') {
    if (b.denominator === 1n) return apply('pow', a, b);
    if (b.denominator <= 12n && absolute(b.numerator) <= 1_000n) {
      return power(rootOf(a, b.denominator, around), Number(b.numerator));
    }
    return apply('pow', a, b);
  }
  if (a.kind === 'constant' && a.name === 'e') return exponentialOf(b);
  if (a.kind === 'number' && a.denominator === 1n && a.numerator > 1n) return exponentialToBase(a, b);
  if (a === ONE) return ONE;
  // (u^v)^w = u^(v·w) needs a whole w or a positive u.
  return apply('pow', a, b);
}

const SMALL_PRIMES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n];

/** n = Π prime^exponent · rest, by small primes. */
function smallFactors(n: bigint): [bigint, number][] {
  const out: [bigint, number][] = [];
  let rest = n;
  for (const prime of SMALL_PRIMES) {
    let exponent = 0;
    while (rest % prime === 0n) {
      rest /= prime;
      exponent += 1;
    }
    if (exponent > 0) out.push([prime, exponent]);
  }
  if (rest > 1n) out.push([rest, 1]);
  return out;
}

/** The q-th root as the kernel that stands for it. */
export function rootKernel(u: Expression, q: bigint, ofReals: boolean): Expression {
  if (q === 2n) return apply('sqrt', u);
  if (q === 3n && ofReals) return apply('cbrt', u);
  return apply('pow', u, rational(1n, q));
}

/** A q-th root without powers inside: square factors come out. `ofReals`: an odd root, of negative numbers too. */
function rootOf(a: Expression, q: bigint, around: Surroundings, ofReals = false): Expression {
  if (a === ZERO || a === ONE) return a;
  const kernels = kernelsOf([a]);
  const { numerator, denominator } = readFraction(a, kernels);
  const [top, bottom] = [contentOf(numerator), contentOf(denominator)];
  // Numbers: (n/d)^(1/q) = (n·d^(q−1))^(1/q)/d, with whole powers taken out.
  let outside: Rational = { numerator: 1n, denominator: bottom };
  let inside = 1n;
  for (const [prime, exponent] of smallFactors(absolute(top) * bottom ** (q - 1n))) {
    const whole = BigInt(exponent) / q;
    outside = { ...outside, numerator: outside.numerator * prime ** whole };
    inside *= prime ** (BigInt(exponent) - whole * q);
  }
  let negative = top < 0n;
  if (negative && ofReals && q % 2n === 1n) {
    negative = false;
    outside = { ...outside, numerator: -outside.numerator };
  }
  const one = (p: Polynomial): boolean => p.monomials.length === 1 && p.monomials[0] === p.ring.one;
  const parts = (p: Polynomial): { base: Expression; exponent: bigint }[] => {
    if (one(p)) return [];
    const single = p.monomials.length === 1;
    if (single) {
      return kernels.terms.flatMap((base, v) => {
        const e = p.ring.exponent(p.monomials[0], v);
        return e === 0 ? [] : [{ base, exponent: BigInt(e) }];
      });
    }
    if (p.monomials.length > 40) return [{ base: expandedTerm(p, kernels), exponent: 1n }];
    return withMonomials(p, kernels.terms, (q) => expandedTerm(q, kernels));
  };
  const over = (p: Polynomial, content: bigint): Polynomial => overInteger(p, content);
  let outer: Expression = scaledTerm(outside.numerator, outside.denominator, ONE);
  let within: Expression | undefined;
  const above = parts(over(numerator, top));
  const below = parts(over(denominator, bottom));
  const always = ofReals && q % 2n === 1n;
  const remain = [...above, ...below].some(({ exponent }) => exponent % q !== 0n);
  const alone = above.length + below.length === 1;
  const gather = (list: { base: Expression; exponent: bigint }[], isBelow: boolean): void => {
    let rest: Expression | undefined;
    for (const { base, exponent } of list) {
      // Where a factor is 0 the root is 0, whatever sign the rest has: then the rest by itself may have no root.
      const free = always || !remain || alone || (isBelow && exponent % 2n === 0n);
      const whole = free ? exponent / q : 0n;
      const left = exponent - whole * q;
      if (whole > 0n) {
        const needsAbs = q % 2n === 0n && exponent % 2n === 0n && whole % 2n === 1n;
        const factor = power(needsAbs ? absoluteOf(base, around) : base, Number(whole));
        outer = isBelow ? div(outer, factor) : outer === ONE ? factor : mul(outer, factor);
      }
      if (left > 0n) {
        const factor = power(base, Number(left));
        rest = rest === undefined ? factor : mul(rest, factor);
      }
    }
    if (rest !== undefined) {
      within = isBelow ? div(within ?? ONE, rest) : within === undefined ? rest : mul(within, rest);
    }
  };
  gather(above, false);
  gather(below, true);
  const number = scaledTerm(negative ? -inside : inside, 1n, ONE);
  const separate = within !== undefined && !negative;
  const roots: Expression[] = [];
  if (separate) {
    if (inside !== 1n) roots.push(rootKernel(rational(inside), q, ofReals));
    roots.push(rootKernel(within as Expression, q, ofReals));
  } else {
    const all = within === undefined ? number : scaledTerm(negative ? -inside : inside, 1n, within);
    if (all !== ONE) roots.push(rootKernel(all, q, ofReals));
  }
  return roots.reduce((x, y) => mul(x, y), outer);
}

function withMonomials(
  p: Polynomial,
  terms: readonly Expression[],
  write: (p: Polynomial) => Expression,
): { base: Expression; exponent: bigint }[] {
  const { ring } = p;
  const least = ring.exponents(p.monomials[0]);
  for (const m of p.monomials) least.forEach((e, v) => (least[v] = Math.min(e, ring.exponent(m, v))));
  const out = least.flatMap((e, v) => (e === 0 ? [] : [{ base: terms[v], exponent: BigInt(e) }]));
  const rest = { ...p, monomials: p.monomials.map((m) => ring.divide(m, ring.monomial(least))) };
  const parts = squareFreeParts(rest);
  for (const { base, exponent } of parts) out.push({ base: write(base), exponent: BigInt(exponent) });
  return out;
}

function absoluteOf(a: Expression, around: Surroundings): Expression {
  if (around.positive.has(a.id)) return a;
  if (a.kind === 'number') return rational(absolute(a.numerator), a.denominator);
  if (a.kind === 'constant') return a;
  if (isApply(a, 'exp') || isApply(a, 'sqrt') || isApply(a, 'abs') || isApply(a, 'cosh')) return a;
  // Even powers and their sums are not negative.
  if (isApply(a, 'pow') && a.args[1].kind === 'number' && a.args[1].denominator === 1n) {
    if (a.args[1].numerator % 2n === 0n) return a;
  }
  return oddOrEven('abs', a);
}

function logarithmOf(a: Expression, around: Surroundings): Expression {
  if (a === ONE) return ZERO;
  if (a.kind === 'constant' && a.name === 'e') return ONE;
  if (a.kind === 'number') return logarithmOfNumber(a);
  const kernels = kernelsOf([a]);
  const { numerator, denominator } = readFraction(a, kernels);
  const [top, bottom] = [contentOf(numerator), contentOf(denominator)];
  let sum: Expression =
    top === bottom || top < 0n ? ZERO : logarithmOfNumber({ numerator: top, denominator: bottom });
  // Factors: those known to be positive stand alone; what is left is positive then too.
  const left: { base: Expression; exponent: number }[] = [];
  const list = (p: Polynomial, content: bigint, sign: number): void => {
    const q = overInteger(p, content);
    if (q.monomials.length > 40) {
      left.push({ base: expandedTerm(q, kernels), exponent: sign });
      return;
    }
    for (const { base, exponent } of withMonomials(q, kernels.terms, (r) => expandedTerm(r, kernels))) {
      left.push({ base, exponent: sign * Number(exponent) });
    }
  };
  list(numerator, top < 0n ? -absolute(top) : top, 1);
  list(denominator, bottom, -1);
  if (top < 0n) return logWhole(a);
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

const logWhole = (a: Expression): Expression => apply('log', a);

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

function sineOf(a: Expression, around: Surroundings): Expression {
  const { twelfths, rest } = splitTurns(a);
  return sineAt(joined(rest), twelfths, around);
}

function cosineOf(a: Expression, around: Surroundings): Expression {
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

function hyperbolic(operation: 'sinh' | 'cosh' | 'tanh', a: Expression, around: Surroundings): Expression {
  if (a === ZERO) return operation === 'cosh' ? ONE : ZERO;
  if (around.hyperbolicAsExponential) {
    const [e, f] = [exponentialOf(a), exponentialOf(scaledTerm(-1n, 1n, a))];
    const two = integer(2);
    if (operation === 'tanh') return div(sub(e, f), add(e, f));
    return div(operation === 'sinh' ? sub(e, f) : add(e, f), two);
  }
  if (operation === 'tanh') return div(hyperbolic('sinh', a, around), hyperbolic('cosh', a, around));
  return oddOrEven(operation, a);
}
