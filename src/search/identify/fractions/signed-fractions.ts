import { parseExpression } from '../../../expression/parse.ts';
import { berlekampMassey } from '../../../number/exact/berlekamp-massey.ts';
import { nullspace } from '../../../number/exact/nullspace.ts';
import { largePrimes, primeField } from '../../../number/exact/prime-field.ts';
import { gcd } from '../../../number/exact/integers.ts';
import { toFixedPoint } from '../../../number/fixed-point.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { newInterval } from '../../../oracle/big-interval.ts';
import { createOracle } from '../../../oracle/create-oracle.ts';
import type { MoebiusRelation } from './polynomial-fraction.ts';

/**
 * A continued fraction q₀ + σ₁/(q₁ + σ₂/(q₂ + …)) with signs σ of a short period and whole partial quotients q that obey a
 * linear recurrence with constant coefficients from some term on.
 */
export type SignedFraction = {
  readonly value: MoebiusRelation;
  /** σ₁, σ₂, …, repeated. */
  readonly signs: readonly (1 | -1)[];
  readonly quotients: readonly bigint[];
  /** The recurrence holds from this quotient on: Σ coefficients[i]·q(n + i) = 0. */
  readonly from: number;
  readonly recurrence: readonly bigint[];
  /** Quotients that obey it, beyond those that fix it. */
  readonly checked: number;
};

/** Quotients worked out, and the longest recurrence of them that is told. */
const TERMS = 72;
const MOST_ORDER = 12;
/** First quotients that may not obey the recurrence. */
const MOST_START = 4;
/** Coefficients of the Möbius images that are developed. */
const MOST_COEFFICIENT = 2;
const BITS = 1_600;

/** All patterns of signs with a period of at most 3, none twice. */
const PATTERNS: readonly (readonly (1 | -1)[])[] = [
  [1],
  [-1],
  [1, -1],
  [-1, 1],
  [1, 1, -1],
  [1, -1, 1],
  [-1, 1, 1],
  [-1, -1, 1],
  [-1, 1, -1],
  [1, -1, -1],
];

/**
 * Develops the small Möbius images of a constant into signed fractions and asks Berlekamp and Massey for a recurrence of the
 * partial quotients (the ESMA algorithm of the Ramanujan Machine group; Massey 1969). Of those whose quotients obey the
 * same recurrence with the same signs, the simplest is told. Measured on {@link TERMS} quotients, not proved.
 */
export function signedFractions(constant: string): SignedFraction[] {
  const c = fixedValue(constant);
  if (c === undefined) return [];
  const best = new Map<string, SignedFraction>();
  for (const value of images()) {
    const start = moebiusOf(c, value);
    if (start === undefined) continue;
    for (const signs of PATTERNS) {
      const quotients = develop(start, signs);
      const found = quotients === undefined ? undefined : recurrenceOf(quotients);
      if (quotients === undefined || found === undefined) continue;
      const key = `${signs.toSorted().join()};${found.recurrence.join()}`;
      if (!best.has(key)) best.set(key, { value, signs, quotients, ...found });
    }
  }
  return [...best.values()];
}

type Ratio = readonly [bigint, bigint];

/** The constant as a ratio of whole numbers, to BITS bits. */
function fixedValue(constant: string): bigint | undefined {
  return withWorkspace(BITS + 64, (w) => {
    const out = newInterval(w);
    const found = createOracle(parseExpression(constant), []).enclose([], BITS + 32, out);
    return found.kind === 'enclosed' ? toFixedPoint(out.lo, BITS) : undefined;
  });
}

/** (p + q·c)/(r + s·c), simplest first, one of each map and its negative. */
function images(): MoebiusRelation[] {
  const out: MoebiusRelation[] = [];
  const range = Array.from({ length: 2 * MOST_COEFFICIENT + 1 }, (_, i) => i - MOST_COEFFICIENT);
  for (const p of range)
    for (const q of range)
      for (const r of range)
        for (const s of range) {
          if (p * s === q * r || r < 0 || (r === 0 && s < 0)) continue;
          if (gcd(gcd(BigInt(p), BigInt(q)), gcd(BigInt(r), BigInt(s))) !== 1n) continue;
          out.push({ p, q, r, s });
        }
  const size = ({ p, q, r, s }: MoebiusRelation): number => p * p + q * q + r * r + s * s;
  return out.toSorted((x, y) => size(x) - size(y));
}

function moebiusOf(c: bigint, { p, q, r, s }: MoebiusRelation): Ratio | undefined {
  const one = 1n << BigInt(BITS);
  const [top, bottom] = [BigInt(p) * one + BigInt(q) * c, BigInt(r) * one + BigInt(s) * c];
  const ratio: Ratio = bottom < 0n ? [-top, -bottom] : [top, bottom];
  return ratio[0] > 0n && ratio[1] > 0n ? ratio : undefined;
}

/** Partial quotients: below the value where the next sign is +, above it where −. */
function develop([top, bottom]: Ratio, signs: readonly (1 | -1)[]): bigint[] | undefined {
  const out: bigint[] = [];
  for (let n = 0; n < TERMS; n++) {
    let quotient = top / bottom;
    let rest = top - quotient * bottom;
    if (signs[n % signs.length] === -1) {
      quotient += 1n;
      rest = bottom - rest;
    }
    out.push(quotient);
    // What is left must be far from where the digits known end.
    if (rest === 0n || rest.toString(16).length * 4 < BITS / 2) return undefined;
    [top, bottom] = [bottom, rest];
  }
  return out;
}

/** Quotients that repeat are a quadratic number's: of others they only seem to, between two large ones. */
function isUnbounded(quotients: readonly bigint[]): boolean {
  const third = Math.floor(quotients.length / 3);
  const most = (part: readonly bigint[]): bigint => part.reduce((x, y) => (x > y ? x : y));
  return most(quotients.slice(-third)) > most(quotients.slice(0, -third));
}

function recurrenceOf(
  quotients: readonly bigint[],
): Pick<SignedFraction, 'from' | 'recurrence' | 'checked'> | undefined {
  const [prime] = largePrimes();
  const field = primeField(prime);
  for (let from = 0; from <= MOST_START; from++) {
    const tail = quotients.slice(from);
    const order = berlekampMassey(tail.map(field.residue), field).length - 1;
    if (order > MOST_ORDER) continue;
    if (order === 0) return undefined;
    // In whole numbers: Σ c(i)·q(n + i) = 0 for all n.
    const rows = Array.from({ length: tail.length - order }, (_, n) => tail.slice(n, n + order + 1));
    const [recurrence] = nullspace(rows, order + 1);
    if (recurrence === undefined) continue;
    // Zeros at the beginning only say that the recurrence holds later.
    const zeros = recurrence.findIndex((entry) => entry !== 0n);
    const start = from + zeros;
    if (start > MOST_START + MOST_ORDER || !isUnbounded(quotients)) return undefined;
    return { from: start, recurrence: recurrence.slice(zeros), checked: tail.length - 2 * order };
  }
  return undefined;
}
