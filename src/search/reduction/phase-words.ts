import { apply, integer, type Expression } from '../../expression/expression.ts';
import { bigToHex } from '../../number/big-text.ts';
import { powerOfTwo } from '../../number/double-bits.ts';
import { readRational } from '../../number/exact-constant.ts';
import { bestApproximation } from '../../number/exact/best-approximation.ts';
import { absolute, bitLength, roundedQuotient } from '../../number/exact/integers.ts';
import type { Format } from '../../number/format.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { createOracle } from '../../oracle/create-oracle.ts';

/** What a phase is asked for: x/P less integers, P the revolution, for all x of a format up to the largest. */
export type PhaseQuestion = {
  readonly revolution: Expression;
  readonly format: Format;
  /** Significant bits of a word: the format's, or one less where products are made of halves and the bits are odd. */
  readonly wordBits: number;
  /** Powers of two: there are words for numbers from `least` up, and those from `small` up are taken by them. */
  readonly least: number;
  readonly small: number;
  readonly largest: number;
  /** Binades that share an entry: 2 to this power. */
  readonly groupBits: number;
  /** The phase may be near to multiples of one over this. */
  readonly parts: number;
};

/**
 * Words of 1/P for each group of binades. With x = x′·2^s, s the same for the group, the sum of a group's words is
 * 2^s/P less what makes integers with x′: the first is a multiple of 2^(place), so that its product with x′ less an
 * integer is a number of the format, exactly.
 */
export type PhaseWords = {
  /** One table a word. */
  readonly tables: readonly (readonly number[])[];
  /** The exponent field of the first group, without its low `groupBits` bits. */
  readonly first: number;
  /** The exponent field of all x′, but for its low `groupBits` bits. */
  readonly base: number;
  /** The product of x′ with the second word is at most this. */
  readonly second: number;
  /** What is left of x/P when the words are used up is at most this part of the least phase of any x. */
  readonly error: number;
};

/** The words, as few as leave an error of at most 2^−bits; `undefined` where that takes more than `most`. */
export function phaseWords(question: PhaseQuestion, most: number, bits: number): PhaseWords | undefined {
  const { revolution, format, wordBits, least, largest, groupBits } = question;
  const { precision, emax } = format;
  const [first, last] = [least, largest].map((x) => (Math.floor(Math.log2(x)) + emax) >> groupBits);
  const base = emax >> groupBits;
  const span = 1 << groupBits;
  // x′ is a multiple of 2^−fraction and below 2^top.
  const fraction = emax - base * span + precision - 1;
  const top = base * span - emax + span;
  const places = emax + 8 * precision;
  const inverse = scaledInverse(revolution, places);
  const tables: number[][] = Array.from({ length: most }, () => []);
  const rests = Array.from({ length: most }, () => 0n);
  const period = 1n << BigInt(places + fraction);
  for (let group = first; group <= last; group++) {
    const scale = BigInt((group - base) * span);
    let rest = scale < 0n ? inverse >> -scale : (inverse << scale) % period;
    if (2n * rest > period) rest -= period;
    for (let k = 0; k < most; k++) {
      const shift = k === 0 ? places + fraction - wordBits : Math.max(0, bitLength(rest) - wordBits);
      const word = roundedQuotient(rest, 1n << BigInt(shift));
      tables[k].push(Number(word) * powerOfTwo(shift - places));
      rest -= word << BigInt(shift);
      if (absolute(rest) > rests[k]) rests[k] = absolute(rest);
    }
  }
  const nearest = leastPhase(question, inverse, places);
  const errors = rests.map((rest) => ratio(rest << BigInt(top), nearest));
  const count = errors.findIndex((error) => error <= 2 ** -bits) + 1;
  if (count === 0) return undefined;
  return {
    tables: tables.slice(0, count),
    first,
    base,
    second: powerOfTwo(top + fraction - wordBits - 1),
    error: errors[count - 1],
  };
}

/** 2^places/P, to nearest. */
export function scaledInverse(revolution: Expression, places: number): bigint {
  return withWorkspace(places + 64, (w) => {
    const value = w.big();
    if (createOracle(apply('div', integer(1), revolution), []).value([], value).kind !== 'enclosed')
      throw new RangeError('the period has no value');
    const exact = readRational(bigToHex(value));
    if (exact === undefined) throw new RangeError('the period has no value');
    return roundedQuotient(exact.numerator << BigInt(places), exact.denominator);
  });
}

/** Of the numbers up to the end of a binade, with its last place, the one that comes nearest to a multiple of P/parts. */
type Nearest = {
  readonly x: number;
  /** The distance of x/P from a multiple of 1/parts, times 2^places: none of the binade has a smaller one. */
  readonly distance: bigint;
};

/** For each binade the best approximation of ulp·parts/P with a denominator below 2^precision. */
function* nearestByBinade(
  { format, small, largest, parts }: Pick<PhaseQuestion, 'format' | 'small' | 'largest' | 'parts'>,
  inverse: bigint,
  places: number,
): Generator<Nearest> {
  const limit = 1n << BigInt(format.precision);
  const whole = 1n << BigInt(places);
  const scaled = inverse * BigInt(parts);
  for (let k = Math.floor(Math.log2(small)); k <= Math.floor(Math.log2(largest)); k++) {
    const shift = k - format.precision + 1;
    const step = (shift < 0 ? scaled >> BigInt(-shift) : scaled << BigInt(shift)) % whole;
    const { denominator, distance } = bestApproximation(step, whole, limit);
    yield { x: Number(denominator) * powerOfTwo(shift), distance: distance / BigInt(parts) };
  }
}

/** A lower bound of the distance between x/P and the multiples of 1/parts, over all x in question, times 2^places. */
export function leastPhase(question: PhaseQuestion, inverse: bigint, places: number): bigint {
  let smallest = 1n << BigInt(places);
  for (const { distance } of nearestByBinade(question, inverse, places))
    if (distance < smallest) smallest = distance;
  return smallest;
}

/** Numbers of a format up to the largest that come nearest to multiples of P/parts, one a binade. */
export function nearMultiples(
  revolution: Expression,
  format: Format,
  { parts, small, largest }: Pick<PhaseQuestion, 'parts' | 'small' | 'largest'>,
): number[] {
  const places = format.emax + 8 * format.precision;
  const inverse = scaledInverse(revolution, places);
  const found = nearestByBinade({ format, parts, small, largest }, inverse, places);
  return [...new Set([...found].map(({ x }) => x))].filter((x) => x >= small && x <= largest);
}

/** a/b, to the bits of a double. */
function ratio(a: bigint, b: bigint): number {
  if (b === 0n) return Infinity;
  const shift = BigInt(Math.max(0, bitLength(b) - bitLength(a) + 60));
  return Number((a << shift) / b) * 2 ** -Number(shift);
}
