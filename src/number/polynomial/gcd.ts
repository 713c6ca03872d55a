import { absolute, gcd } from '../exact/integers.ts';
import { dividedExactly } from './divide.ts';
import {
  asInteger,
  coefficientsIn,
  commonMonomial,
  constantPolynomial,
  contentOf,
  degreeIn,
  evaluatedAt,
  fromCoefficientsIn,
  heightOf,
  isZero,
  multiplied,
  negated,
  overInteger,
  overMonomial,
  polynomialOf,
  primitivePart,
  raised,
  scaled,
  subtracted,
  variablesIn,
  type Polynomial,
} from './polynomial.ts';

/** A greatest common divisor over the integers and what is left of both: a = divisor · cofactors[0], b = … */
export type CommonDivisor = {
  readonly divisor: Polynomial;
  readonly cofactors: readonly [Polynomial, Polynomial];
};

/** Points that the heuristic tries, and bits at which it gives up. */
const TRIES = 6;
const MOST_BITS = 60_000;

/**
 * The greatest common divisor over the integers, its leading coefficient positive; gcd(0, 0) is 0. First by one integer
 * gcd (Char, Geddes & Gonnet 1989, GCDHEU: evaluate at a large integer, take the gcd, read the polynomial off its
 * digits, check by division), else by the subresultant sequence (Brown & Traub 1971), which always answers.
 */
export function commonDivisor(a: Polynomial, b: Polynomial): CommonDivisor {
  const { ring } = a;
  if (isZero(a) || isZero(b)) {
    const other = isZero(a) ? b : a;
    const sign = isZero(other) || other.coefficients[0] > 0n ? 1n : -1n;
    const divisor = scaled(other, sign);
    const one = constantPolynomial(ring, sign);
    const zero = constantPolynomial(ring, 0n);
    return { divisor, cofactors: isZero(a) ? [zero, isZero(b) ? zero : one] : [one, zero] };
  }
  const [contentA, contentB] = [contentOf(a), contentOf(b)];
  const content = gcd(contentA, contentB);
  const [monomialA, monomialB] = [commonMonomial(a), commonMonomial(b)];
  const shared = ring.monomial(
    ring.exponents(monomialA).map((e, v) => Math.min(e, ring.exponent(monomialB, v))),
  );
  const p = overMonomial(overInteger(a, contentA), monomialA);
  const q = overMonomial(overInteger(b, contentB), monomialB);
  const { divisor, cofactors } = primitiveDivisor(p, q);
  return {
    divisor: scaled(divisor, content, shared),
    cofactors: [
      scaled(cofactors[0], contentA / content, ring.divide(monomialA, shared)),
      scaled(cofactors[1], contentB / content, ring.divide(monomialB, shared)),
    ],
  };
}

/** The same of several: only the divisor. */
export function commonDivisorOf(polynomials: readonly Polynomial[]): Polynomial {
  let found = polynomials[0];
  for (let i = 1; i < polynomials.length && asInteger(found) !== 1n; i++) {
    found = commonDivisor(found, polynomials[i]).divisor;
  }
  return found;
}

function primitiveDivisor(p: Polynomial, q: Polynomial): CommonDivisor {
  const one = constantPolynomial(p.ring, 1n);
  const trivial: CommonDivisor = { divisor: one, cofactors: [p, q] };
  if (asInteger(p) !== undefined || asInteger(q) !== undefined) return trivial;
  const [inP, inQ] = [variablesIn(p), variablesIn(q)];
  const common = inP.filter((v) => inQ.includes(v));
  if (common.length === 0) return trivial;
  // A variable of one alone: the divisor divides all its coefficients there.
  const own = inP.length > common.length ? ([p, q, inP] as const) : ([q, p, inQ] as const);
  const alone = own[2].find((v) => !common.includes(v));
  if (alone !== undefined) {
    const parts = coefficientsIn(own[0], alone).filter((part) => !isZero(part));
    return withCofactors(p, q, commonDivisorOf([own[1], ...parts]));
  }
  const quick = heuristic(p, q, common);
  if (quick !== undefined) return quick;
  return withCofactors(p, q, subresultantDivisor(p, q, common));
}

function withCofactors(p: Polynomial, q: Polynomial, divisor: Polynomial): CommonDivisor {
  const [left, right] = [dividedExactly(p, divisor), dividedExactly(q, divisor)];
  if (left === undefined || right === undefined) throw new Error('gcd: the divisor does not divide');
  return { divisor, cofactors: [left, right] };
}

/** GCDHEU on primitive polynomials in the same variables. */
function heuristic(p: Polynomial, q: Polynomial, variables: readonly number[]): CommonDivisor | undefined {
  const height = heightOf(p) < heightOf(q) ? heightOf(p) : heightOf(q);
  let point = 2n * height + 29n;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const bits = point.toString(2).length;
    const size = variables.reduce(
      (product, v) => product * (1 + Math.max(degreeIn(p, v), degreeIn(q, v))),
      bits,
    );
    if (size > MOST_BITS) return undefined;
    const found = divisorAt(p, q, variables, point);
    if (found !== undefined && found.coefficients.length > 0) {
      const divisor = primitivePart(found);
      const left = dividedExactly(p, divisor);
      const right = left === undefined ? undefined : dividedExactly(q, divisor);
      if (left !== undefined && right !== undefined) return { divisor, cofactors: [left, right] };
    }
    point = (point * 73_794n) / 27_011n; // the usual factor: not rational to earlier points in small terms
  }
  return undefined;
}

/** Recursively: the gcd of the values at `point`, its digits to the base `point` the coefficients. */
function divisorAt(
  p: Polynomial,
  q: Polynomial,
  variables: readonly number[],
  point: bigint,
): Polynomial | undefined {
  const { ring } = p;
  if (variables.length === 0) {
    return constantPolynomial(ring, gcd(asInteger(p) as bigint, asInteger(q) as bigint));
  }
  const variable = variables[variables.length - 1];
  const rest = variables.slice(0, -1);
  const [atP, atQ] = [evaluatedAt(p, variable, point), evaluatedAt(q, variable, point)];
  if (isZero(atP) || isZero(atQ)) return undefined;
  let value: Polynomial | undefined;
  if (rest.length === 0) {
    value = constantPolynomial(ring, gcd(atP.coefficients[0], atQ.coefficients[0]));
  } else {
    // The values are polynomials of their own, with a base of their own.
    value = commonDivisor(atP, atQ).divisor;
  }
  const parts: Polynomial[] = [];
  const half = point / 2n;
  while (!isZero(value)) {
    const digit = polynomialOf(
      ring,
      value.monomials.map((m, i) => {
        let c = (value as Polynomial).coefficients[i] % point;
        if (c > half) c -= point;
        else if (c < -half) c += point;
        return [m, c] as const;
      }),
    );
    parts.push(digit);
    value = overInteger(subtracted(value, digit), point);
    if (parts.length > 1 + degreeIn(p, variable)) return undefined;
  }
  return fromCoefficientsIn(ring, parts, variable);
}

/** By the subresultant sequence in the first variable, over the contents in it. */
function subresultantDivisor(p: Polynomial, q: Polynomial, variables: readonly number[]): Polynomial {
  const variable = variables.reduce((best, v) =>
    Math.max(degreeIn(p, v), degreeIn(q, v)) < Math.max(degreeIn(p, best), degreeIn(q, best)) ? v : best,
  );
  const [contentP, contentQ] = [contentIn(p, variable), contentIn(q, variable)];
  const content = commonDivisor(contentP, contentQ).divisor;
  const over = (a: Polynomial, b: Polynomial): Polynomial => dividedExactly(a, b) as Polynomial;
  let [a, b] = [over(p, contentP), over(q, contentQ)];
  if (degreeIn(a, variable) < degreeIn(b, variable)) [a, b] = [b, a];
  const { ring } = p;
  let [g, h] = [constantPolynomial(ring, 1n), constantPolynomial(ring, 1n)];
  for (;;) {
    const delta = degreeIn(a, variable) - degreeIn(b, variable);
    const rest = pseudoRemainder(a, b, variable);
    if (isZero(rest)) break;
    if (degreeIn(rest, variable) === 0) {
      b = constantPolynomial(ring, 1n);
      break;
    }
    a = b;
    b = over(rest, multiplied(g, raised(h, delta)));
    g = leadingIn(a, variable);
    h = delta === 0 ? h : delta === 1 ? g : over(raised(g, delta), raised(h, delta - 1));
  }
  return primitivePart(multiplied(content, over(b, contentIn(b, variable))));
}

export function leadingIn(p: Polynomial, variable: number): Polynomial {
  return coefficientsIn(p, variable).at(-1) as Polynomial;
}

/** The gcd of the coefficients in one variable. */
export function contentIn(p: Polynomial, variable: number): Polynomial {
  return commonDivisorOf(coefficientsIn(p, variable).filter((part) => !isZero(part)));
}

/** The remainder of lead(b)^(deg a − deg b + 1)·a by b, in one variable. */
export function pseudoRemainder(a: Polynomial, b: Polynomial, variable: number): Polynomial {
  const { ring } = a;
  const degree = degreeIn(b, variable);
  const lead = leadingIn(b, variable);
  let steps = degreeIn(a, variable) - degree + 1;
  let rest = a;
  while (!isZero(rest) && degreeIn(rest, variable) >= degree) {
    const shift = degreeIn(rest, variable) - degree;
    const top = scaled(leadingIn(rest, variable), 1n, ring.power(variable, shift));
    rest = subtracted(multiplied(rest, lead), multiplied(top, b));
    steps -= 1;
  }
  return steps > 0 ? multiplied(rest, raised(lead, steps)) : rest;
}

/** With a positive leading coefficient. */
export function positive(p: Polynomial): Polynomial {
  return p.coefficients.length > 0 && p.coefficients[0] < 0n ? negated(p) : p;
}

/** Is the divisor of two polynomials a number? */
export function areCoprime(a: Polynomial, b: Polynomial): boolean {
  const found = asInteger(commonDivisor(a, b).divisor);
  return found !== undefined && absolute(found) > 0n;
}
