import type { Big } from './mpfr.ts';

/** A number as two machine numbers. What they mean together is the format's. */
export type Words = readonly [first: number, second: number];

/** Operations that every format of two words has; a fused product and sum is a product, then a sum, unless it says otherwise. */
export const TWO_WORD_OPERATIONS = ['add', 'sub', 'mul', 'div', 'fma', 'sqrt'] as const;
export type TwoWordOperation = (typeof TWO_WORD_OPERATIONS)[number];

/** |result − exact| ≤ relative·|exact| while nothing under- or overflows on the way. */
export type RelativeBound = {
  readonly relative: number;
  /** As the source writes it. */
  readonly text: string;
  /** Which algorithm, and who proved its bound. */
  readonly source: string;
};

/**
 * A format whose numbers are two machine numbers each. It is no `Format`: that one's values are doubles, in one order and
 * with a unit in the last place, which these have not. What stands for the ulp here is a bound on the relative error
 * of every operation.
 */
export type TwoWordFormat = {
  readonly name: string;
  readonly description: string;
  readonly bits: number;
  /** What the first and the second word are. */
  readonly words: readonly [string, string];
  /**
   * Present where a number is the sum of its words, both of the format of this name, and operations are `doubleWordArithmetic` of it:
   * what a program in that format can do with operations on single words.
   */
  readonly sumOf?: string;
  /** u = 2^−unitBits, half an ulp of 1 in a word's format: what the texts of bounds call u. */
  readonly unitBits: number;
  /** `roundBig` errs by at most 2^−precision, relative, between `minNormal` and `maxFinite`. */
  readonly precision: number;
  /** From this magnitude on every operation has its full precision. */
  readonly minNormal: Words;
  readonly maxFinite: Words;
  /** Absent: the operation has no bound of its own, but those of the two it is made of. */
  readonly bounds: Readonly<Partial<Record<TwoWordOperation, RelativeBound>>>;
  /** The format's number for a real number: to nearest. */
  roundBig(x: Big): Words;
  /** The exact value, into a number of at least `bitsFor(x)` bits. */
  toBig(r: Big, x: Words): void;
  /** Bits that hold the value exactly. */
  bitsFor(x: Words): number;
  /** The format's number for a double, to nearest. */
  fromNumber(x: number): Words;
  /** The nearest double. */
  toNumber(x: Words): number;
  /** Is it a pair that operations give: in the one form that each number has here? */
  contains(x: Words): boolean;
  neg(a: Words): Words;
  /** −1, 0 or 1; NaN where one of them is no number. */
  compare(a: Words, b: Words): number;
  add(a: Words, b: Words): Words;
  sub(a: Words, b: Words): Words;
  mul(a: Words, b: Words): Words;
  div(a: Words, b: Words): Words;
  fma(a: Words, b: Words, c: Words): Words;
  sqrt(a: Words): Words;
};
