import { variable, type Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import {
  addFractions,
  FRACTION_ZERO,
  multiplyFractions,
  subtractFractions,
  type Fraction,
} from '../../number/exact/fraction.ts';
import { integer, rational } from './build-terms.ts';
import { integerBits, positiveBits } from './description-length.ts';
import { hypergeometricTerm } from './hypergeometric-term.ts';
import { recurrenceRule } from './sequence-recurrence.ts';
import { information, LOG2, SEQUENCE_MARGIN, type Recurrence, type SequenceRule } from './sequence-rule.ts';

/** A polynomial in n if there is one, else the hypergeometric term of a recurrence of order 1. */
export function closedForms(terms: readonly Fraction[], recurrence: Recurrence | undefined): SequenceRule[] {
  const polynomial = polynomialIn(terms);
  if (polynomial !== undefined) {
    const { expression, unknowns, bits } = polynomial;
    return [
      {
        form: 'closed-form',
        expression,
        spentTerms: unknowns,
        checkedTerms: terms.length - unknowns,
        spent: (2 + bits) * LOG2,
        digits: information(terms, terms.length),
      },
    ];
  }
  const expression = recurrence && hypergeometricTerm(terms[0], recurrence);
  if (recurrence === undefined || expression === undefined) return [];
  const { spentTerms, checkedTerms, spent, digits } = recurrenceRule(terms, recurrence);
  return [{ form: 'closed-form', expression, spentTerms, checkedTerms, spent, digits }];
}

type Polynomial = { readonly expression: Expression; readonly unknowns: number; readonly bits: number };

/** The polynomial through the terms, where its degree leaves terms to spare (Newton's forward differences). */
function polynomialIn(terms: readonly Fraction[]): Polynomial | undefined {
  const heads: Fraction[] = [];
  let row = [...terms];
  while (row.some(({ numerator }) => numerator !== 0n)) {
    heads.push(row[0]);
    if (row.length <= SEQUENCE_MARGIN.terms) return undefined;
    row = row.slice(1).map((x, i) => subtractFractions(x, row[i]));
  }
  // Σ heads[k]·C(n, k), multiplied out.
  let basis: Fraction[] = [{ numerator: 1n, denominator: 1n }];
  const sum: Fraction[] = [];
  for (const [k, head] of heads.entries()) {
    for (const [j, c] of basis.entries())
      sum[j] = addFractions(sum[j] ?? FRACTION_ZERO, multiplyFractions(head, c));
    const shifted = [FRACTION_ZERO, ...basis];
    basis = shifted.map((c, j) =>
      multiplyFractions(
        subtractFractions(
          c,
          multiplyFractions({ numerator: BigInt(k), denominator: 1n }, basis[j] ?? FRACTION_ZERO),
        ),
        {
          numerator: 1n,
          denominator: BigInt(k + 1),
        },
      ),
    );
  }
  const n = variable('n');
  const expression = sum.reduceRight<Expression>(
    (made, c, j) =>
      tidyApply(
        'add',
        made,
        tidyApply(
          'mul',
          rational(c.numerator, c.denominator),
          j === 0 ? integer(1) : tidyApply('pow', n, integer(j)),
        ),
      ),
    integer(0),
  );
  const bits = sum.reduce(
    (s, c) => s + integerBits(c.numerator) + positiveBits(c.denominator),
    positiveBits(sum.length + 1),
  );
  return { expression, unknowns: heads.length, bits };
}
