import type { Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { variable } from '../../expression/expression.ts';
import { berlekampMassey } from '../../number/exact/berlekamp-massey.ts';
import { gcd } from '../../number/exact/integers.ts';
import { clearDenominators, nullspace } from '../../number/exact/nullspace.ts';
import { largePrimes, primeField } from '../../number/exact/prime-field.ts';
import { combination, integer, rational } from './build-terms.ts';
import { integerBits, positiveBits, vectorBits } from './description-length.ts';
import { hypergeometricTerm } from './hypergeometric-term.ts';

/** A term of a sequence, exactly. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

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
const MOST_UNKNOWNS = 120;

/**
 * Rules of a sequence: the linear recurrence with constant coefficients of least order and its rational generating
 * function; else the recurrence with polynomial coefficients, and the algebraic equation of the generating function, of
 * fewest unknowns; and a closed form in n where there is one (a polynomial, a geometric or hypergeometric term). All by
 * exact nullspaces, so a rule given is obeyed by every term given; whether it goes on is for the checked terms to say.
 */
export function sequenceRules(terms: readonly Fraction[]): SequenceRule[] {
  const rules: SequenceRule[] = [];
  const linear = linearRecurrence(terms);
  const holonomic = linear ?? polynomialRecurrence(terms);
  rules.push(...closedForms(terms, holonomic));
  if (holonomic !== undefined) rules.push(recurrenceRule(terms, holonomic));
  if (linear !== undefined) rules.push(generatingFunction(terms, linear));
  else rules.push(...algebraicEquation(terms));
  return rules
    .filter(
      ({ checkedTerms, digits, spent }) =>
        checkedTerms >= SEQUENCE_MARGIN.terms && digits - spent >= SEQUENCE_MARGIN.digits,
    )
    .toSorted((a, b) => a.spent - b.spent);
}

/** Σ_i Σ_j c[i][j]·n^j·a(n + i) = 0, i = 0…order, j = 0…degree. */
export type Recurrence = {
  readonly order: number;
  readonly degree: number;
  readonly coefficients: readonly (readonly bigint[])[];
};

function linearRecurrence(terms: readonly Fraction[]): Recurrence | undefined {
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

function polynomialRecurrence(terms: readonly Fraction[]): Recurrence | undefined {
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

const LOG2 = Math.log10(2);

/** What `count` terms at the end carry, in digits. */
function information(terms: readonly Fraction[], count: number): number {
  const bits = terms
    .slice(terms.length - count)
    .reduce((sum, { numerator, denominator }) => sum + integerBits(numerator) + positiveBits(denominator), 0);
  return bits * LOG2;
}

function recurrenceRule(
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

/** Which of the four forms, and two small sizes. */
function shapeBits(a: number, b: number): number {
  return 2 + positiveBits(a + 1) + positiveBits(b + 1);
}

/** A polynomial in n if there is one, else the hypergeometric term of a recurrence of order 1. */
function closedForms(terms: readonly Fraction[], recurrence: Recurrence | undefined): SequenceRule[] {
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
    row = row.slice(1).map((x, i) => difference(x, row[i]));
  }
  // Σ heads[k]·C(n, k), multiplied out.
  let basis: Fraction[] = [{ numerator: 1n, denominator: 1n }];
  const sum: Fraction[] = [];
  for (const [k, head] of heads.entries()) {
    for (const [j, c] of basis.entries()) sum[j] = total(sum[j] ?? ZERO, times(head, c));
    const shifted = [ZERO, ...basis];
    basis = shifted.map((c, j) =>
      times(difference(c, times({ numerator: BigInt(k), denominator: 1n }, basis[j] ?? ZERO)), {
        numerator: 1n,
        denominator: BigInt(k + 1),
      }),
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

const ZERO: Fraction = { numerator: 0n, denominator: 1n };

function reduced(numerator: bigint, denominator: bigint): Fraction {
  const divisor = gcd(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}
function difference(a: Fraction, b: Fraction): Fraction {
  return reduced(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}
function total(a: Fraction, b: Fraction): Fraction {
  return reduced(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}
function times(a: Fraction, b: Fraction): Fraction {
  return reduced(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** P(x)/Q(x) of a sequence with a constant recurrence: Q has its coefficients backwards, P = Q·Σ a(n)·xⁿ is finite. */
function generatingFunction(terms: readonly Fraction[], recurrence: Recurrence): SequenceRule {
  const { order, coefficients } = recurrence;
  const below = coefficients.map(([c]) => c).toReversed();
  const above = Array.from({ length: order }, (_, k) => {
    let sum = ZERO;
    for (let i = 0; i <= k; i++)
      sum = total(sum, times({ numerator: below[i], denominator: 1n }, terms[k - i]));
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
function algebraicEquation(terms: readonly Fraction[]): SequenceRule[] {
  const count = terms.length;
  /** Powers of the series, cut after the terms given. */
  const powers: Fraction[][] = [terms.map((_, n) => (n === 0 ? { numerator: 1n, denominator: 1n } : ZERO))];
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
    const rows = terms.map((_, n) => monomials.map(([i, j]) => (n < i ? ZERO : powers[j][n - i])));
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
    let sum = ZERO;
    for (let i = 0; i <= n; i++) sum = total(sum, times(a[i], b[n - i]));
    return sum;
  });
}
