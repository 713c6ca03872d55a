import type { Expression } from '../../expression/expression.ts';
import {
  addElements,
  denominatorOf,
  ELEMENT_ONE,
  ELEMENT_ZERO,
  elementKey,
  elementOf,
  fractionElement,
  leastCommonMultiple,
  monomialElement,
  multiplyElements,
  reciprocalOf,
  scaleElement,
  type Element,
} from './element.ts';
import {
  exponentOf,
  multiplyMonomials,
  polynomial,
  polynomialSquareRoot,
  splitContent,
  type Monomial,
  type Polynomial,
} from '../../number/exact/laurent-polynomial.ts';

/** What is known of a variable: from the operations that take it, where they have a value. */
export type Sign = 'positive' | 'nonnegative';
export type Signs = ReadonlyMap<string, Sign>;

/** One function (or constant) that others are quotients of polynomials in. */
export type Generator = {
  readonly id: number;
  readonly key: string;
  readonly real: boolean;
  readonly sign?: Sign;
  /** Whole numbers only. */
  readonly whole?: boolean;
  /** Without variables. */
  readonly constant: boolean;
  /** This generator to the power `degree` is `power`: everything is kept below that. */
  readonly algebraic?: { readonly degree: number; readonly power: Element };
  /** exp(exponent) or exp(i·exponent). */
  readonly exponent?: Element;
  /** log(of), W(of), asinh(of), … */
  readonly inverse?: { readonly kind: string; readonly of: Element };
  /** Constants as people write them. */
  readonly expression?: Expression;
};

/** An exponential of a fraction of its argument is needed: conversion starts again with that. */
export class FinerUnit extends Error {}
/** The expression has no value anywhere (a division by what is identically 0). */
export class Nowhere extends Error {}

/**
 * A field of functions, built up as expressions are read into it (a tower in the sense of Risch): generators and
 * quotients of polynomials in them. Two expressions with the same element are equal wherever both have a value; the
 * reverse holds as far as the generators are independent, which is not proved and need not be.
 */
export class Tower {
  readonly generators: Generator[] = [];
  /** Conditions that rules took for granted, as text. */
  readonly conditions = new Set<string>();
  readonly signs: Signs;
  private readonly byKey = new Map<string, Generator>();
  /** Of each atom, into how many parts it is divided in exponents. Kept when conversion starts again. */
  private readonly units: Map<string, bigint>;

  constructor(signs: Signs, units: Map<string, bigint>) {
    this.signs = signs;
    this.units = units;
    this.imaginary = this.generator('i', () => ({
      real: false,
      constant: true,
      algebraic: { degree: 2, power: fractionElement(-1n) },
    }));
  }

  /** The square root of −1. */
  readonly imaginary: Generator;

  generator(key: string, make: () => Omit<Generator, 'id' | 'key'>): Generator {
    let found = this.byKey.get(key);
    if (found === undefined) {
      const made = make();
      found = { id: this.generators.length, key, ...made };
      this.generators.push(found);
      this.byKey.set(key, found);
    }
    return found;
  }

  element(generator: Generator, exponent = 1): Element {
    if (exponent < 0 && generator.algebraic !== undefined)
      return this.inverse(this.element(generator, -exponent));
    return this.reduce(exponent === 0 ? ELEMENT_ONE : monomialElement([generator.id, exponent]));
  }

  add(...parts: readonly Element[]): Element {
    let sum = ELEMENT_ZERO;
    for (const part of parts) sum = addElements(sum, part);
    return this.reduce(sum);
  }

  subtract(a: Element, b: Element): Element {
    return this.add(a, scaleElement(b, -1n));
  }

  multiply(...parts: readonly Element[]): Element {
    let product = ELEMENT_ONE;
    for (const part of parts) product = this.reduce(multiplyElements(product, part));
    return product;
  }

  divide(a: Element, b: Element): Element {
    return this.multiply(a, this.inverse(b));
  }

  power(a: Element, exponent: number): Element {
    if (Math.abs(exponent) > 60) throw new FarPower();
    let out = ELEMENT_ONE;
    for (let i = 0; i < Math.abs(exponent); i++) out = this.multiply(out, a);
    return exponent < 0 ? this.inverse(out) : out;
  }

  inverse(a: Element): Element {
    if (a.numerator.size === 0) throw new Nowhere();
    const { content, monomial, primitive } = splitContent(a.numerator);
    const parts = [elementOf(denominatorOf(a)), fractionElement(a.scale, content)];
    for (let i = 0; i < monomial.length; i += 2) {
      const generator = this.generators[monomial[i]];
      const { algebraic } = generator;
      if (algebraic === undefined) parts.push(monomialElement([generator.id, -monomial[i + 1]]));
      else {
        // 1/g = g^(k−1)/gᵏ
        const one = this.multiply(
          monomialElement([generator.id, algebraic.degree - 1]),
          this.inverse(algebraic.power),
        );
        for (let k = 0; k < monomial[i + 1]; k++) parts.push(one);
      }
    }
    const root = primitive.size <= 60 ? polynomialSquareRoot(primitive) : undefined;
    parts.push(root === undefined || root.size === 1 ? reciprocalOf(primitive) : reciprocalOf(root, 2));
    return this.multiply(...parts);
  }

  /** Powers of algebraic generators at or above their degree are replaced. */
  private reduce(element: Element): Element {
    let out = element;
    for (let id = this.generators.length - 1; id >= 0; id--) {
      const { algebraic } = this.generators[id];
      if (algebraic === undefined) continue;
      const byQuotient = new Map<number, [Monomial, bigint][]>();
      for (const { monomial, coefficient } of out.numerator.values()) {
        const quotient = Math.floor(exponentOf(monomial, id) / algebraic.degree);
        const rest =
          quotient === 0 ? monomial : multiplyMonomials(monomial, [id, -quotient * algebraic.degree]);
        byQuotient.set(quotient, [...(byQuotient.get(quotient) ?? []), [rest, coefficient]]);
      }
      if (byQuotient.size === 0 || (byQuotient.size === 1 && byQuotient.has(0))) continue;
      let sum = ELEMENT_ZERO;
      for (const [quotient, terms] of byQuotient) {
        const factor = this.power(algebraic.power, quotient);
        const part = elementOf(polynomial(terms), out.scale, out.factors);
        sum = addElements(sum, multiplyElements(part, factor));
      }
      out = sum;
    }
    return out === element ? out : this.reduce(out);
  }

  /** Whether the function that the element stands for is surely 0. */
  isZero(a: Element): boolean {
    return this.reduce(a).numerator.size === 0;
  }

  isReal(p: Polynomial): boolean {
    return [...p.values()].every(({ monomial }) =>
      monomial.every((g, i) => i % 2 === 1 || this.generators[g].real),
    );
  }

  isConstant(a: Element): boolean {
    return [a.numerator, ...[...a.factors.values()].map(({ base }) => base)].every((p) =>
      [...p.values()].every(({ monomial }) =>
        monomial.every((g, i) => i % 2 === 1 || this.generators[g].constant),
      ),
    );
  }

  isRealElement(a: Element): boolean {
    return this.isReal(a.numerator) && [...a.factors.values()].every(({ base }) => this.isReal(base));
  }

  /** Every term is ≥ 0 by its looks. */
  isNonnegative(p: Polynomial): boolean {
    return [...p.values()].every(
      ({ monomial, coefficient }) =>
        coefficient > 0n &&
        monomial.every((g, i) => {
          if (i % 2 === 1) return true;
          const generator = this.generators[g];
          return generator.real && (generator.sign !== undefined || monomial[i + 1] % 2 === 0);
        }),
    );
  }

  /** A generator for a fraction (`unit` parts) of an atom. */
  unitOf(atom: string): bigint {
    return this.units.get(atom) ?? 1n;
  }

  /** Asks for atoms in `parts` parts: starts conversion again when they are not. */
  needUnit(atom: string, parts: bigint): bigint {
    const unit = this.unitOf(atom);
    if (unit % parts === 0n) return unit;
    const finer = leastCommonMultiple(unit, parts);
    if (finer > 720n) throw new FarPower();
    this.units.set(atom, finer);
    throw new FinerUnit();
  }

  keyOf(a: Element): string {
    return elementKey(a);
  }
}

/** An exponent too large to multiply out. */
export class FarPower extends Error {}
