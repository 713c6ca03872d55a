import { absolute } from '../../number/exact/integers.ts';
import { apply, rational } from '../../expression/expression.ts';
import {
  elementKey,
  ELEMENT_ZERO,
  elementOf,
  fractionElement,
  isOneElement,
  monomialElement,
  reciprocalOf,
  scaleElement,
  type Element,
} from './element.ts';
import { splitContent, type Polynomial } from '../../number/exact/laurent-polynomial.ts';
import { primePowers } from './prime-powers.ts';
import { absoluteValue } from './roots.ts';
import { Nowhere, type Tower } from './tower.ts';

/** log(a), a > 0 wherever it has a value: falls apart into logarithms of what is surely positive and of the rest. */
export function logarithm(tower: Tower, a: Element): Element {
  if (a.numerator.size === 0) throw new Nowhere();
  const { content, monomial, primitive } = splitContent(a.numerator);
  const parts: Element[] = [];
  const rest: Element[] = content < 0n ? [fractionElement(-1n)] : [];
  for (const [prime, e] of primePowers(absolute(content))) parts.push(logOfPrime(tower, prime, e));
  for (const [prime, e] of primePowers(a.scale)) parts.push(logOfPrime(tower, prime, -e));
  for (let i = 0; i < monomial.length; i += 2) {
    const generator = tower.generators[monomial[i]];
    const exponent = monomial[i + 1];
    if (!generator.real) rest.push(monomialElement([generator.id, exponent]));
    else if (generator.sign !== undefined) parts.push(logOfGenerator(tower, monomial[i], exponent));
    else {
      // log(g²ᵏ·…) = 2k·log|g| + …
      const odd = exponent % 2;
      if (exponent !== odd) {
        const size = absoluteValue(tower, tower.element(generator));
        parts.push(scaleElement(logarithm(tower, size), BigInt(exponent - odd)));
      }
      if (odd !== 0) rest.push(tower.element(generator, odd));
    }
  }
  const split = (p: Polynomial, exponent: number): void => {
    if (tower.isNonnegative(p)) parts.push(scaleElement(logOfPolynomial(tower, p), BigInt(exponent)));
    else rest.push(exponent > 0 ? elementOf(p) : reciprocalOf(p, -exponent));
  };
  if (!(primitive.size === 1 && primitive.has(''))) split(primitive, 1);
  for (const { base, exponent } of a.factors.values()) split(base, -exponent);
  const under = tower.multiply(...rest);
  if (!isOneElement(under)) parts.push(logOfRest(tower, under));
  return parts.length === 0 ? ELEMENT_ZERO : tower.add(...parts);
}

function logOfPrime(tower: Tower, prime: bigint, exponent: number): Element {
  const generator = tower.generator(`log:${prime}`, () => ({
    real: true,
    sign: 'positive',
    constant: true,
    inverse: { kind: 'log', of: fractionElement(prime) },
    expression: apply('log', rational(prime)),
  }));
  return scaleElement(tower.element(generator), BigInt(exponent));
}

function logOfGenerator(tower: Tower, id: number, exponent: number): Element {
  const generator = tower.generators[id];
  if (generator.exponent !== undefined) return scaleElement(generator.exponent, BigInt(exponent));
  const { algebraic } = generator;
  if (algebraic !== undefined && generator.key.startsWith('root')) {
    return scaleElement(logarithm(tower, algebraic.power), BigInt(exponent), BigInt(algebraic.degree));
  }
  return scaleElement(tower.element(logGenerator(tower, tower.element(generator))), BigInt(exponent));
}

function logOfPolynomial(tower: Tower, p: Polynomial): Element {
  return tower.element(logGenerator(tower, elementOf(p)));
}

/** One logarithm for a quotient and its reciprocal, and for what a rational makes of either. */
function logOfRest(tower: Tower, under: Element): Element {
  // log(√(1 + x²) − x) = −log(√(1 + x²) + x): where both have a value, so has the logarithm of their product.
  for (const generator of tower.generators) {
    if (generator.inverse?.kind !== 'log' || generator.expression !== undefined) continue;
    const { of } = generator.inverse;
    for (const sign of [-1n, 1n]) {
      const other = sign < 0n ? tower.multiply(under, of) : tower.divide(under, of);
      const rest = positiveRational(other);
      if (rest === undefined) continue;
      return tower.add(scaleElement(tower.element(generator), sign), logarithm(tower, rest));
    }
  }
  const inverse = tower.inverse(under);
  const [a, b] = [under, inverse].map(elementKey);
  const flipped =
    inverse.factors.size < under.factors.size || (inverse.factors.size === under.factors.size && b < a);
  return flipped
    ? scaleElement(tower.element(logGenerator(tower, inverse)), -1n)
    : tower.element(logGenerator(tower, under));
}

/** The element, if it is a rational number above 0. */
function positiveRational(a: Element): Element | undefined {
  const [first, ...others] = a.numerator.values();
  const isNumber =
    others.length === 0 && first !== undefined && first.monomial.length === 0 && a.factors.size === 0;
  return isNumber && first.coefficient > 0n ? a : undefined;
}

function logGenerator(tower: Tower, of: Element): ReturnType<Tower['generator']> {
  return tower.generator(`log:of:${elementKey(of)}`, () => ({
    real: true,
    constant: tower.isConstant(of),
    inverse: { kind: 'log', of },
  }));
}
