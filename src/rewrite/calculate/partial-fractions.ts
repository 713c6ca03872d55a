import { fail } from '../../error/fault.ts';
import { apply, integer, rational, type Expression } from '../../expression/expression.ts';
import { factored } from '../../number/polynomial/factor.ts';
import {
  coefficientsIn,
  degreeIn,
  multiplied,
  raised,
  scaled,
  type Polynomial,
} from '../../number/polynomial/polynomial.ts';
import type { Ring } from '../../number/polynomial/ring.ts';
import {
  addFractions,
  fractionOf,
  inverseFraction,
  multiplyFractions,
  polynomialFraction,
  type Fraction,
} from './fraction.ts';
import { readForm } from './forms.ts';
import type { Kernels } from './kernels.ts';
import { expandedTerm, fractionTerm, powerTerm, sumTerm } from './to-expression.ts';

/** A polynomial in the variable: entry k at its power k, quotients without it. */
type Row = readonly Fraction[];

/**
 * A quotient as a polynomial plus quotients of lower degree over powers of the irreducible factors of its denominator.
 * Other variables count as numbers.
 * @throws NapierError `name` when the expression has no such variable, `limit`, `domain`
 */
export function partialFractions(expression: Expression, name: string): Expression {
  const { kernels, fraction } = readForm(expression, (argument) => argument);
  const variable = kernels.terms.findIndex((term) => term.kind === 'variable' && term.name === name);
  if (variable < 0) fail({ kind: 'name', message: `the expression has no variable \`${name}\`` });
  if (degreeIn(fraction.denominator, variable) === 0) {
    return fractionTerm(fraction, kernels, ['expanded', 'expanded']);
  }
  const { ring } = kernels;
  const rows = new Rows(ring);
  const { content, factors } = factored(fraction.denominator);
  const own = factors.filter(({ base }) => degreeIn(base, variable) > 0);
  const free = factors
    .filter(({ base }) => degreeIn(base, variable) === 0)
    .reduce(
      (p, { base, exponent }) => multiplied(p, raised(base, exponent)),
      scaled(raised(own[0].base, 0), content),
    );
  const unit = inverseFraction(polynomialFraction(free));
  const row = (p: Polynomial): Row => coefficientsIn(p, variable).map(polynomialFraction);
  const top = row(fraction.numerator).map((c) => multiplyFractions(c, unit));
  const powers = own.map(({ base, exponent }) => row(raised(base, exponent)));
  const whole = powers.reduce((p, q) => rows.multiply(p, q));
  const { quotient, remainder } = rows.divide(top, whole);
  let sum = rowTerm(quotient, kernels, variable);
  for (const [i, { base, exponent }] of own.entries()) {
    const others = powers.filter((_, j) => j !== i).reduce<Row>((p, q) => rows.multiply(p, q), rows.one);
    // remainder/(power·others) = (remainder·t mod power)/power + …, where t·others = 1 modulo the power.
    const inverse = rows.inverseModulo(rows.divide(others, powers[i]).remainder, powers[i]);
    let part = rows.divide(rows.multiply(remainder, inverse), powers[i]).remainder;
    const single = row(base);
    const digits: Row[] = [];
    for (let k = 0; k < exponent; k++) {
      const step = rows.divide(part, single);
      digits.push(step.remainder);
      part = step.quotient;
    }
    digits.reverse().forEach((digit, k) => {
      if (digit.length === 0) return;
      sum = sumTerm(sum, overPower(digit, base, k + 1, kernels, variable));
    });
  }
  return sum;
}

/** digit / base^exponent, over one common denominator. */
function overPower(
  digit: Row,
  base: Polynomial,
  exponent: number,
  kernels: Kernels,
  variable: number,
): Expression {
  const { ring } = kernels;
  const total = digit.reduce(
    (sum, c, k) => addFractions(sum, multiplyFractions(c, polynomialFraction(powerAt(ring, variable, k)))),
    fractionOf(ring, 0n),
  );
  const above = fractionTerm(polynomialFraction(total.numerator), kernels, ['expanded', 'expanded']);
  const below = powerTerm(expandedTerm(base, kernels), exponent);
  const number = fractionTerm(polynomialFraction(total.denominator), kernels, ['factored', 'expanded']);
  const bottom = number === integer(1) ? below : apply('mul', number, below);
  const positive = negation(above);
  return positive === undefined ? apply('div', above, bottom) : apply('neg', apply('div', positive, bottom));
}

/** The term without its leading minus. */
function negation(term: Expression): Expression | undefined {
  if (term.kind === 'number' && term.numerator < 0n) return rational(-term.numerator, term.denominator);
  return term.kind === 'apply' && term.operation === 'neg' ? term.args[0] : undefined;
}

function powerAt(ring: Ring, variable: number, k: number): Polynomial {
  return { ring, monomials: [ring.power(variable, k)], coefficients: [1n] };
}

function rowTerm(row: Row, kernels: Kernels, variable: number): Expression {
  const total = row.reduce(
    (sum, c, k) =>
      addFractions(sum, multiplyFractions(c, polynomialFraction(powerAt(kernels.ring, variable, k)))),
    fractionOf(kernels.ring, 0n),
  );
  return fractionTerm(total, kernels, ['expanded', 'expanded']);
}

/** Arithmetic of rows over the field of quotients. */
class Rows {
  readonly one: Row;
  private readonly zero: Fraction;

  constructor(ring: Ring) {
    this.one = [fractionOf(ring, 1n)];
    this.zero = fractionOf(ring, 0n);
  }

  private trimmed(row: Fraction[]): Row {
    while (row.length > 0 && row[row.length - 1].numerator.monomials.length === 0) row.pop();
    return row;
  }

  subtract(a: Row, b: Row): Row {
    return this.trimmed(
      Array.from({ length: Math.max(a.length, b.length) }, (_, k) =>
        addFractions(a[k] ?? this.zero, b[k] ?? this.zero, -1n),
      ),
    );
  }

  multiply(a: Row, b: Row): Row {
    if (a.length === 0 || b.length === 0) return [];
    const out = Array.from({ length: a.length + b.length - 1 }, () => this.zero);
    a.forEach((x, i) =>
      b.forEach((y, j) => {
        out[i + j] = addFractions(out[i + j], multiplyFractions(x, y));
      }),
    );
    return this.trimmed(out);
  }

  divide(a: Row, b: Row): { readonly quotient: Row; readonly remainder: Row } {
    const rest = [...a];
    const degree = b.length - 1;
    const unit = inverseFraction(b[degree]);
    const quotient: Fraction[] = Array.from({ length: Math.max(0, a.length - degree) }, () => this.zero);
    for (let k = quotient.length - 1; k >= 0; k--) {
      const q = multiplyFractions(rest[k + degree], unit);
      quotient[k] = q;
      for (let j = 0; j <= degree; j++) {
        rest[k + j] = addFractions(rest[k + j], multiplyFractions(q, b[j]), -1n);
      }
    }
    return { quotient: this.trimmed(quotient), remainder: this.trimmed(rest.slice(0, degree)) };
  }

  /** t with t·a = 1 modulo m, which are coprime. */
  inverseModulo(a: Row, m: Row): Row {
    let [r0, r1]: [Row, Row] = [m, a];
    let [t0, t1]: [Row, Row] = [[], this.one];
    while (r1.length > 1) {
      const { quotient, remainder } = this.divide(r0, r1);
      [r0, r1] = [r1, remainder];
      [t0, t1] = [t1, this.subtract(t0, this.multiply(quotient, t1))];
    }
    return this.multiply(t1, [inverseFraction(r1[0])]);
  }
}
