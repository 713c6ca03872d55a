import { bitLength } from '../number/exact/integers.ts';
import { fromFixedPoint } from '../number/fixed-point.ts';
import { ROUND } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import { newInterval, type BigInterval } from './big-interval.ts';

/**
 * Constants given by digits or by series of rationals, in fixed point: `lower` and `upper` times 2^−bits enclose the
 * value. Truncations only lower the sum, so that terms taken and tail bound say how much.
 */
type Bounds = { readonly lower: bigint; readonly upper: bigint };
export type FixedConstant = (bits: number) => Bounds;

/** Bits beyond the workspace's precision, for the truncations of up to 2^24 terms. */
const GUARD = 32;

/** The enclosure of a fixed-point constant at the workspace's precision. */
export function fixedConstantValue(constant: FixedConstant, w: Workspace): BigInterval {
  const bits = w.precision + GUARD;
  const { lower, upper } = constant(bits);
  const out = newInterval(w);
  fromFixedPoint(out.lo, lower, bits, ROUND.DOWN);
  fromFixedPoint(out.hi, upper, bits, ROUND.UP);
  return out;
}

/** Σ terms, each rounded down; `tail` bounds what was left out. */
function sum(terms: Iterable<bigint>, tail: bigint): Bounds {
  let [total, count] = [0n, 0n];
  for (const term of terms) {
    total += term;
    count += 1n;
  }
  return { lower: total, upper: total + count + tail };
}

/** Digits after the point in a base, as many as give `bits` bits. */
function fromDigits(bits: number, base: number, digits: Iterable<string>): Bounds {
  const count = Math.ceil(bits / Math.log2(base)) + 2;
  let text = '';
  for (const part of digits) {
    text += part;
    if (text.length >= count) break;
  }
  text = text.slice(0, count);
  const numerator = base === 2 ? BigInt(`0b${text}`) : BigInt(text);
  const lower = (numerator << BigInt(bits)) / BigInt(base) ** BigInt(count);
  return { lower, upper: lower + 2n };
}

function* naturals(): Generator<string> {
  for (let n = 1; ; n++) yield String(n);
}

function* primes(): Generator<number> {
  const known: number[] = [];
  for (let n = 2; ; n++) {
    let composite = false;
    for (const p of known) {
      if (p * p > n) break;
      if (n % p === 0) {
        composite = true;
        break;
      }
    }
    if (composite) continue;
    known.push(n);
    yield n;
  }
}

function* primeTexts(): Generator<string> {
  for (const p of primes()) yield String(p);
}

/** Characteristic digits of the primes, from position 1. */
function* primeMarks(): Generator<string> {
  let last = 0;
  for (const p of primes()) {
    yield `${'0'.repeat(p - last - 1)}1`;
    last = p;
  }
}

function* parities(): Generator<string> {
  for (let n = 0; ; n++) {
    let ones = 0;
    for (let rest = n; rest > 0; rest &= rest - 1) ones ^= 1;
    yield String(ones);
  }
}

/** The infinite Fibonacci word 1, 10, 101, 10110, … */
function* rabbits(): Generator<string> {
  let [young, old] = ['1', '10'];
  yield old;
  for (;;) {
    yield young;
    [young, old] = [old, old + young];
  }
}

/** Folds of a strip of paper, 1 1 0 1 1 0 0 …: at n = 2^k·m with m odd, 1 when m mod 4 is 1. */
function* folds(): Generator<string> {
  for (let n = 1; ; n++) {
    let m = n;
    while (m % 2 === 0) m /= 2;
    yield m % 4 === 1 ? '1' : '0';
  }
}

export const FIXED_CONSTANTS = {
  champernowne: (bits) => fromDigits(bits, 10, naturals()),
  copeland_erdos: (bits) => fromDigits(bits, 10, primeTexts()),
  thue_morse: (bits) => fromDigits(bits, 2, parities()),
  rabbit: (bits) => fromDigits(bits, 2, rabbits()),
  paperfolding: (bits) => fromDigits(bits, 2, folds()),
  prime_constant: (bits) => fromDigits(bits, 2, primeMarks()),

  /** Σ 10^−k!, k ≥ 1. */
  liouville: (bits) => {
    const one = 1n << BigInt(bits);
    const terms: bigint[] = [];
    for (let k = 1n, factorial = 1n; Number(factorial) * 3.33 < bits + 4; k++, factorial *= k) {
      terms.push(one / 10n ** factorial);
    }
    return sum(terms, 2n);
  },

  /** Σ 2^(−2^k), k ≥ 0. */
  kempner: (bits) => {
    const terms: bigint[] = [];
    for (let k = 1; k <= bits; k *= 2) terms.push(1n << BigInt(bits - k));
    return sum(terms, 2n);
  },

  /** Σ 1/(2ⁿ − 1) by Clausen's series Σ 2^(−n²)·(2ⁿ + 1)/(2ⁿ − 1); a term is at most 3·2^(−n²). */
  erdos_borwein: (bits) => {
    const terms: bigint[] = [];
    for (let n = 1; n * n <= bits + 4; n++) {
      const power = 1n << BigInt(n);
      terms.push(((1n << BigInt(bits)) * (power + 1n)) / (power - 1n) / (1n << BigInt(n * n)));
    }
    return sum(terms, 4n);
  },

  /** Σ (−1)^k/(s_k − 1) over Sylvester's sequence 2, 3, 7, 43, …: alternating, so the sum is within its next term. */
  cahen: (bits) => {
    const one = 1n << BigInt(bits);
    let [total, count, s] = [0n, 0n, 2n];
    for (let sign = 1n; bitLength(s) <= bits + 2; sign = -sign, s = s * (s - 1n) + 1n) {
      total += sign * (one / (s - 1n));
      count += 1n;
    }
    return { lower: total - count - 1n, upper: total + count + 1n };
  },

  /** Σ 1/F(n): after F(n) the tail is below 4/F(n). */
  reciprocal_fibonacci: (bits) => {
    const one = 1n << BigInt(bits);
    let [a, b] = [1n, 1n];
    const terms: bigint[] = [];
    while (a <= one) {
      terms.push(one / a);
      [a, b] = [b, a + b];
    }
    return sum(terms, 4n);
  },

  /** Cl₂(π/3) = Σ C(2k, k)/(16^k·(2k + 1)²) (∫ of arcsin t/t up to 1/2): terms fall by 4 and more, so the tail is below a term. */
  gieseking: (bits) => {
    let term = 1n << BigInt(bits);
    const terms: bigint[] = [];
    // `term` is C(2k, k)/16^k rounded down at each step: off by at most 2 units after any number of steps.
    for (let k = 1n; term > 0n; k++) {
      terms.push(term / ((2n * k - 1n) * (2n * k - 1n)));
      term = (term * (2n * (2n * k - 1n))) / (16n * k);
    }
    const { lower, upper } = sum(terms, 8n);
    return { lower, upper: upper + 2n * BigInt(terms.length) };
  },
} satisfies Record<string, FixedConstant>;
