import { gcd } from '../../../number/exact/integers.ts';
import type { Random } from '../../../number/random.ts';
import type { Form } from '../forms.ts';
import { monomialsUpTo } from '../monomials-up-to.ts';
import { compactRelation, type Relation } from '../relation.ts';
import { ColumnSpace } from './dependence.ts';
import { nearFraction } from './near-fraction.ts';
import type { TermValues } from './term-values.ts';

/** A relation that values measured obey. */
export type MeasuredRelation = {
  readonly relation: Relation;
  /** Points beside those that it was found from. */
  readonly points: number;
  /** At all of them the sum is below 10^−digits of its largest term. */
  readonly digits: number;
};

/** Rows for every column; points that a relation is tried at. */
const ROWS = 3;
const CHECKS = 60;
const MOST_COLUMNS = 130;
const MOST_RELATIONS = 3;
const FEW_VALUES = 24;
/** What may be left of a combination before its coefficients are known to be fractions. */
const LOOSE = 1e-6;
const MOST_DENOMINATOR = 500;
const MOST_COEFFICIENT = 1e5;

/**
 * Relations among measured values, by the algorithm of Buchberger and Möller in floating point: monomials in rising order, each
 * either independent of those before it or a combination of them, which is a relation if its coefficients are short fractions
 * and it holds at fresh points to `accuracy`. Multiples of a relation's last monomial are not looked at again.
 *
 * @param accuracy relative error that values may have
 */
export function measuredRelations(
  form: Form,
  values: TermValues,
  most: number,
  accuracy: number,
  random: Random,
): MeasuredRelation[] {
  const degree = Math.min(form.degree, most);
  let monomials = monomialsUpTo(form.terms.length, degree);
  if (monomials.length > MOST_COLUMNS)
    monomials = monomials.filter((m) => m.reduce((a, b) => a + b, 0) < degree);
  const points = values.points(form, ROWS * monomials.length + 10, random);
  const checks = values.points(form, CHECKS, random);
  if (points === undefined || checks === undefined) return [];
  // A term of few values obeys equations of its values alone: it is taken linearly.
  const few = form.terms.map((_, i) => new Set(points.map((point) => point[i])).size <= FEW_VALUES);
  monomials = monomials.filter((m) => m.reduce((sum, e, i) => sum + (few[i] ? e : 0), 0) <= 1);
  const space = new ColumnSpace();
  const kept: (readonly number[])[] = [];
  const leading: (readonly number[])[] = [];
  const out: MeasuredRelation[] = [];
  // Every point counts as much as every other, whatever the size of values there.
  const weights = points.map(
    (point) => 1 / Math.max(...monomials.map((m) => Math.abs(monomialAt(m, point)))),
  );
  for (const monomial of monomials) {
    if (leading.some((lead) => lead.every((e, i) => e <= monomial[i]))) continue;
    const column = Float64Array.from(points, (point, i) => weights[i] * monomialAt(monomial, point));
    const found = space.dependence(column, LOOSE);
    const exact = found && fractions(found.by);
    if (exact !== undefined) {
      const terms = [...kept, monomial].flatMap((exponents, i) =>
        exact[i] === 0n ? [] : [{ exponents, coefficient: exact[i] }],
      );
      const relation: Relation = { form: form.name, terms: form.terms, monomials: terms };
      const worst = worstAt(relation, checks);
      // What holds of the numbers only as well as its coefficients are long says nothing.
      const length = terms.reduce(
        (sum, { coefficient }) => sum + Math.log10(1 + Math.abs(Number(coefficient))),
        0,
      );
      if (worst <= accuracy && -Math.log10(accuracy) - length >= 4) {
        leading.push(monomial);
        const digits = worst === 0 ? 16 : Math.min(16, -Math.log10(worst));
        out.push({ relation: compactRelation(relation), points: checks.length, digits });
        if (out.length === MOST_RELATIONS) break;
        continue;
      }
    }
    if (space.keep(column)) kept.push(monomial);
  }
  return out;
}

/** −Σ by·column + 1·(the last) with whole coefficients, if all are short fractions. */
function fractions(by: readonly number[]): bigint[] | undefined {
  const found: (readonly [number, number])[] = [];
  let common = 1n;
  for (const x of by) {
    const near = nearFraction(x, Math.max(1e-7, Math.abs(x) * 1e-7), MOST_DENOMINATOR);
    if (near === undefined || Math.abs(near[0]) > MOST_COEFFICIENT) return undefined;
    found.push(near);
    const q = BigInt(near[1]);
    common = (common / gcd(common, q)) * q;
    if (common > BigInt(MOST_COEFFICIENT)) return undefined;
  }
  return [...found.map(([p, q]) => -(BigInt(p) * common) / BigInt(q)), common];
}

/** The largest size of a relation's sum over its largest term. */
function worstAt({ monomials }: Relation, points: readonly (readonly number[])[]): number {
  let worst = 0;
  for (const point of points) {
    let [sum, largest] = [0, 0];
    for (const { exponents, coefficient } of monomials) {
      const value = Number(coefficient) * monomialAt(exponents, point);
      sum += value;
      largest = Math.max(largest, Math.abs(value));
    }
    if (largest > 0) worst = Math.max(worst, Math.abs(sum) / largest);
  }
  return worst;
}

function monomialAt(exponents: readonly number[], point: readonly number[]): number {
  let value = 1;
  for (const [i, e] of exponents.entries()) for (let k = 0; k < e; k++) value *= point[i];
  return value;
}
