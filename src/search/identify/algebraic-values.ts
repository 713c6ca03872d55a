import { variable, type Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { integerRelations } from '../../number/exact/integer-relation.ts';
import { squarePart } from '../../number/exact/square-part.ts';
import { ENGINE_BITS, positiveBits, vectorBits } from './description-length.ts';
import { apply, combination, integer, rational } from './build-terms.ts';
import type { IdentifyEngine, Proposal } from './proposal.ts';
import type { TargetNumber } from './target-number.ts';

/** The degrees tried, until one spends less than the number has. */
const DEGREES = [2, 3, 4, 6, 8, 12, 16, 24, 32];

/**
 * Algebraic numbers: integer polynomials with the number as a zero. Degrees rise; the first that explains more digits
 * than it spends is reduced to the least degree, since at too high a degree the relations are the multiples of the
 * minimal polynomial, and their number tells its degree.
 */
export const algebraicValues: IdentifyEngine = (target) => {
  const available = target.digits * Math.log2(10);
  for (const degree of DEGREES) {
    // A polynomial's coefficients cost at least a bit and a half each.
    if (degree * 1.6 > available) break;
    const found = bestRelation(target, degree);
    if (found === undefined || cost(found) > available) continue;
    const least = lowest(found, target, degree);
    return [propose(least, target)];
  }
  return [];
};

function cost(m: readonly bigint[]): number {
  return ENGINE_BITS + positiveBits(m.length - 1) + vectorBits(m);
}

/** Coefficients of powers 0, 1, …, degree. */
function bestRelation(target: TargetNumber, degree: number): bigint[] | undefined {
  const scale = BigInt(target.bits);
  const values = [[1n << scale]];
  const errors = [1];
  const size = Math.abs(target.approximate);
  for (let i = 1; i <= degree; i++) {
    values.push([(values[i - 1][0] * target.value) >> scale]);
    errors.push(Math.max(1, i * size ** (i - 1) * target.error + i));
  }
  if (errors.some((error) => !Number.isFinite(error) || Math.log2(error) > target.bits)) return undefined;
  const [shortest] = integerRelations({ values, bits: target.bits, errors });
  return shortest === undefined ? undefined : withoutContent(shortest);
}

function lowest(found: bigint[], target: TargetNumber, degree: number): bigint[] {
  let best = found;
  for (let lower = best.length - 2; lower >= 2 && degree > 4; lower--) {
    const next = bestRelation(target, lower);
    if (next === undefined || cost(next) >= cost(best)) break;
    best = next;
  }
  return best;
}

/** Without vanishing leading and lowest coefficients (the number is not 0). */
function withoutContent(m: readonly bigint[]): bigint[] {
  const first = m.findIndex((entry) => entry !== 0n);
  const last = m.findLastIndex((entry) => entry !== 0n);
  const core = m.slice(first, last + 1);
  return core[core.length - 1] < 0n ? core.map((entry) => -entry) : core;
}

function propose(m: bigint[], target: TargetNumber): Proposal {
  const bits = cost(m);
  const closed = closedForm(m, target.approximate);
  if (closed !== undefined) return { form: 'value', expression: closed, bits, engine: 'algebraic' };
  const x = variable('x');
  const powers = m.map((_, i): Expression => (i === 0 ? integer(1) : tidyApply('pow', x, integer(i))));
  const expression = combination(m.toReversed(), powers.toReversed());
  return { form: 'root', expression, bits, engine: 'algebraic' };
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
