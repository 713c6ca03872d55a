import { variable, type Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import {
  addFractions,
  FRACTION_ZERO,
  multiplyFractions,
  type Fraction,
} from '../../number/exact/fraction.ts';
import { clearDenominators, nullspace } from '../../number/exact/nullspace.ts';
import { combination, integer, rational } from './build-terms.ts';
import { vectorBits } from './description-length.ts';
import { recurrenceRule } from './sequence-recurrence.ts';
import {
  information,
  LOG2,
  SEQUENCE_MARGIN,
  shapeBits,
  type Recurrence,
  type SequenceRule,
} from './sequence-rule.ts';

/** P(x)/Q(x) of a sequence with a constant recurrence: Q has its coefficients backwards, P = Q·Σ a(n)·xⁿ is finite. */
export function generatingFunction(terms: readonly Fraction[], recurrence: Recurrence): SequenceRule {
  const { order, coefficients } = recurrence;
  const below = coefficients.map(([c]) => c).toReversed();
  const above = Array.from({ length: order }, (_, k) => {
    let sum = FRACTION_ZERO;
    for (let i = 0; i <= k; i++)
      sum = addFractions(sum, multiplyFractions({ numerator: below[i], denominator: 1n }, terms[k - i]));
    return sum;
  });
  const [whole] = clearDenominators([
    [...above, ...below.map((numerator) => ({ numerator, denominator: 1n }))],
  ]);
  const sign = (whole.slice(order).find((c) => c !== 0n) ?? 1n) < 0n ? -1n : 1n;
  const x = variable('x');
  const polynomial = (m: readonly bigint[]): Expression =>
    m.reduce<Expression>(
      (sum, c, j) =>
        tidyApply(
          'add',
          sum,
          tidyApply('mul', rational(sign * c), j === 0 ? integer(1) : tidyApply('pow', x, integer(j))),
        ),
      integer(0),
    );
  const rule = recurrenceRule(terms, recurrence);
  return {
    ...rule,
    form: 'generating-function',
    expression: tidyApply('div', polynomial(whole.slice(0, order)), polynomial(whole.slice(order))),
    spent: (shapeBits(order, 0) + vectorBits(whole)) * LOG2,
    digits: information(terms, terms.length),
  };
}

/** Σ c[i][j]·xⁱ·yʲ = 0 for y = Σ a(n)·xⁿ, of fewest unknowns. */
export function algebraicEquation(terms: readonly Fraction[]): SequenceRule[] {
  const count = terms.length;
  /** Powers of the series, cut after the terms given. */
  const powers: Fraction[][] = [
    terms.map((_, n) => (n === 0 ? { numerator: 1n, denominator: 1n } : FRACTION_ZERO)),
  ];
  const shapes: { dx: number; dy: number; unknowns: number }[] = [];
  for (let dy = 2; dy <= 4; dy++) {
    for (let dx = 1; dx <= 8; dx++) {
      const unknowns = (dx + 1) * (dy + 1);
      if (count >= unknowns - 1 + SEQUENCE_MARGIN.terms) shapes.push({ dx, dy, unknowns });
    }
  }
  shapes.sort((a, b) => a.unknowns - b.unknowns || a.dy - b.dy);
  for (const { dx, dy, unknowns } of shapes) {
    while (powers.length <= dy) powers.push(product(powers[powers.length - 1], terms));
    const monomials = Array.from({ length: dy + 1 }, (_, j) => j).flatMap((j) =>
      Array.from({ length: dx + 1 }, (_, i) => [i, j] as const),
    );
    const rows = terms.map((_, n) => monomials.map(([i, j]) => (n < i ? FRACTION_ZERO : powers[j][n - i])));
    const [found] = nullspace(clearDenominators(rows), unknowns);
    if (found === undefined || monomials.every(([, j], k) => j < 2 || found[k] === 0n)) continue;
    const [x, y] = [variable('x'), variable('y')];
    const named = monomials.map(([i, j]) =>
      tidyApply('mul', tidyApply('pow', x, integer(i)), tidyApply('pow', y, integer(j))),
    );
    const spentTerms = unknowns - 1;
    return [
      {
        form: 'algebraic-equation',
        expression: combination(found.toReversed(), named.toReversed()),
        degree: dy,
        spentTerms,
        checkedTerms: count - spentTerms,
        spent: (shapeBits(dx, dy) + vectorBits(found)) * LOG2,
        digits: information(terms, count - 1),
      },
    ];
  }
  return [];
}

function product(a: readonly Fraction[], b: readonly Fraction[]): Fraction[] {
  return a.map((_, n) => {
    let sum = FRACTION_ZERO;
    for (let i = 0; i <= n; i++) sum = addFractions(sum, multiplyFractions(a[i], b[n - i]));
    return sum;
  });
}
