import type { Expression } from '../../expression/expression.ts';
import type { Fraction } from '../../number/exact/fraction.ts';
import { integerBits, positiveBits } from './description-length.ts';

export const SEQUENCE_FORMS = [
  'closed-form',
  'recurrence',
  'generating-function',
  'algebraic-equation',
] as const;
export type SequenceForm = (typeof SEQUENCE_FORMS)[number];

/** A rule that all the terms given obey. */
export type SequenceRule = {
  /**
   * `closed-form`: a(n) in n, from n = 0. `recurrence`: a term in n and a0, a1, … that is 0 for every n, with ai standing
   * for a(n + i). `generating-function`: Σ a(n)·xⁿ in x. `algebraic-equation`: a term in x and y that is 0 for y that sum.
   */
  readonly form: SequenceForm;
  readonly expression: Expression;
  readonly order?: number;
  readonly degree?: number;
  /** Terms that fix the rule's unknowns, and terms beyond them that agree. Together all that were given. */
  readonly spentTerms: number;
  readonly checkedTerms: number;
  /** Digits that naming the rule takes, and digits of the terms that it explains. */
  readonly spent: number;
  readonly digits: number;
};

/** A rule must leave this many terms to check it, and explain this many digits more than it spends. */
export const SEQUENCE_MARGIN = { terms: 2, digits: 3 } as const;
/** Σ_i Σ_j c[i][j]·n^j·a(n + i) = 0, i = 0…order, j = 0…degree. */
export type Recurrence = {
  readonly order: number;
  readonly degree: number;
  readonly coefficients: readonly (readonly bigint[])[];
};

/** Decimal digits in a bit. */
export const LOG2 = Math.log10(2);

/** What `count` terms at the end carry, in digits. */
export function information(terms: readonly Fraction[], count: number): number {
  const bits = terms
    .slice(terms.length - count)
    .reduce((sum, { numerator, denominator }) => sum + integerBits(numerator) + positiveBits(denominator), 0);
  return bits * LOG2;
}

/** Which of the four forms, and two small sizes. */
export function shapeBits(a: number, b: number): number {
  return 2 + positiveBits(a + 1) + positiveBits(b + 1);
}
