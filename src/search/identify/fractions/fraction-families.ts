import { parseExpression } from '../../../expression/parse.ts';
import { integerRelations } from '../../../number/exact/integer-relation.ts';
import { toFixedPoint } from '../../../number/fixed-point.ts';
import { mpfr, ROUND } from '../../../number/mpfr.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { newInterval } from '../../../oracle/big-interval.ts';
import { createOracle } from '../../../oracle/create-oracle.ts';
import { convergenceOf } from './convergence.ts';
import { familyStep, type FamilyStep } from './family-step.ts';
import { fineValue } from './fine-value.ts';
import { fractionKey, type PolynomialFraction } from './polynomial-fraction.ts';

/** a(n) + k·da(n), b(n) + k·db(n) for k = 0, 1, 2, …: each member that was looked at has a value in the constant's field. */
export type FractionFamily = {
  readonly start: PolynomialFraction;
  readonly step: PolynomialFraction;
  /** Members that the scan found, from k = 0 on. */
  readonly found: number;
  /** Members k = 0 … checked − 1 were related to the constant, those outside the box too. */
  readonly checked: number;
  /** Links every member to the next, proved for all k. */
  readonly link?: FamilyStep;
};

/** The hits of a scan and their constant: plain data. */
export type FractionFamilyJob = { readonly hits: readonly PolynomialFraction[]; readonly constant: string };

/** A progression of so many hits suggests a family, which then must go on to so many members, without a gap. */
const SUGGESTED = 3;
const WANTED = 10;
const MOST_FAMILIES = 40;
/** Bits of values in the check of members, and of the coefficients of their relations. */
const BITS = 900;
const COEFFICIENT_BITS = 100;

/**
 * Families with a parameter among the hits of a scan: arithmetic progressions of coefficients that go on beyond the box.
 * Progressions that only leave out first terms, n → n + k, are not told, nor those all of whose members lie in families before them.
 */
export function fractionFamilies({ hits, constant }: FractionFamilyJob): FractionFamily[] {
  const width = Math.max(...hits.flatMap(({ a, b }) => [a.length, b.length]), 1);
  const padded = (p: readonly number[]): number[] => Array.from({ length: width }, (_, i) => p[i] ?? 0);
  const points = hits.map(({ a, b }) => ({ a: padded(a), b: padded(b) }));
  const index = new Set(points.map(fractionKey));
  const suggested: FractionFamily[] = [];
  for (const start of points) {
    for (const next of points) {
      if (start === next) continue;
      const step = { a: next.a.map((c, i) => c - start.a[i]), b: next.b.map((c, i) => c - start.b[i]) };
      if (index.has(fractionKey(member(start, step, -1))) || isShift(start, step)) continue;
      if (partsOf(step).some((part) => index.has(fractionKey(member(start, part, 1))))) continue;
      let found = 2;
      while (index.has(fractionKey(member(start, step, found)))) found += 1;
      if (found >= SUGGESTED) suggested.push({ start, step, found, checked: 0 });
    }
  }
  suggested.sort((x, y) => y.found - x.found || size(x) - size(y));
  const known = new Set<string>();
  const out: FractionFamily[] = [];
  for (const family of suggested) {
    if (out.length === MOST_FAMILIES) break;
    // One that generalises nothing that was not before says nothing.
    const members = Array.from({ length: family.found }, (_, k) =>
      fractionKey(member(family.start, family.step, k)),
    );
    if (members.every((key) => known.has(key))) continue;
    let checked = family.found;
    while (checked < WANTED && isRelated(member(family.start, family.step, checked), constant)) checked += 1;
    if (checked < WANTED) continue;
    for (const key of members) known.add(key);
    const link = familyStep(family.start, family.step);
    out.push({ ...family, checked, ...(link === undefined ? {} : { link }) });
  }
  return out;
}

/** Member k of a family. */
export function member(start: PolynomialFraction, step: PolynomialFraction, k: number): PolynomialFraction {
  return {
    a: start.a.map((c, i) => c + k * (step.a[i] ?? 0) + 0),
    b: start.b.map((c, i) => c + k * (step.b[i] ?? 0) + 0),
  };
}

/** Steps that go into a step several times. */
function partsOf({ a, b }: PolynomialFraction): PolynomialFraction[] {
  const all = [...a, ...b].map(Math.abs);
  const out: PolynomialFraction[] = [];
  for (let k = 2; k <= Math.max(...all); k++) {
    if (all.every((c) => c % k === 0)) out.push({ a: a.map((c) => c / k), b: b.map((c) => c / k) });
  }
  return out;
}

/** Whether the first step is n → n ± 1 in both polynomials. */
function isShift(start: PolynomialFraction, step: PolynomialFraction): boolean {
  const shifted = ([c0 = 0, c1 = 0, c2 = 0]: readonly number[], by: number): string =>
    [c0 + by * c1 + c2, c1 + 2 * by * c2, c2].join();
  const next = member(start, step, 1);
  const short = ([c0 = 0, c1 = 0, c2 = 0]: readonly number[]): string => [c0, c1, c2].join();
  return [1, -1].some(
    (by) => shifted(start.a, by) === short(next.a) && shifted(start.b, by) === short(next.b),
  );
}

function size({ start, step }: FractionFamily): number {
  return [...start.a, ...start.b, ...step.a, ...step.b].reduce((sum, c) => sum + Math.abs(c), 0);
}

/** Whether the fraction's value is a Möbius image of the constant, with coefficients far shorter than chance would need. */
function isRelated(fraction: PolynomialFraction, constant: string): boolean {
  const { kind } = convergenceOf(fraction);
  if (kind === 'finite' || kind === 'periodic' || kind === 'divergent') return false;
  return withWorkspace(BITS, (w) => {
    const value = w.big();
    const bits = fineValue(fraction, value);
    if (bits === undefined || bits < BITS - 64 || !mpfr.mpfr_number_p(value)) return false;
    const c = newInterval(w);
    if (createOracle(parseExpression(constant), []).enclose([], BITS - 8, c).kind !== 'enclosed')
      return false;
    const both = w.big();
    mpfr.mpfr_mul(both, value, c.lo, ROUND.NEAREST);
    const exponents = [value, c.lo, both].map((x) => (mpfr.mpfr_zero_p(x) ? 0 : mpfr.mpfr_get_exp(x)));
    const places = BITS - 100 - Math.max(0, ...exponents);
    const values = [[1n << BigInt(places)], ...[c.lo, value, both].map((x) => [toFixedPoint(x, places)])];
    const relations = integerRelations({
      values,
      bits: places,
      errors: [1, 4, 4, 8],
      coefficientBits: COEFFICIENT_BITS,
    });
    // A rational value obeys relations too, but with p·s = q·r.
    return relations.some(([p, q, r, s]) => p * s !== q * r);
  });
}
