import {
  asFraction,
  ELEMENT_ONE,
  elementOf,
  fractionElement,
  scaleElement,
  splitFraction,
  type Element,
} from './element.ts';
import { polynomial } from '../../number/exact/laurent-polynomial.ts';
import { rationalPower, root } from './roots.ts';
import type { Generator, Tower } from './tower.ts';

/** A part of an exponent: (numerator/denominator)·atom. */
type Part = { readonly numerator: bigint; readonly denominator: bigint; readonly atom: Element };

/** exp(a) as a product: one generator for each term of a, so that exponentials of sums fall apart. */
export function exponential(tower: Tower, a: Element): Element {
  return tower.multiply(...partsOf(a).map((part) => exponentialOfPart(tower, part)));
}

/** exp(i·a), in the same way: sines and cosines are sums of these, and addition theorems become products. */
export function turn(tower: Tower, a: Element): Element {
  return tower.multiply(...partsOf(a).map((part) => turnOfPart(tower, part)));
}

function partsOf(a: Element): Part[] {
  if (a.factors.size === 0) {
    return [...a.numerator.values()].map(({ monomial, coefficient }) => ({
      numerator: coefficient,
      denominator: a.scale,
      atom: elementOf(polynomial([[monomial, 1n]])),
    }));
  }
  const { numerator, denominator, rest } = splitFraction(a);
  return [lowest({ numerator, denominator, atom: rest })];
}

function lowest({ numerator, denominator, atom }: Part): Part {
  const a = asFraction(fractionElement(numerator, denominator));
  return a === undefined ? { numerator, denominator, atom } : { ...a, atom };
}

function exponentialOfPart(tower: Tower, given: Part): Element {
  const { numerator, denominator, atom } = lowest(given);
  const inverse = single(tower, atom)?.inverse;
  if (inverse !== undefined) {
    const { kind, of } = inverse;
    if (kind === 'log') return rationalPower(tower, of, numerator, denominator);
    if (kind === 'lambertw' && denominator === 1n) {
      return tower.power(tower.divide(of, atom), Number(numerator));
    }
    const one = ELEMENT_ONE;
    if (kind === 'asinh') {
      const sum = tower.add(of, root(tower, tower.add(tower.multiply(of, of), one), 2));
      return rationalPower(tower, sum, numerator, denominator);
    }
    if (kind === 'acosh') {
      const sum = tower.add(of, root(tower, tower.subtract(tower.multiply(of, of), one), 2));
      return rationalPower(tower, sum, numerator, denominator);
    }
    if (kind === 'atanh') {
      const quotient = tower.divide(tower.add(one, of), tower.subtract(one, of));
      return rationalPower(tower, quotient, numerator, 2n * denominator);
    }
  }
  const key = tower.keyOf(atom);
  const unit = tower.needUnit(`exp:${key}`, denominator);
  const generator = tower.generator(`exp:${key}`, () => {
    const real = tower.isRealElement(atom);
    return {
      real,
      ...(real ? { sign: 'positive' as const } : {}),
      constant: tower.isConstant(atom),
      exponent: scaleElement(atom, 1n, unit),
    };
  });
  return tower.element(generator, Number((numerator * unit) / denominator));
}

function turnOfPart(tower: Tower, given: Part): Element {
  const { numerator, denominator, atom } = lowest(given);
  const inside = single(tower, atom);
  const i = tower.element(tower.imaginary);
  if (inside?.key === 'constant:pi' && 12n % denominator === 0n) {
    return rootOfUnity(tower, Number((numerator * 12n) / denominator));
  }
  if (inside?.inverse !== undefined && denominator === 1n) {
    const { kind, of } = inside.inverse;
    const square = tower.multiply(of, of);
    const iOf = tower.multiply(i, of);
    if (kind === 'atan') {
      const length = root(tower, tower.add(ELEMENT_ONE, square), 2);
      return tower.power(tower.divide(tower.add(ELEMENT_ONE, iOf), length), Number(numerator));
    }
    if (kind === 'asin') {
      const cosine = root(tower, tower.subtract(ELEMENT_ONE, square), 2);
      return tower.power(tower.add(cosine, iOf), Number(numerator));
    }
  }
  const key = tower.keyOf(atom);
  const unit = tower.needUnit(`turn:${key}`, denominator);
  const generator = tower.generator(`turn:${key}`, () => ({
    real: false,
    constant: tower.isConstant(atom),
    exponent: scaleElement(atom, 1n, unit),
  }));
  return tower.element(generator, Number((numerator * unit) / denominator));
}

/** exp(iπ·k/12). */
function rootOfUnity(tower: Tower, k: number): Element {
  const i = tower.element(tower.imaginary);
  const half = fractionElement(1n, 2n);
  const turned = ((k % 24) + 24) % 24;
  // k/12 = a/4 + b/3 with b = k mod 3, 3a = k − 4b.
  const b = turned % 3;
  const a = (turned - 4 * b) / 3;
  const eighth = (): Element =>
    tower.multiply(tower.add(ELEMENT_ONE, i), root(tower, fractionElement(2n), 2), half);
  const sixth = (): Element =>
    tower.multiply(tower.add(ELEMENT_ONE, tower.multiply(i, root(tower, fractionElement(3n), 2))), half);
  const quarters = ((a % 8) + 8) % 8;
  return tower.multiply(
    tower.power(i, quarters >> 1),
    quarters % 2 === 1 ? eighth() : ELEMENT_ONE,
    b === 0 ? ELEMENT_ONE : tower.power(sixth(), b),
  );
}

/** The generator that the element is, if it is one. */
export function single(tower: Tower, a: Element): Generator | undefined {
  if (a.factors.size > 0 || a.scale !== 1n || a.numerator.size !== 1) return undefined;
  const [{ monomial, coefficient }] = a.numerator.values();
  return coefficient === 1n && monomial.length === 2 && monomial[1] === 1
    ? tower.generators[monomial[0]]
    : undefined;
}
