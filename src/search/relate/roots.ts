import { absolute } from '../../number/exact/integers.ts';
import {
  asFraction,
  elementKey,
  ELEMENT_ONE,
  ELEMENT_ZERO,
  elementOf,
  fractionElement,
  isOneElement,
  monomialElement,
  reciprocalOf,
  type Element,
} from './element.ts';
import {
  polynomialSquareRoot,
  scalePolynomial,
  splitContent,
} from '../../number/exact/laurent-polynomial.ts';
import { primePowers } from './prime-powers.ts';
import { FarPower, Nowhere, type Generator, type Tower } from './tower.ts';

/** a^(numerator/denominator), lowest terms; a ≥ 0 when the denominator is not 1. */
export function rationalPower(tower: Tower, a: Element, numerator: bigint, denominator: bigint): Element {
  if (denominator > 60n || absolute(numerator) > 200n) throw new FarPower();
  const base = denominator === 1n ? a : root(tower, a, Number(denominator));
  return tower.power(base, Number(numerator));
}

/**
 * The q-th root. `of` is ≥ 0 wherever the root has a value; or, with `odd` (and q odd), of any sign. Falls apart into
 * roots of numbers, of generators whose sign is known, and one of the rest.
 */
export function root(tower: Tower, of: Element, q: number, odd = false): Element {
  if (q === 1) return of;
  if (of.numerator.size === 0) return ELEMENT_ZERO;
  const { content, monomial, primitive } = splitContent(of.numerator);
  const parts: Element[] = [];
  /** What stays under the root. */
  const rest: Element[] = [];
  const complex: number[] = [];
  if (content < 0n) (odd ? parts : rest).push(fractionElement(-1n));
  for (const [prime, exponent] of primePowers(absolute(content)))
    parts.push(rootOfPrime(tower, prime, exponent, q));
  for (const [prime, exponent] of primePowers(of.scale)) parts.push(rootOfPrime(tower, prime, -exponent, q));
  for (let i = 0; i < monomial.length; i += 2) {
    const generator = tower.generators[monomial[i]];
    const exponent = monomial[i + 1];
    if (!generator.real) {
      complex.push(generator.id, exponent);
      continue;
    }
    const known = generator.sign !== undefined;
    // Of unknown sign, only even powers come out of an odd root of what is ≥ 0: what stays must be ≥ 0 too.
    const step = known || odd || q % 2 === 0 ? 1 : 2;
    const quotient = Math.floor(exponent / (q * step)) * step;
    const left = exponent - quotient * q;
    if (generator.exponent !== undefined && known && left !== 0) {
      // The generator is exp(atom/unit): its root is exp of a finer part.
      tower.needUnit(generator.key, tower.unitOf(generator.key) * BigInt(q));
    }
    const outside =
      known || odd || quotient % 2 === 0 ? tower.element(generator) : absoluteOfGenerator(tower, generator);
    parts.push(tower.power(outside, quotient));
    if (left === 0) continue;
    if (known || odd) parts.push(tower.power(rootGenerator(tower, tower.element(generator), q, odd), left));
    else rest.push(tower.element(generator, left));
  }
  const bare = of.factors.size === 0 && rest.length === 0;
  const body = scalePolynomial(primitive, 1n, complex);
  const square = q === 2 && (bare || tower.isReal(body)) ? polynomialSquareRoot(body) : undefined;
  if (square !== undefined) parts.push(absoluteValue(tower, elementOf(square)));
  else rest.push(elementOf(body));
  for (const { base, exponent } of of.factors.values()) {
    const real = tower.isReal(base);
    const step = odd || q % 2 === 0 ? 1 : 2;
    const quotient = real ? Math.floor(exponent / (q * step)) * step : 0;
    if (quotient > 0) {
      const outside = q % 2 === 0 ? absoluteValue(tower, elementOf(base)) : elementOf(base);
      parts.push(tower.power(outside, -quotient));
    }
    if (exponent > quotient * q) rest.push(reciprocalOf(base, exponent - quotient * q));
  }
  const under = tower.multiply(...rest);
  if (!isOneElement(under)) {
    const value = asFraction(under);
    if (value !== undefined && value.numerator < 0n) throw new Nowhere();
    parts.push(rootGenerator(tower, under, q, odd));
  }
  return tower.multiply(...parts);
}

function rootGenerator(tower: Tower, of: Element, q: number, odd: boolean): Element {
  const generator = tower.generator(`root${q}:${elementKey(of)}`, () => ({
    real: true,
    ...(odd ? {} : { sign: 'nonnegative' as const }),
    constant: tower.isConstant(of),
    algebraic: { degree: q, power: of },
  }));
  return tower.element(generator);
}

function rootOfPrime(tower: Tower, prime: bigint, exponent: number, q: number): Element {
  const quotient = Math.floor(exponent / q);
  const left = exponent - quotient * q;
  const whole = tower.power(fractionElement(prime), quotient);
  if (left === 0) return whole;
  const generator = tower.generator(`root${q}:${elementKey(fractionElement(prime))}`, () => ({
    real: true,
    sign: 'positive',
    constant: true,
    algebraic: { degree: q, power: fractionElement(prime) },
  }));
  return tower.multiply(whole, tower.power(tower.element(generator), left));
}

/** |a| of a real a: what is surely positive, and squares, come out. */
export function absoluteValue(tower: Tower, a: Element): Element {
  if (a.numerator.size === 0) return a;
  const { content, monomial, primitive } = splitContent(a.numerator);
  const parts: Element[] = [fractionElement(absolute(content), a.scale)];
  const rest: Element[] = [];
  for (let i = 0; i < monomial.length; i += 2) {
    const generator = tower.generators[monomial[i]];
    const exponent = monomial[i + 1];
    if (!generator.real) rest.push(monomialElement([generator.id, exponent]));
    else if (generator.sign !== undefined || exponent % 2 === 0)
      parts.push(tower.element(generator, exponent));
    else parts.push(tower.power(absoluteOfGenerator(tower, generator), exponent));
  }
  (tower.isNonnegative(primitive) ? parts : rest).push(elementOf(primitive));
  for (const { base, exponent } of a.factors.values()) {
    const plain = tower.isNonnegative(base) || (exponent % 2 === 0 && tower.isReal(base));
    (plain ? parts : rest).push(reciprocalOf(base, exponent));
  }
  const under = tower.multiply(...rest);
  return tower.multiply(...parts, isOneElement(under) ? ELEMENT_ONE : absoluteGenerator(tower, under));
}

function absoluteOfGenerator(tower: Tower, generator: Generator): Element {
  return absoluteGenerator(tower, tower.element(generator));
}

function absoluteGenerator(tower: Tower, of: Element): Element {
  const generator = tower.generator(`abs:${elementKey(of)}`, () => ({
    real: true,
    sign: 'nonnegative',
    constant: tower.isConstant(of),
    algebraic: { degree: 2, power: tower.multiply(of, of) },
  }));
  return tower.element(generator);
}
