import { reduceToEchelon } from '../../number/exact/echelon.ts';
import { gcd, primitiveVector } from '../../number/exact/integers.ts';
import type { PrimeField } from '../../number/exact/prime-field.ts';
import { reconstructRational } from '../../number/exact/reconstruct.ts';
import type { Random } from '../../number/random.ts';
import { elementValue, randomPoint, relationField } from './element-value.ts';
import type { Form } from './forms.ts';
import { helperTerm, type FunctionTerm } from './function-term.ts';
import { inTower } from './in-tower.ts';
import { monomialsUpTo } from './monomials-up-to.ts';
import { compactRelation, relationDegree, type Relation } from './relation.ts';
import { RowSpace } from './row-space.ts';
import { signsOf } from './signs-of.ts';

/** Rows beyond the columns: a chance relation passes each with probability 2⁻²⁶. */
const EXTRA_ROWS = 6;
const MOST_BRANCHES = 16;
const MOST_COLUMNS = 220;
const MOST_RELATIONS = 4;

/**
 * Candidates for relations among the terms of a form, lowest degree first: nullspaces of the matrix of all monomials
 * at random points of the terms' tower modulo a prime, coefficients by rational reconstruction. Relations implied by
 * multiples of earlier ones (`earlier`: from other forms) are left out. Every candidate is to be proved.
 */
export function findRelations(
  form: Form,
  most: number,
  random: Random,
  earlier: readonly Relation[] = [],
): Relation[] {
  const plain = search(form, form.terms, most, random, earlier);
  const withHelpers = form.helpers.length === 0 ? undefined : [...form.helpers, ...form.terms];
  if (plain.relations.length > 0 || plain.explained) {
    // Beside relations without them, helpers are only worth a linear one: f(x) − f(−x) = x.
    const known = [...earlier, ...plain.relations];
    return withHelpers === undefined || most < 1
      ? plain.relations
      : [...plain.relations, ...search(form, withHelpers, 1, random, known).relations];
  }
  const first = withHelpers && search(form, withHelpers, most, random, earlier);
  if (first !== undefined && (first.relations.length > 0 || first.explained)) return first.relations;
  const { constants } = plain;
  if (constants.length === 0 || constants.length > 2) return [];
  return search(form, [...constants, ...form.terms], most, random, earlier).relations;
}

type Found = {
  readonly relations: Relation[];
  /** Constants that the terms are made with. */
  readonly constants: FunctionTerm[];
  /** Relations hold, but all of them follow from earlier ones. */
  readonly explained: boolean;
};

function search(
  form: Form,
  terms: readonly FunctionTerm[],
  most: number,
  random: Random,
  earlier: readonly Relation[],
): Found {
  const expressions = terms.map(({ expression }) => expression);
  const found = inTower(expressions, signsOf(expressions));
  if (found === undefined) return { relations: [], constants: [], explained: false };
  const { tower, elements } = found;
  const constants = tower.generators.flatMap(({ expression }) =>
    expression === undefined || terms.some((term) => term.expression === expression)
      ? []
      : [helperTerm(expression)],
  );
  const field = relationField(tower);
  // Absolute values split the points into branches of either sign: each is to have points enough.
  const sizes = tower.generators.filter(({ key }) => key.startsWith('abs:')).length;
  const branches = Math.min(2 ** sizes, MOST_BRANCHES);
  const points: number[][] = [];
  let tries = 0;
  const pointsUpTo = (count: number): boolean => {
    while (points.length < count) {
      if (++tries > 40 * (count + 10)) return false;
      const values = randomPoint(tower, field, random);
      const row = values && elements.map((a) => elementValue(a, values, field));
      if (row !== undefined && row.every((v) => v !== undefined)) points.push(row);
    }
    return true;
  };
  const relations: Relation[] = [];
  const given = earlier.flatMap((relation) => broughtTo(relation, terms));
  let holds = false;
  for (let degree = 1; degree <= Math.min(form.degree, most); degree++) {
    const monomials = monomialsUpTo(terms.length, degree);
    const count = monomials.length * branches + EXTRA_ROWS;
    if (monomials.length > MOST_COLUMNS || !pointsUpTo(count)) break;
    const index = new Map(monomials.map((m, i) => [m.join(), i]));
    const rows = points
      .slice(0, count)
      .map((point) => Float64Array.from(monomials, (m) => valueOf(m, point, field)));
    const { rows: echelon, pivots } = reduceToEchelon(rows, monomials.length, field);
    const known = new RowSpace(field);
    for (const relation of [...given, ...relations]) {
      if (relationDegree(relation) > degree) continue;
      for (const by of monomialsUpTo(terms.length, degree - relationDegree(relation))) {
        known.add(rowOf(relation, by, index, field));
      }
    }
    const taken = new Set(pivots);
    for (let column = 0; column < monomials.length; column++) {
      if (taken.has(column)) continue;
      holds = true;
      const vector = new Float64Array(monomials.length);
      vector[column] = 1;
      for (const [i, pivot] of pivots.entries())
        vector[pivot] = (field.prime - echelon[i][column]) % field.prime;
      if (!known.add(vector)) continue;
      const exact = reconstruct(vector, field);
      if (exact === undefined) continue;
      relations.push({
        form: form.name,
        terms,
        monomials: exact.flatMap((coefficient, i) =>
          coefficient === 0n ? [] : [{ coefficient, exponents: monomials[i] }],
        ),
      });
      if (relations.length >= MOST_RELATIONS) {
        return { relations: relations.map(compactRelation), constants, explained: false };
      }
    }
  }
  return {
    relations: relations.map(compactRelation),
    constants,
    explained: holds && relations.length === 0,
  };
}

/** A relation over a larger list of terms, if it has all of them. */
function broughtTo(relation: Relation, terms: readonly FunctionTerm[]): Relation[] {
  const places = relation.terms.map(({ text }) => terms.findIndex((term) => term.text === text));
  if (places.includes(-1)) return [];
  const monomials = relation.monomials.map(({ coefficient, exponents }) => {
    const spread = terms.map(() => 0);
    for (const [i, e] of exponents.entries()) spread[places[i]] = e;
    return { coefficient, exponents: spread };
  });
  return [{ form: relation.form, terms, monomials }];
}

function valueOf(exponents: readonly number[], point: readonly number[], field: PrimeField): number {
  let value = 1;
  for (const [i, e] of exponents.entries())
    for (let k = 0; k < e; k++) value = field.multiply(value, point[i]);
  return value;
}

/** A relation times a monomial as a row over an index of monomials. */
export function rowOf(
  relation: Relation,
  by: readonly number[],
  index: ReadonlyMap<string, number>,
  field: PrimeField,
): Float64Array {
  const row = new Float64Array(index.size);
  for (const { coefficient, exponents } of relation.monomials) {
    const column = index.get(exponents.map((e, i) => e + by[i]).join());
    if (column !== undefined) row[column] = (row[column] + field.residue(coefficient)) % field.prime;
  }
  return row;
}

/** Whole numbers without a common factor in the ratios that the residues stand for. */
function reconstruct(vector: Float64Array, field: PrimeField): bigint[] | undefined {
  const modulus = BigInt(field.prime);
  let common = 1n;
  const fractions: { numerator: bigint; denominator: bigint }[] = [];
  for (const entry of vector) {
    const found = reconstructRational(BigInt(entry), modulus);
    if (found === undefined) return undefined;
    fractions.push(found);
    common = (common / gcd(common, found.denominator)) * found.denominator;
    if (common > 1_000_000n) return undefined;
  }
  return primitiveVector(fractions.map((f) => (f.numerator * common) / f.denominator));
}
