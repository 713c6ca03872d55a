import { variable, type Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { berlekampMassey } from '../../number/exact/berlekamp-massey.ts';
import type { Fraction } from '../../number/exact/fraction.ts';
import { clearDenominators, nullspace } from '../../number/exact/nullspace.ts';
import { largePrimes, primeField } from '../../number/exact/prime-field.ts';
import { combination, integer } from './build-terms.ts';
import { vectorBits } from './description-length.ts';
import {
  information,
  LOG2,
  SEQUENCE_MARGIN,
  shapeBits,
  type Recurrence,
  type SequenceRule,
} from './sequence-rule.ts';

const MOST_UNKNOWNS = 120;

/** The recurrence with constant coefficients of least order, where the terms leave enough to check it. */
export function linearRecurrence(terms: readonly Fraction[]): Recurrence | undefined {
  if (terms.every(({ numerator }) => numerator === 0n)) {
    return { order: 0, degree: 0, coefficients: [[1n]] };
  }
  const order = orderModulo(terms);
  if (order === undefined || terms.length < 2 * order + SEQUENCE_MARGIN.terms) return undefined;
  return solveRecurrence(terms, order, 0);
}

/** The order that Berlekamp and Massey find modulo a prime that divides no denominator; at most the true one's. */
function orderModulo(terms: readonly Fraction[]): number | undefined {
  for (const prime of largePrimes()) {
    const field = primeField(prime);
    const below = terms.map(({ denominator }) => field.residue(denominator));
    if (below.includes(0)) continue;
    const residues = terms.map(({ numerator }, i) =>
      field.multiply(field.residue(numerator), field.inverse(below[i])),
    );
    return berlekampMassey(residues, field).length - 1;
  }
  return undefined;
}

/** The recurrence with polynomial coefficients of fewest unknowns. */
export function polynomialRecurrence(terms: readonly Fraction[]): Recurrence | undefined {
  const shapes: { order: number; degree: number; unknowns: number }[] = [];
  for (let order = 1; order <= 12; order++) {
    for (let degree = 1; degree <= 24; degree++) {
      const unknowns = (order + 1) * (degree + 1);
      if (unknowns > MOST_UNKNOWNS || terms.length - order < unknowns - 1 + SEQUENCE_MARGIN.terms) continue;
      shapes.push({ order, degree, unknowns });
    }
  }
  shapes.sort((a, b) => a.unknowns - b.unknowns || a.order - b.order);
  for (const { order, degree } of shapes) {
    const found = solveRecurrence(terms, order, degree);
    if (found !== undefined) return found;
  }
  return undefined;
}

function solveRecurrence(terms: readonly Fraction[], order: number, degree: number): Recurrence | undefined {
  const rows: Fraction[][] = [];
  for (let n = 0; n + order < terms.length; n++) {
    rows.push(
      Array.from({ length: order + 1 }, (_, i) => i).flatMap((i) =>
        powersOf(BigInt(n), degree).map((power) => ({
          numerator: power * terms[n + i].numerator,
          denominator: terms[n + i].denominator,
        })),
      ),
    );
  }
  const [found] = nullspace(clearDenominators(rows), (order + 1) * (degree + 1));
  if (found === undefined) return undefined;
  const sign = (found.findLast((c) => c !== 0n) as bigint) < 0n ? -1n : 1n;
  const signed = found.map((c) => sign * c);
  const coefficients = Array.from({ length: order + 1 }, (_, i) =>
    signed.slice(i * (degree + 1), (i + 1) * (degree + 1)),
  );
  // A zero leading coefficient is a recurrence of lower order; it would not give the next term.
  if (coefficients[order].every((c) => c === 0n)) return undefined;
  return { order, degree, coefficients };
}

function powersOf(n: bigint, degree: number): bigint[] {
  const powers = [1n];
  for (let j = 1; j <= degree; j++) powers.push(powers[j - 1] * n);
  return powers;
}

/** A recurrence as a rule. */
export function recurrenceRule(
  terms: readonly Fraction[],
  { order, degree, coefficients }: Recurrence,
): SequenceRule {
  const unknowns = (order + 1) * (degree + 1) - 1;
  const n = variable('n');
  const parts = coefficients.map((row, i) => {
    const powers = row.map((_, j): Expression => (j === 0 ? integer(1) : tidyApply('pow', n, integer(j))));
    return tidyApply('mul', combination(row.toReversed(), powers.toReversed()), variable(`a${i}`));
  });
  const expression = parts.toReversed().reduce((sum, part) => tidyApply('add', sum, part));
  const spentTerms = order + unknowns;
  return {
    form: 'recurrence',
    expression,
    order,
    degree,
    spentTerms,
    checkedTerms: terms.length - spentTerms,
    spent: (shapeBits(order, degree) + vectorBits(coefficients.flat())) * LOG2,
    digits: information(terms, terms.length - order),
  };
}
