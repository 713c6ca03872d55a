import { apply, constant, integer, rational, type Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { literal } from './formula.ts';
import { rationalBits } from './rational-bits.ts';

/** An exact number near a fitted one, and the bits that it takes to write it. */
export type ExactValue = { readonly term: Expression; readonly value: number; readonly bits: number };

/** Of a number that is known to some digits, and of one that is well known. */
const LARGEST_DENOMINATORS = [20, 100] as const;

/** Factors of exact constants other than 1. Their bits say which of them it is. */
const FACTORS: readonly { readonly term: Expression; readonly value: number }[] = [
  { term: constant('pi'), value: Math.PI },
  { term: tidyApply('div', integer(1), constant('pi')), value: 1 / Math.PI },
  { term: tidyApply('pow', constant('pi'), integer(2)), value: Math.PI ** 2 },
  { term: apply('sqrt', constant('pi')), value: Math.sqrt(Math.PI) },
  { term: constant('e'), value: Math.E },
  { term: apply('sqrt', integer(2)), value: Math.SQRT2 },
  { term: apply('sqrt', integer(3)), value: Math.sqrt(3) },
  { term: apply('sqrt', integer(5)), value: Math.sqrt(5) },
  { term: apply('log', integer(2)), value: Math.LN2 },
];
const FACTOR_BITS = 6;

/** Digits of the longest decimals, and of those under a function. */
const [DIGITS, INNER_DIGITS] = [10, 7];
/** A number known to within this part of it. Only then √q, exp(q) and log(q), which merged constants become, are told from chance. */
const WELL_KNOWN = 1e-9;
const LEAST_INNER = 0.01;
const FUNCTIONS = [
  { operation: 'sqrt', of: Math.sqrt, inverse: (v: number) => v * v, slope: (v: number) => 2 * v },
  { operation: 'exp', of: Math.exp, inverse: Math.log, slope: (v: number) => 1 / v },
  { operation: 'log', of: Math.log, inverse: Math.exp, slope: Math.exp },
] as const;

/**
 * Exact numbers within `tolerance` of `value`, shortest first: integers, fractions of small denominator, small fractions
 * of π, e, √2 and their like, and decimals. Fractions take {@link rationalBits}, decimals 3.32 a digit.
 * @param most only the shortest few
 */
export function exactValues(value: number, tolerance: number, most = Infinity): ExactValue[] {
  type Near = Omit<ExactValue, 'term'> & { readonly term: () => Expression };
  const found: Near[] = [];
  const add = (term: () => Expression, near: number, bits: number): void => {
    if (Math.abs(near - value) <= tolerance) found.push({ term, value: near, bits });
  };
  const wellKnown = tolerance <= WELL_KNOWN * Math.abs(value);
  if (Math.abs(value) < 1e9) {
    for (let q = 1; q <= LARGEST_DENOMINATORS[Number(wellKnown)]; q++) {
      const p = Math.round(value * q);
      if (q > 1 && (p === 0 || gcd(Math.abs(p), q) > 1)) continue;
      add(() => rational(BigInt(p), BigInt(q)), p / q, rationalBits(p, q));
    }
    for (const { term, value: factor } of FACTORS) {
      for (let q = 1; q <= 8; q++) {
        const p = Math.round((value / factor) * q);
        if (p === 0 || gcd(Math.abs(p), q) > 1 || Math.abs(p) > 1_000) continue;
        const product = (): Expression => tidyApply('mul', rational(BigInt(p), BigInt(q)), term);
        add(product, (p * factor) / q, FACTOR_BITS + rationalBits(p, q));
      }
    }
    for (const whole of [0, 1, -1]) add(() => integer(whole), whole, rationalBits(whole) + 1);
  }
  const near = shortDecimal(value, tolerance, DIGITS);
  if (near !== undefined) add(() => literal(near.value), near.value, near.bits);
  if (wellKnown) {
    for (const { operation, of, inverse, slope } of FUNCTIONS) {
      const size = operation === 'log' ? value : Math.abs(value);
      const short = shortDecimal(inverse(size), tolerance * slope(size), INNER_DIGITS);
      // exp(1e-14) is any number near 1.
      if (short === undefined || Math.abs(short.value) < LEAST_INNER) continue;
      const sign = size === value ? 1 : -1;
      const term = (): Expression => tidyApply('mul', integer(sign), apply(operation, literal(short.value)));
      add(term, sign * of(short.value), FACTOR_BITS + short.bits);
    }
  }
  const sorted = found.toSorted((a, b) => a.bits - b.bits);
  const different = sorted.filter(
    ({ value: one }, i) => sorted.findIndex(({ value: other }) => other === one) === i,
  );
  // Terms are built of what is told alone: with noise, dozens are near.
  return different.slice(0, most).map((near) => ({ ...near, term: near.term() }));
}

/** The decimal of the fewest digits within `tolerance`. */
function shortDecimal(
  value: number,
  tolerance: number,
  most: number,
): { readonly value: number; readonly bits: number } | undefined {
  for (let digits = 1; digits <= most; digits++) {
    const near = Number(value.toPrecision(digits));
    if (Math.abs(near - value) > tolerance) continue;
    return { value: near, bits: 4 + digits * Math.log2(10) + Math.abs(Math.log10(Math.abs(near) || 1)) };
  }
  return undefined;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
