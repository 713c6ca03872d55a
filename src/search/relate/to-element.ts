import { constant, type ApplyTerm, type Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import type { OperationName } from '../../expression/operations.ts';
import { toText } from '../../expression/to-text.ts';
import { asFraction, ELEMENT_ONE, fractionElement, scaleElement, type Element } from './element.ts';
import { exponential, turn } from './exponentials.ts';
import { logarithm } from './logarithms.ts';
import { besselStep, gammaStep, integerPart, opaque, oddOpaque } from './special-functions.ts';
import { absoluteValue, rationalPower, root } from './roots.ts';
import type { Tower } from './tower.ts';

/** Reads an expression into a tower. @throws TooLarge, FarPower, Nowhere, FinerUnit */
export function toElement(tower: Tower, expression: Expression): Element {
  return foldExpression<Element>(expression, (term, args) => {
    switch (term.kind) {
      case 'number':
        return fractionElement(term.numerator, term.denominator);
      case 'constant':
        return namedConstant(tower, term.name);
      case 'variable': {
        const sign = tower.signs.get(term.name);
        const generator = tower.generator(`variable:${term.name}`, () => ({
          real: true,
          constant: false,
          ...(sign === undefined ? {} : { sign }),
        }));
        return tower.element(generator);
      }
      case 'apply':
        return RULES[term.operation](tower, args, term);
    }
  });
}

function namedConstant(tower: Tower, name: Parameters<typeof constant>[0]): Element {
  if (name === 'e') return exponential(tower, ELEMENT_ONE);
  if (name === 'ln2') return logarithm(tower, fractionElement(2n));
  if (name === 'phi') {
    return tower.multiply(tower.add(ELEMENT_ONE, root(tower, fractionElement(5n), 2)), half);
  }
  return tower.element(
    tower.generator(`constant:${name}`, () => ({
      real: true,
      ...(name === 'pi' ? { sign: 'positive' as const } : {}),
      constant: true,
      expression: constant(name),
    })),
  );
}

const half = fractionElement(1n, 2n);

/** A rule gets its arguments' elements, and the term for messages. */
type Rule = (tower: Tower, args: readonly Element[], term: ApplyTerm) => Element;

const sine: Rule = (t, [a]) => {
  const z = turn(t, a);
  return t.divide(t.subtract(z, t.inverse(z)), t.multiply(fractionElement(2n), t.element(t.imaginary)));
};
const cosine: Rule = (t, [a]) => {
  const z = turn(t, a);
  return t.multiply(t.add(z, t.inverse(z)), half);
};
const pi = (t: Tower): Element => namedConstant(t, 'pi');
const hyperbolic = (t: Tower, a: Element, sign: bigint): Element => {
  const e = exponential(t, a);
  return t.multiply(t.add(e, scaleElement(t.inverse(e), sign)), half);
};
const sigmoid: Rule = (t, [a]) => t.inverse(t.add(ELEMENT_ONE, exponential(t, scaleElement(a, -1n))));
const softplus: Rule = (t, [a]) => logarithm(t, t.add(ELEMENT_ONE, exponential(t, a)));
const tanh: Rule = (t, [a]) => t.divide(hyperbolic(t, a, -1n), hyperbolic(t, a, 1n));
const power: Rule = (t, [a, b], term) => {
  const value = asFraction(b);
  if (value !== undefined) return rationalPower(t, a, value.numerator, value.denominator);
  // For a negative base, and for 0, the power has another meaning.
  const known = asFraction(a);
  if (known === undefined && !t.isConstant(a)) t.conditions.add(`${toText(term.args[0])} > 0`);
  return exponential(t, t.multiply(b, logarithm(t, a)));
};
const extreme =
  (sign: bigint): Rule =>
  (t, [a, b]) =>
    t.multiply(t.add(a, b, scaleElement(absoluteValue(t, t.subtract(a, b)), sign)), half);
const plain =
  (name: OperationName): Rule =>
  (t, args) =>
    opaque(t, name, args);
const odd =
  (name: OperationName): Rule =>
  (t, [a]) =>
    oddOpaque(t, name, a);
const errorFunction = odd('erf');

/** Of each operation, what it is in a tower. */
const RULES: Readonly<Record<OperationName, Rule>> = {
  add: (t, [a, b]) => t.add(a, b),
  sub: (t, [a, b]) => t.subtract(a, b),
  mul: (t, [a, b]) => t.multiply(a, b),
  div: (t, [a, b]) => t.divide(a, b),
  neg: (_, [a]) => scaleElement(a, -1n),
  abs: (t, [a]) => absoluteValue(t, a),
  min: extreme(-1n),
  max: extreme(1n),
  fma: (t, [a, b, c]) => t.add(t.multiply(a, b), c),
  sqrt: (t, [a]) => root(t, a, 2),
  cbrt: (t, [a]) => root(t, a, 3, true),
  rsqrt: (t, [a]) => t.inverse(root(t, a, 2)),
  hypot: (t, [a, b]) => root(t, t.add(t.multiply(a, a), t.multiply(b, b)), 2),
  pow: power,
  exp: (t, [a]) => exponential(t, a),
  exp2: (t, [a]) => exponential(t, t.multiply(a, logarithm(t, fractionElement(2n)))),
  exp10: (t, [a]) => exponential(t, t.multiply(a, logarithm(t, fractionElement(10n)))),
  expm1: (t, [a]) => t.subtract(exponential(t, a), ELEMENT_ONE),
  log: (t, [a]) => logarithm(t, a),
  log2: (t, [a]) => t.divide(logarithm(t, a), logarithm(t, fractionElement(2n))),
  log10: (t, [a]) => t.divide(logarithm(t, a), logarithm(t, fractionElement(10n))),
  log1p: (t, [a]) => logarithm(t, t.add(ELEMENT_ONE, a)),
  sin: sine,
  cos: cosine,
  tan: (t, args, term) => t.divide(sine(t, args, term), cosine(t, args, term)),
  sinpi: (t, [a], term) => sine(t, [t.multiply(pi(t), a)], term),
  cospi: (t, [a], term) => cosine(t, [t.multiply(pi(t), a)], term),
  asin: odd('asin'),
  acos: (t, [a]) => t.subtract(t.multiply(pi(t), half), oddOpaque(t, 'asin', a)),
  atan: odd('atan'),
  atan2: plain('atan2'),
  sinh: (t, [a]) => hyperbolic(t, a, -1n),
  cosh: (t, [a]) => hyperbolic(t, a, 1n),
  tanh,
  asinh: odd('asinh'),
  acosh: plain('acosh'),
  atanh: odd('atanh'),
  erf: errorFunction,
  erfc: (t, [a]) => t.subtract(ELEMENT_ONE, oddOpaque(t, 'erf', a)),
  gamma: (t, [a]) => gammaStep(t, 'gamma', a),
  lgamma: (t, [a]) => gammaStep(t, 'lgamma', a),
  digamma: (t, [a]) => gammaStep(t, 'digamma', a),
  zeta: plain('zeta'),
  airy_ai: plain('airy_ai'),
  bessel_j0: (t, [a]) => besselStep(t, 'bessel_jn', fractionElement(0n), a),
  bessel_j1: (t, [a]) => besselStep(t, 'bessel_jn', fractionElement(1n), a),
  bessel_jn: (t, [n, a]) => besselStep(t, 'bessel_jn', n, a),
  bessel_y0: (t, [a]) => besselStep(t, 'bessel_yn', fractionElement(0n), a),
  bessel_y1: (t, [a]) => besselStep(t, 'bessel_yn', fractionElement(1n), a),
  bessel_yn: (t, [n, a]) => besselStep(t, 'bessel_yn', n, a),
  besseli: (t, [n, a]) => besselStep(t, 'besseli', n, a),
  besselk: (t, [n, a]) => besselStep(t, 'besselk', n, a),
  lambertw: plain('lambertw'),
  sigmoid,
  softplus,
  gelu: (t, [a]) => {
    const inside = t.divide(a, root(t, fractionElement(2n), 2));
    return t.multiply(a, half, t.add(ELEMENT_ONE, oddOpaque(t, 'erf', inside)));
  },
  silu: (t, args, term) => t.multiply(args[0], sigmoid(t, args, term)),
  mish: (t, args, term) => t.multiply(args[0], tanh(t, [softplus(t, args, term)], term)),
  sinc: (t, args, term) => t.divide(sine(t, args, term), args[0]),
  floor: (t, [a]) => integerPart(t, a),
  ceil: (t, [a]) => scaleElement(integerPart(t, scaleElement(a, -1n)), -1n),
  round: odd('round'),
  trunc: odd('trunc'),
};
