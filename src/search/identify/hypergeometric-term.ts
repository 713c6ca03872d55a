import { apply, variable, type Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import type { Fraction } from '../../number/exact/fraction.ts';
import { absolute } from '../../number/exact/integers.ts';
import { integer, rational } from './build-terms.ts';
import type { Recurrence } from './sequence-rule.ts';

/** Largest leading or trailing coefficient whose divisors are tried for rational zeros. */
const MOST = 10_000_000n;

/**
 * The closed form of a sequence with p(n)·a(n + 1) + q(n)·a(n) = 0, where both polynomials split over the rationals and
 * no zero of p is a whole number ≥ 0: a(0)·cⁿ·∏ Γ(n + α)/Γ(α) ÷ ∏ Γ(n + β)/Γ(β).
 */
export function hypergeometricTerm(first: Fraction, recurrence: Recurrence): Expression | undefined {
  if (recurrence.order !== 1 || first.numerator === 0n) return undefined;
  const [below, above] = [recurrence.coefficients[1], recurrence.coefficients[0].map((c) => -c)];
  const zerosAbove = rationalZeros(above);
  const zerosBelow = rationalZeros(below);
  if (zerosAbove === undefined || zerosBelow === undefined) return undefined;
  const isNatural = ({ numerator, denominator }: Fraction): boolean => denominator === 1n && numerator >= 0n;
  if ([...zerosAbove, ...zerosBelow].some(isNatural)) return undefined;
  const n = variable('n');
  const lead = (m: readonly bigint[]): bigint => m.findLast((c) => c !== 0n) as bigint;
  let expression: Expression = rational(first.numerator, first.denominator);
  const ratio = rational(lead(above), lead(below));
  if (ratio !== integer(1)) expression = tidyApply('mul', expression, tidyApply('pow', ratio, n));
  // A zero at −α is the factor n + α, whose products are Γ(n + α)/Γ(α).
  const rest = [...zerosBelow];
  for (const zero of zerosAbove) {
    const start = rational(-zero.numerator, zero.denominator);
    const k = rest.findIndex((other) => stepBetween(zero, other) !== undefined);
    if (k < 0) {
      expression = tidyApply('mul', expression, pochhammer(start, n));
      continue;
    }
    // Γ(n + α)/Γ(n + α + s) is a rational function.
    const step = stepBetween(zero, rest[k]) as number;
    rest.splice(k, 1);
    for (let i = 0; i < Math.abs(step); i++) {
      const shift = BigInt(step > 0 ? i : -i - 1) * zero.denominator - zero.numerator;
      const factor = tidyApply('add', n, rational(shift, zero.denominator));
      const atZero = rational(shift, zero.denominator);
      expression =
        step > 0
          ? tidyApply('div', tidyApply('mul', atZero, expression), factor)
          : tidyApply('div', tidyApply('mul', expression, factor), atZero);
    }
  }
  for (const { numerator, denominator } of rest) {
    expression = tidyApply('div', expression, pochhammer(rational(-numerator, denominator), n));
  }
  return expression;
}

/** s with β = α + s for zeros −α, −β, when it is a small whole number. */
function stepBetween(a: Fraction, b: Fraction): number | undefined {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  const step = difference / (a.denominator * b.denominator);
  return step * a.denominator * b.denominator === difference && absolute(step) <= 4n
    ? Number(step)
    : undefined;
}

function pochhammer(start: Expression, n: Expression): Expression {
  const top = apply('gamma', tidyApply('add', n, start));
  // Γ(1) = Γ(2) = 1.
  return start === integer(1) || start === integer(2) ? top : apply('div', top, apply('gamma', start));
}

/** All zeros with multiplicity when they are rational, else `undefined`. Coefficients from the constant term up. */
function rationalZeros(polynomial: readonly bigint[]): Fraction[] | undefined {
  let rest = polynomial.slice(0, polynomial.findLastIndex((c) => c !== 0n) + 1);
  const zeros: Fraction[] = [];
  while (rest.length > 1) {
    const zero = rest[0] === 0n ? { numerator: 0n, denominator: 1n } : oneZero(rest);
    if (zero === undefined) return undefined;
    zeros.push(zero);
    rest = deflate(rest, zero);
  }
  return zeros;
}

function oneZero(polynomial: readonly bigint[]): Fraction | undefined {
  const [low, high] = [absolute(polynomial[0]), absolute(polynomial[polynomial.length - 1])];
  if (low > MOST || high > MOST) return undefined;
  for (const q of divisors(high)) {
    for (const p of divisors(low)) {
      for (const numerator of [-p, p]) {
        // q^d·f(p/q), by Horner.
        let value = 0n;
        let scale = 1n;
        for (let i = polynomial.length - 1; i >= 0; i--) {
          value = value * numerator + polynomial[i] * scale;
          scale *= q;
        }
        if (value === 0n) return { numerator, denominator: q };
      }
    }
  }
  return undefined;
}

function divisors(n: bigint): bigint[] {
  const found: bigint[] = [];
  for (let d = 1n; d * d <= n; d++) {
    if (n % d !== 0n) continue;
    found.push(d);
    if (d * d !== n) found.push(n / d);
  }
  return found;
}

/** f(x) ÷ (q·x − p), exact by Gauss' lemma when p/q is a zero in lowest terms. */
function deflate(polynomial: readonly bigint[], { numerator, denominator }: Fraction): bigint[] {
  const quotient: bigint[] = [];
  let carry = 0n;
  for (let i = polynomial.length - 1; i >= 1; i--) {
    carry = (polynomial[i] + numerator * carry) / denominator;
    quotient.unshift(carry);
  }
  return quotient;
}
