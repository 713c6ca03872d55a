import { gcd } from '../../../number/exact/integers.ts';
import {
  addPolynomials,
  exponentOf,
  multiplyPolynomials,
  ONE,
  polynomial,
  ZERO,
  type Monomial,
  type Polynomial,
} from '../../../number/exact/laurent-polynomial.ts';

/** A quotient of polynomials with integer coefficients and exponents ≥ 0; `bottom` is not 0. Common factors of one term fall away. */
export type Quotient = { readonly top: Polynomial; readonly bottom: Polynomial };

export function numberQuotient(numerator: bigint, denominator: bigint): Quotient {
  return { top: polynomial([[[], numerator]]), bottom: polynomial([[[], denominator]]) };
}

export function generatorQuotient(generator: number): Quotient {
  return { top: polynomial([[[generator, 1], 1n]]), bottom: ONE };
}

export function addQuotients(a: Quotient, b: Quotient, scale = 1n): Quotient {
  if (sameConstant(a.bottom, b.bottom)) return { top: addPolynomials(a.top, b.top, scale), bottom: a.bottom };
  return reduced(
    addPolynomials(multiplyPolynomials(a.top, b.bottom), multiplyPolynomials(b.top, a.bottom), scale),
    multiplyPolynomials(a.bottom, b.bottom),
  );
}

export function multiplyQuotients(a: Quotient, b: Quotient): Quotient {
  return reduced(multiplyPolynomials(a.top, b.top), multiplyPolynomials(a.bottom, b.bottom));
}

/** @returns undefined for a divisor that is 0 */
export function divideQuotients(a: Quotient, b: Quotient): Quotient | undefined {
  if (b.top.size === 0) return undefined;
  return multiplyQuotients(a, { top: b.bottom, bottom: b.top });
}

/** A quotient at quotients in place of its generators; undefined where the divisor becomes 0. */
export function composedQuotient(
  { top, bottom }: Quotient,
  at: (generator: number) => Quotient | undefined,
): Quotient | undefined {
  return divideQuotients(substitutedPolynomial(top, at), substitutedPolynomial(bottom, at));
}

/** A polynomial at quotients in place of its generators; what has nothing put in stays. */
export function substitutedPolynomial(
  p: Polynomial,
  at: (generator: number) => Quotient | undefined,
): Quotient {
  let sum: Quotient = { top: ZERO, bottom: ONE };
  for (const { monomial, coefficient } of p.values()) {
    let product = numberQuotient(coefficient, 1n);
    for (let i = 0; i < monomial.length; i += 2) {
      const value = at(monomial[i]) ?? generatorQuotient(monomial[i]);
      for (let k = 0; k < monomial[i + 1]; k++) product = multiplyQuotients(product, value);
    }
    sum = addQuotients(sum, product);
  }
  return sum;
}

function reduced(top: Polynomial, bottom: Polynomial): Quotient {
  if (top.size === 0) return { top, bottom: ONE };
  let content = 0n;
  for (const { coefficient } of [...top.values(), ...bottom.values()]) content = gcd(content, coefficient);
  const [first] = bottom.values();
  const common: number[] = [];
  for (let i = 0; i < first.monomial.length; i += 2) {
    let least = first.monomial[i + 1];
    for (const p of [top, bottom])
      for (const { monomial } of p.values()) least = Math.min(least, exponentOf(monomial, first.monomial[i]));
    if (least > 0) common.push(first.monomial[i], least);
  }
  if (content === 1n && common.length === 0) return { top, bottom };
  return { top: without(top, common, content), bottom: without(bottom, common, content) };
}

function without(p: Polynomial, common: Monomial, content: bigint): Polynomial {
  return polynomial(
    [...p.values()].map(({ monomial, coefficient }): [Monomial, bigint] => [
      monomial.flatMap((g, i) => {
        if (i % 2 === 1) return [];
        const e = monomial[i + 1] - exponentOf(common, g);
        return e === 0 ? [] : [g, e];
      }),
      coefficient / content,
    ]),
  );
}

/** Equal, and short enough that comparing is cheaper than multiplying. */
function sameConstant(a: Polynomial, b: Polynomial): boolean {
  if (a === b) return true;
  if (a.size !== 1 || b.size !== 1) return false;
  const [[x], [y]] = [[...a.values()], [...b.values()]];
  return x.coefficient === y.coefficient && x.monomial.join() === y.monomial.join();
}
