import { variable, type Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { integerRelations } from '../../number/exact/integer-relation.ts';
import { squarePart } from '../../number/exact/square-part.ts';
import { minimalPolynomial, polynomialBits } from './minimal-polynomial.ts';
import { apply, combination, integer, rational } from './build-terms.ts';
import type { IdentifyEngine, Proposal } from './proposal.ts';
import type { TargetNumber } from './target-number.ts';

/** Algebraic numbers: integer polynomials with the number as a zero. */
export const algebraicValues: IdentifyEngine = (target) => {
  const relation = (degree: number): bigint[] | undefined => shortestRelation(target, degree);
  const found = minimalPolynomial(relation, target.digits * Math.log2(10));
  return found === undefined ? [] : [propose(found, target)];
};

/** Coefficients of powers 0, 1, …, degree. */
function shortestRelation(target: TargetNumber, degree: number): bigint[] | undefined {
  const scale = BigInt(target.bits);
  const values = [[1n << scale]];
  const errors = [1];
  const size = Math.abs(target.approximate);
  for (let i = 1; i <= degree; i++) {
    values.push([(values[i - 1][0] * target.value) >> scale]);
    errors.push(Math.max(1, i * size ** (i - 1) * target.error + i));
  }
  if (errors.some((error) => !Number.isFinite(error) || Math.log2(error) > target.bits)) return undefined;
  return integerRelations({ values, bits: target.bits, errors })[0];
}

function propose(m: bigint[], target: TargetNumber): Proposal {
  const bits = polynomialBits(m);
  const closed = closedForm(m, target.approximate);
  if (closed !== undefined) return { form: 'value', expression: closed, bits, engine: 'algebraic' };
  return { form: 'root', expression: polynomialTerm(m), bits, engine: 'algebraic' };
}

/** Coefficients of powers 0, 1, … as a term in x. */
export function polynomialTerm(m: readonly bigint[]): Expression {
  const x = variable('x');
  const powers = m.map((_, i): Expression => (i === 0 ? integer(1) : tidyApply('pow', x, integer(i))));
  return combination(m.toReversed(), powers.toReversed());
}

/** Fractions, quadratic irrationals and pure roots as terms. */
function closedForm(m: readonly bigint[], x: number): Expression | undefined {
  const degree = m.length - 1;
  if (degree === 1) return rational(-m[0], m[1]);
  if (degree === 2) {
    const [c, b, a] = m;
    const [square, rest] = squarePart(b * b - 4n * a * c);
    const root = apply('sqrt', rational(rest));
    const value = (sign: bigint): number =>
      (Number(-b) + Number(sign * square) * Math.sqrt(Number(rest))) / (2 * Number(a));
    const sign = Math.abs(value(1n) - x) <= Math.abs(value(-1n) - x) ? 1n : -1n;
    const [p, q, r] = reduced(-b, sign * square, 2n * a);
    const top = combination([p, q], [integer(1), root]);
    return r === 1n ? top : apply('div', top, rational(r));
  }
  if (degree === 4 && m[1] === 0n && m[3] === 0n) {
    const square = closedForm([m[0], m[2], m[4]], x * x);
    if (square !== undefined) return tidyIf(x < 0, apply('sqrt', square));
  }
  if (m.slice(1, -1).some((entry) => entry !== 0n)) return undefined;
  const radicand = rational(-m[0], m[degree]);
  if (radicand.numerator < 0n && degree % 2 === 0) return undefined;
  if (degree === 3) return apply('cbrt', radicand);
  const positive = rational(
    radicand.numerator < 0n ? -radicand.numerator : radicand.numerator,
    radicand.denominator,
  );
  const root = apply('pow', positive, rational(1n, BigInt(degree)));
  return tidyIf(x < 0, root);
}

function tidyIf(negative: boolean, term: Expression): Expression {
  return negative ? tidyApply('neg', term) : term;
}

function reduced(p: bigint, q: bigint, r: bigint): [bigint, bigint, bigint] {
  let [a, b] = [p < 0n ? -p : p, q < 0n ? -q : q];
  while (b !== 0n) [a, b] = [b, a % b];
  b = r < 0n ? -r : r;
  while (b !== 0n) [a, b] = [b, a % b];
  const divisor = r < 0n ? -a : a;
  return [p / divisor, q / divisor, r / divisor];
}
