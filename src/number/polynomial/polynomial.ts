import { fail } from '../../error/fault.ts';
import { absolute, gcd } from '../exact/integers.ts';
import type { Monomial, Ring } from './ring.ts';
import { TermTable } from './term-table.ts';

/** A polynomial with integer coefficients, none of them 0; monomials fall. */
export type Polynomial = {
  readonly ring: Ring;
  readonly monomials: readonly Monomial[];
  readonly coefficients: readonly bigint[];
};

/** Most terms of a polynomial, and most products of terms in one multiplication. */
const MOST_TERMS = 20_000;
const MOST_WORK = 40_000_000;

/** Products of so few terms need no table. */
const SMALL_PRODUCT = 48;

function tooLarge(): never {
  return fail({
    kind: 'limit',
    message: `a polynomial of this calculation has more than ${MOST_TERMS} terms`,
    hint: 'ask for a form that is not expanded',
  });
}

const make = (ring: Ring, monomials: readonly Monomial[], coefficients: readonly bigint[]): Polynomial => ({
  ring,
  monomials,
  coefficients,
});

export function constantPolynomial(ring: Ring, value: bigint): Polynomial {
  return value === 0n ? make(ring, [], []) : make(ring, [ring.one], [value]);
}

/** coefficient · variable ^ exponent */
export function powerOfVariable(
  ring: Ring,
  variable: number,
  exponent: number,
  coefficient = 1n,
): Polynomial {
  return coefficient === 0n
    ? make(ring, [], [])
    : make(ring, [ring.power(variable, exponent)], [coefficient]);
}

/** From terms in any order; equal monomials are added up. */
export function polynomialOf(ring: Ring, terms: Iterable<readonly [Monomial, bigint]>): Polynomial {
  const sums = new Map<Monomial, bigint>();
  for (const [monomial, c] of terms) sums.set(monomial, (sums.get(monomial) ?? 0n) + c);
  const monomials = [...sums.keys()].filter((m) => sums.get(m) !== 0n).sort(falling);
  return make(
    ring,
    monomials,
    monomials.map((m) => sums.get(m) as bigint),
  );
}

function falling(a: Monomial, b: Monomial): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

export function isZero(p: Polynomial): boolean {
  return p.monomials.length === 0;
}

/** Its value where it is one number, else `undefined`. */
export function asInteger(p: Polynomial): bigint | undefined {
  if (p.monomials.length === 0) return 0n;
  return p.monomials.length === 1 && p.monomials[0] === p.ring.one ? p.coefficients[0] : undefined;
}

export function equalPolynomials(a: Polynomial, b: Polynomial): boolean {
  return (
    a.monomials.length === b.monomials.length &&
    a.monomials.every((m, i) => m === b.monomials[i] && a.coefficients[i] === b.coefficients[i])
  );
}

export function totalDegree(p: Polynomial): number {
  return p.monomials.length === 0 ? 0 : p.ring.degree(p.monomials[0]);
}

export function degreeIn(p: Polynomial, variable: number): number {
  let most = 0;
  for (const m of p.monomials) most = Math.max(most, p.ring.exponent(m, variable));
  return most;
}

/** The variables that occur, rising. */
export function variablesIn(p: Polynomial): number[] {
  return Array.from({ length: p.ring.variables }, (_, v) => v).filter((v) =>
    p.monomials.some((m) => p.ring.exponent(m, v) > 0),
  );
}

export function scaled(p: Polynomial, by: bigint, monomial: Monomial = p.ring.one): Polynomial {
  if (by === 0n) return make(p.ring, [], []);
  return make(
    p.ring,
    monomial === p.ring.one ? p.monomials : p.monomials.map((m) => p.ring.multiply(m, monomial)),
    by === 1n ? p.coefficients : p.coefficients.map((c) => c * by),
  );
}

export const negated = (p: Polynomial): Polynomial => scaled(p, -1n);

/** a + times · b */
export function added(a: Polynomial, b: Polynomial, times = 1n): Polynomial {
  if (b.monomials.length === 0 || times === 0n) return a;
  if (a.monomials.length === 0) return scaled(b, times);
  const monomials: Monomial[] = [];
  const coefficients: bigint[] = [];
  let [i, j] = [0, 0];
  const [na, nb] = [a.monomials.length, b.monomials.length];
  while (i < na || j < nb) {
    if (j >= nb || (i < na && a.monomials[i] > b.monomials[j])) {
      monomials.push(a.monomials[i]);
      coefficients.push(a.coefficients[i++]);
    } else if (i >= na || b.monomials[j] > a.monomials[i]) {
      monomials.push(b.monomials[j]);
      coefficients.push(times * b.coefficients[j++]);
    } else {
      const sum = a.coefficients[i] + times * b.coefficients[j];
      if (sum !== 0n) {
        monomials.push(a.monomials[i]);
        coefficients.push(sum);
      }
      i += 1;
      j += 1;
    }
  }
  return make(a.ring, monomials, coefficients);
}

export const subtracted = (a: Polynomial, b: Polynomial): Polynomial => added(a, b, -1n);

/** @throws NapierError `limit` when the product is too long, or its degree beyond the ring's. */
export function multiplied(a: Polynomial, b: Polynomial): Polynomial {
  const [na, nb] = [a.monomials.length, b.monomials.length];
  if (na === 0 || nb === 0) return make(a.ring, [], []);
  checkDegree(a.ring, totalDegree(a) + totalDegree(b));
  if (na === 1) return scaled(b, a.coefficients[0], a.monomials[0]);
  if (nb === 1) return scaled(a, b.coefficients[0], b.monomials[0]);
  if (na * nb <= SMALL_PRODUCT) return smallProduct(a, b);
  if (na * nb > MOST_WORK) tooLarge();
  return a.ring.wide ? wideProduct(a, b) : narrowProduct(a, b);
}

function checkDegree(ring: Ring, degree: number): void {
  if (degree >= ring.degreeLimit) {
    fail({ kind: 'limit', message: `a polynomial of this calculation has degree ${degree}` });
  }
}

/** Row by row, without a table. */
function smallProduct(a: Polynomial, b: Polynomial): Polynomial {
  const [short, long] = a.monomials.length < b.monomials.length ? [a, b] : [b, a];
  let sum = scaled(long, short.coefficients[0], short.monomials[0]);
  for (let i = 1; i < short.monomials.length; i++) {
    sum = added(sum, scaled(long, short.coefficients[i], short.monomials[i]));
  }
  return sum;
}

function wideProduct(a: Polynomial, b: Polynomial): Polynomial {
  const sums = new Map<Monomial, bigint>();
  for (let i = 0; i < a.monomials.length; i++) {
    for (let j = 0; j < b.monomials.length; j++) {
      const m = a.ring.multiply(a.monomials[i], b.monomials[j]);
      sums.set(m, (sums.get(m) ?? 0n) + a.coefficients[i] * b.coefficients[j]);
    }
    if (sums.size > MOST_TERMS) tooLarge();
  }
  return polynomialOf(a.ring, sums);
}

function largest(coefficients: readonly bigint[]): number {
  let most = 0;
  for (const c of coefficients) most = Math.max(most, Math.abs(Number(c)));
  return most;
}

/** Keys are doubles. Where no coefficient can leave the integers that doubles hold, they are doubles too. */
function narrowProduct(a: Polynomial, b: Polynomial): Polynomial {
  const [short, long] = a.monomials.length < b.monomials.length ? [a, b] : [b, a];
  const [ns, nl] = [short.monomials.length, long.monomials.length];
  const bound = ns * largest(a.coefficients) * largest(b.coefficients);
  const exact = bound < 2 ** 53;
  const table = new TermTable(Math.min(ns * nl, 4 * (ns + nl)), exact);
  const keys = long.monomials as readonly number[];
  if (exact) {
    const factors = Float64Array.from(long.coefficients, Number);
    for (let i = 0; i < ns; i++) {
      const key = short.monomials[i] as number;
      const c = Number(short.coefficients[i]);
      for (let j = 0; j < nl; j++) table.addDouble(key + keys[j], c * factors[j]);
      if (table.size > MOST_TERMS) tooLarge();
    }
  } else {
    for (let i = 0; i < ns; i++) {
      const key = short.monomials[i] as number;
      const c = short.coefficients[i];
      for (let j = 0; j < nl; j++) table.addBig(key + keys[j], c * long.coefficients[j]);
      if (table.size > MOST_TERMS) tooLarge();
    }
  }
  const { keys: monomials, values } = table.sorted();
  return make(a.ring, monomials, values);
}

/** p^exponent for a whole exponent ≥ 0. */
export function raised(p: Polynomial, exponent: number): Polynomial {
  const { ring } = p;
  checkDegree(ring, totalDegree(p) * exponent);
  if (exponent === 0) return constantPolynomial(ring, 1n);
  if (p.monomials.length === 1) {
    return make(ring, [powerOf(ring, p.monomials[0], exponent)], [p.coefficients[0] ** BigInt(exponent)]);
  }
  if (p.monomials.length === 2 && exponent > 2) return binomialPower(p, exponent);
  // Multiplying by the base again and again is cheaper than squaring for sparse polynomials (Fateman 1974).
  let out = p;
  for (let k = 1; k < exponent; k++) out = multiplied(out, p);
  return out;
}

function powerOf(ring: Ring, monomial: Monomial, exponent: number): Monomial {
  return ring.wide ? (monomial as bigint) * BigInt(exponent) : (monomial as number) * exponent;
}

function binomialPower({ ring, monomials: [m, n], coefficients: [a, b] }: Polynomial, k: number): Polynomial {
  const monomials: Monomial[] = [];
  const coefficients: bigint[] = [];
  const powers: bigint[] = [1n];
  for (let i = 1; i <= k; i++) powers.push(powers[i - 1] * b);
  let binomial = 1n;
  let rising = a ** BigInt(k);
  for (let i = 0; i <= k; i++) {
    monomials.push(ring.multiply(powerOf(ring, m, k - i), powerOf(ring, n, i)));
    coefficients.push(binomial * rising * powers[i]);
    binomial = (binomial * BigInt(k - i)) / BigInt(i + 1);
    if (i < k) rising /= a;
  }
  return make(ring, monomials, coefficients);
}

/** The gcd of the coefficients, with the sign of the leading one; 0 for 0. */
export function contentOf(p: Polynomial): bigint {
  let content = 0n;
  for (const c of p.coefficients) {
    content = gcd(content, c);
    if (content === 1n) break;
  }
  return p.coefficients.length > 0 && p.coefficients[0] < 0n ? -content : content;
}

/** The polynomial over an integer that divides every coefficient. */
export function overInteger(p: Polynomial, divisor: bigint): Polynomial {
  if (divisor === 1n) return p;
  return make(
    p.ring,
    p.monomials,
    p.coefficients.map((c) => c / divisor),
  );
}

/** Over its content: coefficients without a common divisor, the leading one positive. */
export function primitivePart(p: Polynomial): Polynomial {
  return p.monomials.length === 0 ? p : overInteger(p, contentOf(p));
}

/** The largest monomial that divides every term of p ≠ 0. */
export function commonMonomial(p: Polynomial): Monomial {
  const { ring } = p;
  const least = ring.exponents(p.monomials[0]);
  for (const m of p.monomials) {
    for (let v = 0; v < least.length; v++)
      if (least[v] > 0) least[v] = Math.min(least[v], ring.exponent(m, v));
  }
  return ring.monomial(least);
}

export function overMonomial(p: Polynomial, monomial: Monomial): Polynomial {
  if (monomial === p.ring.one) return p;
  return make(
    p.ring,
    p.monomials.map((m) => p.ring.divide(m, monomial)),
    p.coefficients,
  );
}

/** The coefficients as a polynomial in one variable: entry k is what stands at variable^k (free of the variable). */
export function coefficientsIn(p: Polynomial, variable: number): Polynomial[] {
  const { ring } = p;
  const parts: { monomials: Monomial[]; coefficients: bigint[] }[] = [];
  for (let i = 0; i < p.monomials.length; i++) {
    const e = ring.exponent(p.monomials[i], variable);
    while (parts.length <= e) parts.push({ monomials: [], coefficients: [] });
    // The order of the rest is kept: all lose the same power.
    parts[e].monomials.push(ring.divide(p.monomials[i], ring.power(variable, e)));
    parts[e].coefficients.push(p.coefficients[i]);
  }
  return parts.map(({ monomials, coefficients }) => make(ring, monomials, coefficients));
}

/** The inverse of `coefficientsIn`. */
export function fromCoefficientsIn(ring: Ring, parts: readonly Polynomial[], variable: number): Polynomial {
  const terms: [Monomial, bigint][] = [];
  parts.forEach((part, e) => {
    const power = ring.power(variable, e);
    part.monomials.forEach((m, i) => terms.push([ring.multiply(m, power), part.coefficients[i]]));
  });
  return polynomialOf(ring, terms);
}

export function derivativeIn(p: Polynomial, variable: number): Polynomial {
  const { ring } = p;
  const unit = ring.power(variable, 1);
  const monomials: Monomial[] = [];
  const coefficients: bigint[] = [];
  for (let i = 0; i < p.monomials.length; i++) {
    const e = ring.exponent(p.monomials[i], variable);
    if (e === 0) continue;
    monomials.push(ring.divide(p.monomials[i], unit));
    coefficients.push(p.coefficients[i] * BigInt(e));
  }
  return make(ring, monomials, coefficients);
}

/** The polynomial with an integer for one variable. */
export function evaluatedAt(p: Polynomial, variable: number, value: bigint): Polynomial {
  const { ring } = p;
  const powers: bigint[] = [1n];
  const terms: [Monomial, bigint][] = p.monomials.map((m, i) => {
    const e = ring.exponent(m, variable);
    while (powers.length <= e) powers.push(powers[powers.length - 1] * value);
    return [ring.divide(m, ring.power(variable, e)), p.coefficients[i] * powers[e]];
  });
  return polynomialOf(ring, terms);
}

/** The largest absolute value of a coefficient. */
export function heightOf(p: Polynomial): bigint {
  return p.coefficients.reduce((most, c) => (absolute(c) > most ? absolute(c) : most), 0n);
}
