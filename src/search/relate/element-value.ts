import type { PrimeField } from '../../number/exact/prime-field.ts';
import { largePrimes, primeField } from '../../number/exact/prime-field.ts';
import { createRandom, type Random } from '../../number/random.ts';
import type { Element } from './element.ts';
import type { Polynomial } from '../../number/exact/laurent-polynomial.ts';
import type { Tower } from './tower.ts';

/**
 * A field in which −1 and 2 are squares, odd roots up to 13 are unique, and the roots of numbers that the tower has
 * exist (√3 is in half of all fields).
 */
export function relationField(tower?: Tower): PrimeField {
  let tried = 0;
  for (const prime of largePrimes()) {
    if (prime % 8 !== 1 || [3, 5, 7, 11, 13].some((q) => (prime - 1) % q === 0)) continue;
    const field = primeField(prime);
    if (tower === undefined || ++tried > MOST_FIELDS || hasConstants(tower, field)) return field;
  }
  throw new RangeError('relationField: no prime');
}

const MOST_FIELDS = 40;

function hasConstants(tower: Tower, field: PrimeField): boolean {
  const random = createRandom(1);
  return Array.from({ length: 6 }).some(() => randomPoint(tower, field, random, true) !== undefined);
}

/** A point of the tower modulo a prime: a value for each generator, those of algebraic ones as their equations ask. */
export function randomPoint(
  tower: Tower,
  field: PrimeField,
  random: Random,
  constantsOnly = false,
): number[] | undefined {
  const values: number[] = [];
  for (const { algebraic, constant } of tower.generators) {
    if (algebraic === undefined || (constantsOnly && !constant)) {
      values.push(1 + random.integer(field.prime - 1));
      continue;
    }
    const power = elementValue(algebraic.power, values, field);
    const found = power === undefined ? undefined : modularRoot(power, algebraic.degree, field);
    if (found === undefined) return undefined;
    values.push(
      random.integer(2) === 1 && algebraic.degree % 2 === 0 && found !== 0 ? field.prime - found : found,
    );
  }
  return values;
}

/** `undefined` at a pole. */
export function elementValue(a: Element, values: readonly number[], field: PrimeField): number | undefined {
  let below = field.residue(a.scale);
  for (const { base, exponent } of a.factors.values()) {
    below = field.multiply(below, powerOf(polynomialValue(base, values, field), exponent, field));
  }
  if (below === 0) return undefined;
  return field.multiply(polynomialValue(a.numerator, values, field), field.inverse(below));
}

function polynomialValue(p: Polynomial, values: readonly number[], field: PrimeField): number {
  let sum = 0;
  for (const { monomial, coefficient } of p.values()) {
    let term = field.residue(coefficient);
    for (let i = 0; i < monomial.length && term !== 0; i += 2) {
      const value = values[monomial[i]];
      const e = monomial[i + 1];
      term = field.multiply(
        term,
        powerOf(e < 0 && value !== 0 ? field.inverse(value) : value, Math.abs(e), field),
      );
    }
    sum = (sum + term) % field.prime;
  }
  return sum;
}

function powerOf(base: number, exponent: number, field: PrimeField): number {
  let out = 1;
  let square = base;
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) out = field.multiply(out, square);
    square = field.multiply(square, square);
  }
  return out;
}

/** Some q-th root, if there is one: odd parts by an inverse exponent, square roots after Tonelli and Shanks. */
function modularRoot(a: number, q: number, field: PrimeField): number | undefined {
  let [value, left] = [a, q];
  while (left % 2 === 0) {
    const found = modularSquareRoot(value, field);
    if (found === undefined) return undefined;
    [value, left] = [found, left / 2];
  }
  if (left === 1) return value;
  const order = BigInt(field.prime - 1);
  const q1 = BigInt(left);
  for (let k = 1n; k < q1; k++) {
    if ((order * k + 1n) % q1 === 0n) return powerOf(value, Number((order * k + 1n) / q1), field);
  }
  return undefined;
}

function modularSquareRoot(a: number, field: PrimeField): number | undefined {
  const { prime, multiply } = field;
  if (a === 0) return 0;
  if (powerOf(a, (prime - 1) / 2, field) !== 1) return undefined;
  let [odd, twos] = [prime - 1, 0];
  while (odd % 2 === 0) [odd, twos] = [odd / 2, twos + 1];
  let other = 2;
  while (powerOf(other, (prime - 1) / 2, field) === 1) other += 1;
  let c = powerOf(other, odd, field);
  let root = powerOf(a, (odd + 1) / 2, field);
  let t = powerOf(a, odd, field);
  let m = twos;
  while (t !== 1) {
    let i = 0;
    for (let s = t; s !== 1; s = multiply(s, s)) i += 1;
    let b = c;
    for (let k = 0; k < m - i - 1; k++) b = multiply(b, b);
    root = multiply(root, b);
    c = multiply(b, b);
    t = multiply(t, c);
    m = i;
  }
  return root;
}
