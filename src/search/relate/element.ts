import { absolute, gcd } from '../../number/exact/integers.ts';
import {
  addPolynomials,
  dividePolynomials,
  multiplyPolynomials,
  ONE,
  polynomial,
  polynomialKey,
  scalePolynomial,
  splitContent,
  type Monomial,
  type Polynomial,
} from '../../number/exact/laurent-polynomial.ts';

/**
 * A quotient of polynomials in generators: numerator / (scale · ∏ factorᵉ). Factors are primitive, without a common
 * monomial, known by their text, so that sums find their common denominators without polynomial gcds.
 */
export type Element = {
  readonly numerator: Polynomial;
  readonly scale: bigint;
  readonly factors: ReadonlyMap<string, Factor>;
};
export type Factor = { readonly base: Polynomial; readonly exponent: number };

const NO_FACTORS: ReadonlyMap<string, Factor> = new Map();

export function elementOf(
  numerator: Polynomial,
  scale = 1n,
  factors: ReadonlyMap<string, Factor> = NO_FACTORS,
): Element {
  if (numerator.size === 0) return { numerator, scale: 1n, factors: NO_FACTORS };
  let divisor = scale;
  for (const { coefficient } of numerator.values()) {
    if (divisor === 1n) break;
    divisor = gcd(divisor, coefficient);
  }
  if (divisor === 1n) return { numerator, scale, factors };
  const shorter = polynomial(
    [...numerator.values()].map((t) => [t.monomial, t.coefficient / divisor] as [Monomial, bigint]),
  );
  return { numerator: shorter, scale: scale / divisor, factors };
}

export function fractionElement(numerator: bigint, denominator = 1n): Element {
  const sign = denominator < 0n ? -1n : 1n;
  return elementOf(polynomial([[[], numerator * sign]]), denominator * sign);
}

export function monomialElement(monomial: Monomial): Element {
  return elementOf(polynomial([[monomial, 1n]]));
}

export const ELEMENT_ZERO = fractionElement(0n);
export const ELEMENT_ONE = fractionElement(1n);

/** A denominator of one polynomial factor (primitive, no common monomial). */
export function reciprocalOf(base: Polynomial, exponent = 1): Element {
  return base.size === 1 && base.has('')
    ? ELEMENT_ONE
    : elementOf(ONE, 1n, new Map([[polynomialKey(base), { base, exponent }]]));
}

/** Divides numerator and denominator by the factors that they share. */
function cancel(element: Element): Element {
  if (element.factors.size === 0 || element.numerator.size === 0) return element;
  let { numerator } = element;
  const factors = new Map(element.factors);
  for (const [key, { base, exponent }] of element.factors) {
    let left = exponent;
    while (left > 0 && numerator.size >= base.size && numerator.size <= 400) {
      const quotient = dividePolynomials(numerator, base);
      if (quotient === undefined) break;
      numerator = quotient;
      left -= 1;
    }
    if (left === 0) factors.delete(key);
    else factors.set(key, { base, exponent: left });
  }
  return elementOf(numerator, element.scale, factors);
}

function raised(base: Polynomial, exponent: number): Polynomial {
  let out = ONE;
  for (let i = 0; i < exponent; i++) out = multiplyPolynomials(out, base);
  return out;
}

/** The numerator over the common denominator `factors`. */
function broughtTo(a: Element, factors: ReadonlyMap<string, Factor>): Polynomial {
  let out = a.numerator;
  for (const [key, { base, exponent }] of factors) {
    out = multiplyPolynomials(out, raised(base, exponent - (a.factors.get(key)?.exponent ?? 0)));
  }
  return out;
}

export function addElements(a: Element, b: Element): Element {
  if (a.numerator.size === 0) return b;
  if (b.numerator.size === 0) return a;
  const factors = new Map(a.factors);
  for (const [key, factor] of b.factors) {
    if ((factors.get(key)?.exponent ?? 0) < factor.exponent) factors.set(key, factor);
  }
  const scale = (a.scale / gcd(a.scale, b.scale)) * b.scale;
  const left = scalePolynomial(broughtTo(a, factors), scale / a.scale);
  const numerator = addPolynomials(left, broughtTo(b, factors), scale / b.scale);
  return cancel(elementOf(numerator, scale, factors));
}

export function multiplyElements(a: Element, b: Element): Element {
  const numerator = multiplyPolynomials(a.numerator, b.numerator);
  const factors = new Map(a.factors);
  for (const [key, { base, exponent }] of b.factors) {
    factors.set(key, { base, exponent: exponent + (factors.get(key)?.exponent ?? 0) });
  }
  return cancel(elementOf(numerator, a.scale * b.scale, factors));
}

export function scaleElement(a: Element, numerator: bigint, denominator = 1n): Element {
  const sign = denominator < 0n ? -1n : 1n;
  return elementOf(scalePolynomial(a.numerator, numerator * sign), a.scale * denominator * sign, a.factors);
}

/** The element's denominators multiplied out. */
export function denominatorOf(a: Element): Polynomial {
  return broughtTo(elementOf(ONE), a.factors);
}

/** Equal texts: equal elements. */
export function elementKey(a: Element): string {
  const below = [...a.factors].map(([key, { exponent }]) => `(${key})^${exponent}`).sort();
  return `${polynomialKey(a.numerator)}/${a.scale}/${below.join('')}`;
}

/** The rational number that it is, if it is one. */
export function asFraction(
  a: Element,
): { readonly numerator: bigint; readonly denominator: bigint } | undefined {
  if (a.numerator.size === 0) return { numerator: 0n, denominator: 1n };
  const constant = a.numerator.get('');
  if (a.numerator.size > 1 || constant === undefined || a.factors.size > 0) return undefined;
  return { numerator: constant.coefficient, denominator: a.scale };
}

/** c · rest, c a fraction, the leading coefficient of `rest` positive and its content 1; a is not 0. */
export function splitFraction(a: Element): {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly rest: Element;
} {
  const { content } = splitContent(a.numerator);
  const rest = polynomial(
    [...a.numerator.values()].map((t) => [t.monomial, t.coefficient / content] as [Monomial, bigint]),
  );
  return { numerator: content, denominator: a.scale, rest: elementOf(rest, 1n, a.factors) };
}

export function isOneElement(a: Element): boolean {
  const value = asFraction(a);
  return value !== undefined && value.numerator === value.denominator;
}

export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / gcd(a, b)) * absolute(b);
}
