import type { OperationName } from '../../expression/operations.ts';
import {
  asFraction,
  ELEMENT_ONE,
  ELEMENT_ZERO,
  elementOf,
  fractionElement,
  scaleElement,
  splitFraction,
  type Element,
} from './element.ts';
import { polynomial, type Monomial } from '../../number/exact/laurent-polynomial.ts';
import { absoluteValue } from './roots.ts';
import { logarithm } from './logarithms.ts';
import { FarPower, type Tower } from './tower.ts';

/** Steps that a recurrence is followed. */
const MOST_STEPS = 30n;

/** A function of which nothing is known: equal arguments give equal values. */
export function opaque(tower: Tower, name: OperationName, args: readonly Element[]): Element {
  const generator = tower.generator(`${name}:${args.map((a) => tower.keyOf(a)).join(';')}`, () => ({
    real: true,
    constant: args.every((a) => tower.isConstant(a)),
    ...(args.length === 1 ? { inverse: { kind: name, of: args[0] } } : {}),
  }));
  return tower.element(generator);
}

/** An odd function of which nothing else is known. */
export function oddOpaque(tower: Tower, name: OperationName, a: Element): Element {
  if (a.numerator.size === 0) return ELEMENT_ZERO;
  const negative = splitFraction(a).numerator < 0n;
  const value = opaque(tower, name, [negative ? scaleElement(a, -1n) : a]);
  return negative ? scaleElement(value, -1n) : value;
}

/** The whole part of the constant term, and the rest, of a polynomial. */
function splitConstant(a: Element): { readonly whole: bigint; readonly rest: Element } {
  const constant = a.factors.size === 0 ? a.numerator.get('')?.coefficient : undefined;
  if (constant === undefined) return { whole: 0n, rest: a };
  const remainder = ((constant % a.scale) + a.scale) % a.scale;
  const terms = [...a.numerator.values()].map(
    (t) => [t.monomial, t.monomial.length === 0 ? remainder : t.coefficient] as [Monomial, bigint],
  );
  return { whole: (constant - remainder) / a.scale, rest: elementOf(polynomial(terms), a.scale) };
}

/** ⌊a⌋: whole numbers, and multiples of what is whole, come out. */
export function integerPart(tower: Tower, a: Element): Element {
  const { whole, rest } = splitConstant(a);
  const outside: [Monomial, bigint][] = [];
  const inside: [Monomial, bigint][] = [];
  for (const { monomial, coefficient } of rest.numerator.values()) {
    const integral =
      rest.factors.size === 0 &&
      coefficient % rest.scale === 0n &&
      monomial.length > 0 &&
      monomial.every((g, i) => (i % 2 === 0 ? tower.generators[g].whole === true : g > 0));
    if (integral) outside.push([monomial, coefficient / rest.scale]);
    else inside.push([monomial, coefficient]);
  }
  const under = elementOf(polynomial(inside), rest.scale, rest.factors);
  const sum = tower.add(fractionElement(whole), elementOf(polynomial(outside)));
  const value = asFraction(under);
  if (value !== undefined) return sum; // between 0 and 1
  const generator = tower.generator(`floor:${tower.keyOf(under)}`, () => ({
    real: true,
    whole: true,
    constant: tower.isConstant(under),
  }));
  return tower.add(sum, tower.element(generator));
}

/** Γ(a + n), ψ(a + n) and log|Γ(a + n)| in terms of the same at a (DLMF 5.5.1, 5.5.2). */
export function gammaStep(tower: Tower, name: 'gamma' | 'lgamma' | 'digamma', a: Element): Element {
  const value = asFraction(a);
  const split = splitConstant(a);
  // Γ has its poles at 0, −1, …: integers are counted from 1.
  const base = value !== undefined && split.rest.numerator.size === 0 ? ELEMENT_ONE : split.rest;
  const steps = base === ELEMENT_ONE ? split.whole - 1n : split.whole;
  if (steps > MOST_STEPS || steps < -MOST_STEPS) throw new FarPower();
  let product = ELEMENT_ONE;
  let sum = ELEMENT_ZERO;
  const [from, to] = steps >= 0n ? [0n, steps] : [steps, 0n];
  for (let k = from; k < to; k++) {
    const factor = tower.add(base, fractionElement(k));
    if (name === 'digamma') sum = tower.add(sum, tower.inverse(factor));
    else product = tower.multiply(product, factor);
  }
  const signed = steps >= 0n ? 1n : -1n;
  if (name === 'gamma') {
    const start = base === ELEMENT_ONE ? ELEMENT_ONE : opaque(tower, name, [base]);
    return steps >= 0n ? tower.multiply(product, start) : tower.divide(start, product);
  }
  if (name === 'lgamma') {
    const start = base === ELEMENT_ONE ? ELEMENT_ZERO : opaque(tower, name, [base]);
    return tower.add(start, scaleElement(logarithm(tower, absoluteValue(tower, product)), signed));
  }
  return tower.add(opaque(tower, name, [base]), scaleElement(sum, signed));
}

/**
 * Bessel functions of whole order through those of orders 0 and 1, by the recurrences of DLMF 10.6.1 and 10.29.1 (at
 * argument 0, where these divide by 0, equalities hold by continuity). Of J and I, order 0 is even and 1 odd.
 */
export function besselStep(
  tower: Tower,
  name: 'bessel_jn' | 'bessel_yn' | 'besseli' | 'besselk',
  order: Element,
  a: Element,
): Element {
  const value = asFraction(order);
  if (value === undefined || value.denominator !== 1n || a.numerator.size === 0)
    return opaque(tower, name, [order, a]);
  const n = value.numerator;
  if (n > MOST_STEPS || n < -MOST_STEPS) throw new FarPower();
  if (n < 0n) {
    const same = name === 'besseli' || name === 'besselk' || n % 2n === 0n;
    return scaleElement(besselStep(tower, name, fractionElement(-n), a), same ? 1n : -1n);
  }
  if (n < 2n) {
    const whole = name === 'bessel_jn' || name === 'besseli';
    const negative = whole && splitFraction(a).numerator < 0n;
    const found = opaque(tower, name, [order, negative ? scaleElement(a, -1n) : a]);
    return negative && n === 1n ? scaleElement(found, -1n) : found;
  }
  const [one, two] = [n - 1n, n - 2n].map((k) => besselStep(tower, name, fractionElement(k), a));
  const middle = tower.multiply(tower.divide(fractionElement(2n * (n - 1n)), a), one);
  switch (name) {
    case 'besseli':
      return tower.subtract(two, middle);
    case 'besselk':
      return tower.add(two, middle);
    default:
      return tower.subtract(middle, two);
  }
}
