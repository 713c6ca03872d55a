import { exponentOf, isNegative, powerOfTwo } from './double-bits.ts';
import { sumError } from './error-free.ts';
import { mpfr, ROUND, type Big } from './mpfr.ts';
import { roundToOdd } from './round-to-odd.ts';
import type { TwoWordFormat, Words } from './two-word-format.ts';
import { withWorkspace } from './workspace.ts';

/** Significand bits of the first word, binary32. */
const PRECISION = 24;
/** The second word is an integer up to here, all of which binary32 has. */
const MOST_EXPONENT = 2 ** PRECISION;
/** A term so many binades below the other is told from 0 by its sign alone. */
const FAR = 256;

const ROUNDED = {
  relative: 2 ** -PRECISION,
  text: 'u',
  source: 'rounded once, as binary32 is',
};

/**
 * The pair of a number m·2^n, m a number of binary32 or a double that rounds to one: mantissa in [1, 2), which the paper
 * leaves where the arithmetic puts it, and so one pair for each number.
 */
function pairOf(m: number, n: number): Words {
  const mantissa = Math.fround(m);
  if (mantissa === 0 || !Number.isFinite(mantissa)) return [mantissa, 0];
  const shift = exponentOf(mantissa);
  const exponent = n + shift;
  if (exponent > MOST_EXPONENT) return [mantissa > 0 ? Infinity : -Infinity, 0];
  if (exponent < -MOST_EXPONENT) return [mantissa > 0 ? 0 : -0, 0];
  return [mantissa * powerOfTwo(-shift), exponent];
}

/** a·b + c for mantissas whose product is exact in binary64, rounded once. */
function productSum(product: number, n: number, [c, k]: Words): Words {
  if (product === 0 || c === 0 || !Number.isFinite(product) || !Number.isFinite(c)) {
    return product === 0 && Number.isFinite(product) ? pairOf(product + c, k) : pairOf(product + c, n);
  }
  // The larger exponent is common: the other term is scaled down, as in the paper.
  const base = Math.max(n, k);
  const [a, b] = [product * powerOfTwo(Math.max(n - base, -FAR)), c * powerOfTwo(Math.max(k - base, -FAR))];
  const sum = a + b;
  return pairOf(roundToOdd(sum, sumError(a, b, sum)), base);
}

/**
 * Mantissa and exponent: what the two-pass softmax keeps numbers as that no binary32 holds (Dukhan & Ablavatski, The
 * Two-Pass Softmax Algorithm, arXiv:2001.04438, 2020). Sums bring both terms to the larger exponent, as there; the
 * mantissa is brought back to [1, 2) after every operation, so that each result is correctly rounded.
 */
export const exponentPair: TwoWordFormat = {
  name: 'pair',
  description: 'mantissa and exponent: m·2^n, m in binary32 from 1 to 2, n an integer in binary32',
  bits: 64,
  words: ['mantissa: f32', 'exponent: integer in f32'],
  unitBits: PRECISION,
  precision: PRECISION,
  minNormal: [1, -MOST_EXPONENT],
  maxFinite: [2 - 2 ** (1 - PRECISION), MOST_EXPONENT],
  bounds: { add: ROUNDED, sub: ROUNDED, mul: ROUNDED, div: ROUNDED, fma: ROUNDED, sqrt: ROUNDED },
  roundBig: (x: Big) => {
    if (!mpfr.mpfr_number_p(x) || mpfr.mpfr_zero_p(x)) return [mpfr.mpfr_get_d(x, ROUND.NEAREST), 0];
    return withWorkspace(PRECISION, (w) => {
      const m = w.copy(x);
      const n = mpfr.mpfr_get_exp(m) - 1;
      mpfr.mpfr_mul_2si(m, m, -n, ROUND.NEAREST);
      return pairOf(mpfr.mpfr_get_d(m, ROUND.NEAREST), n);
    });
  },
  toBig: (r, [m, n]) => {
    mpfr.mpfr_set_d(r, m, ROUND.NEAREST);
    mpfr.mpfr_mul_2si(r, r, n, ROUND.NEAREST);
  },
  bitsFor: () => PRECISION,
  fromNumber: (x) => (x === 0 || !Number.isFinite(x) ? [x, 0] : fromDouble(x)),
  toNumber: ([m, n]) => {
    if (!(Math.abs(n) < 1200)) return n < 0 ? (m < 0 ? -0 : 0) : m < 0 ? -Infinity : Infinity;
    // In two steps: neither factor over- or underflows, and only the second product can be inexact.
    const half = n >> 1;
    return m * powerOfTwo(half) * powerOfTwo(n - half);
  },
  contains: ([m, n]) =>
    Number.isFinite(m) && m !== 0
      ? Math.fround(m) === m && exponentOf(m) === 0 && Number.isInteger(n) && Math.abs(n) <= MOST_EXPONENT
      : n === 0,
  neg: ([m, n]) => [-m, n],
  compare: (a, b) => {
    const [x, y] = [a[0], b[0]];
    // With a zero, an infinity, NaN or other signs, mantissas tell.
    const plain = Number.isFinite(x) && Number.isFinite(y) && x !== 0 && y !== 0;
    if (plain && isNegative(x) === isNegative(y) && a[1] !== b[1]) return a[1] > b[1] === x > 0 ? 1 : -1;
    return x < y ? -1 : x > y ? 1 : x === y ? 0 : NaN;
  },
  add: (a, b) => productSum(a[0], a[1], b),
  sub: (a, b) => productSum(a[0], a[1], [-b[0], b[1]]),
  mul: (a, b) => pairOf(a[0] * b[0], a[1] + b[1]),
  div: (a, b) => pairOf(a[0] / b[0], a[1] - b[1]),
  fma: (a, b, c) => productSum(a[0] * b[0], a[1] + b[1], c),
  // An even exponent halves; mantissas from 1 to 4 have roots from 1 to 2.
  sqrt: ([m, n]) => (n % 2 === 0 ? pairOf(Math.sqrt(m), n / 2) : pairOf(Math.sqrt(2 * m), (n - 1) / 2)),
};

function fromDouble(x: number): Words {
  const exponent = exponentOf(x);
  const half = exponent >> 1;
  return pairOf(x * powerOfTwo(-half) * powerOfTwo(half - exponent), exponent);
}
