import { nullspace } from '../../../number/exact/nullspace.ts';
import { convergenceOf } from './convergence.ts';
import { leadingInN, neverZero, signOf, summed, type Term } from './bivariate-sign.ts';
import { degreeOf, leadingOf, type PolynomialFraction } from './polynomial-fraction.ts';

/** Σ coefficient·nⁱ·kʲ. */
export type BivariatePolynomial = readonly (readonly [i: number, j: number, coefficient: bigint])[];

/** Entries of U(n, k), row by row, with x(n) = U(n, k)·y(n) for the tails x of member k and y of member k + 1. */
export type FamilyStep = readonly [
  BivariatePolynomial,
  BivariatePolynomial,
  BivariatePolynomial,
  BivariatePolynomial,
];

/** Largest total degree of U's entries. */
const MOST_DEGREE = 4;

/**
 * Links every member of a family a + k·da, b + k·db to the next, with k as a letter: polynomials in n and k with
 * H(n, k)·U(n + 1, k) = U(n, k)·H(n, k + 1) for the matrices H of the steps, by linear algebra over a grid of n and k large enough
 * for the degrees, which makes the identity certain. (A conservative matrix field of two directions; Elimelech et al., 2024.)
 *
 * Values go with it, x(1) = U(1, k)·y(1), where no b(n, k) with n ≥ 1, k ≥ 0 is 0 and U(n, k) is a map: det U(1, k) ≠ 0 is enough, as
 * b(n, k)·det U(n + 1, k) = det U(n, k)·b(n, k + 1). Then
 * - where errors fall exponentially or like a factorial, U takes the minimal solution of one recurrence to that of the other, which is
 *   the limit (Pincherle 1894; Poincaré, Perron);
 * - where elements of both members are positive from some n on, and converge (Seidel, Stern), the limit lies between neighbouring
 *   convergents, and so does U(1)·y(1) as soon as x(n) = U(n)·y(n) > 0 for large n: all entries of U have one sign there.
 * These conditions are decided by signs of coefficients and remainders; where they are not, nothing is returned.
 */
export function familyStep(start: PolynomialFraction, step: PolynomialFraction): FamilyStep | undefined {
  const converges = convergesForAll(start, step);
  if (converges === undefined) return undefined;
  for (let degree = 0; degree <= MOST_DEGREE; degree++) {
    const powers: (readonly [number, number])[] = [];
    for (let total = 0; total <= degree; total++)
      for (let j = 0; j <= total; j++) powers.push([total - j, j]);
    const [solution] = nullspace(equations(start, step, powers, degree), 4 * powers.length);
    if (solution === undefined) continue;
    const entry = (e: number): BivariatePolynomial =>
      powers.flatMap(([i, j], t) => {
        const c = solution[e * powers.length + t];
        return c === 0n ? [] : [[i, j, c] as const];
      });
    const [p, q, r, s] = [0, 1, 2, 3].map(entry);
    const determinant = summed([...product(p, s), ...product(q, r).map(negated)]);
    // det U(1, k)
    const first = summed(determinant.map(([, j, c]): Term => [0, j, c]));
    if (!neverZero(first)) return undefined;
    return converges === 'dominated' || haveOneSign([p, q, r, s]) ? [p, q, r, s] : undefined;
  }
  return undefined;
}

/** The four equations of the identity at every point of the grid, linear in U's coefficients. */
function equations(
  start: PolynomialFraction,
  step: PolynomialFraction,
  powers: readonly (readonly [number, number])[],
  degree: number,
): bigint[][] {
  const rows: bigint[][] = [];
  const width = powers.length;
  const reach = Math.max(...[start, step].flatMap(({ a, b }) => [a.length, b.length]));
  for (let n = 1n; n <= BigInt(degree + reach + 1); n++) {
    // Degrees in k: that of U, and one of a or b.
    for (let k = 0n; k <= BigInt(degree + 2); k++) {
      const [a, b] = valuesAt(start, step, n, k);
      const [A, B] = valuesAt(start, step, n, k + 1n);
      const here = powers.map(([i, j]) => n ** BigInt(i) * k ** BigInt(j));
      const next = powers.map(([i, j]) => (n + 1n) ** BigInt(i) * k ** BigInt(j));
      const add = (row: bigint[], entry: number, values: readonly bigint[], by: bigint): void => {
        for (const [t, value] of values.entries()) row[entry * width + t] += by * value;
      };
      // H·U' = [b·r', b·s'; p' + a·r', q' + a·s'] and U·H' = [q, p·B + q·A; s, r·B + s·A].
      const blank = (): bigint[] => Array.from({ length: 4 * width }, () => 0n);
      const [e1, e2, e3, e4] = [blank(), blank(), blank(), blank()];
      const [P, Q, R, S] = [0, 1, 2, 3];
      add(e1, R, next, b);
      add(e1, Q, here, -1n);
      add(e2, S, next, b);
      add(e2, P, here, -B);
      add(e2, Q, here, -A);
      add(e3, P, next, 1n);
      add(e3, R, next, a);
      add(e3, S, here, -1n);
      add(e4, Q, next, 1n);
      add(e4, S, next, a);
      add(e4, R, here, -B);
      add(e4, S, here, -A);
      rows.push(e1, e2, e3, e4);
    }
  }
  return rows;
}

function valuesAt(
  start: PolynomialFraction,
  step: PolynomialFraction,
  n: bigint,
  k: bigint,
): [bigint, bigint] {
  const at = (p: readonly number[], q: readonly number[]): bigint => {
    let total = 0n;
    for (let i = Math.max(p.length, q.length) - 1; i >= 0; i--)
      total = total * n + BigInt(p[i] ?? 0) + k * BigInt(q[i] ?? 0);
    return total;
  };
  return [at(start.a, step.a), at(start.b, step.b)];
}

/**
 * Whether all members converge and none of them ends: `dominated` by one solution of their recurrences, or `positive` from some n on;
 * undefined where neither is seen.
 */
function convergesForAll(
  start: PolynomialFraction,
  step: PolynomialFraction,
): 'dominated' | 'positive' | undefined {
  if (!neverZero(bivariate(start.b, step.b))) return undefined;
  const { kind } = convergenceOf(start);
  if (kind === 'factorial' || kind === 'exponential') {
    const leadingStays = (p: readonly number[], q: readonly number[]): boolean =>
      degreeOf(q) < degreeOf(p) ||
      (kind === 'factorial' && degreeOf(q) === degreeOf(p) && leadingOf(p) > 0 === leadingOf(q) > 0);
    if (leadingStays(start.a, step.a) && leadingStays(start.b, step.b)) return 'dominated';
  }
  const rises = (p: readonly number[], q: readonly number[]): boolean =>
    degreeOf(q) <= degreeOf(p) && signOf(leadingInN(bivariate(p, q))) > 0;
  const slow = degreeOf(start.b) <= 2 * degreeOf(start.a) + 2;
  return slow && rises(start.a, step.a) && rises(start.b, step.b) ? 'positive' : undefined;
}

/** p(n) + k·q(n) */
function bivariate(p: readonly number[], q: readonly number[]): Term[] {
  const terms = (list: readonly number[], j: number): Term[] => list.map((c, i) => [i, j, BigInt(c)]);
  return summed([...terms(p, 0), ...terms(q, 1)]);
}

/** Whether entries that are not 0 have one sign for large n, whatever k ≥ 0, and no row is 0. */
function haveOneSign([p, q, r, s]: FamilyStep): boolean {
  const signs = [p, q, r, s].map((entry) => (entry.length === 0 ? 0 : signOf(leadingInN(entry)) || NaN));
  const [sign] = signs.filter((one) => one !== 0);
  return (
    signs.every((one) => one === 0 || one === sign) && p.length + q.length > 0 && r.length + s.length > 0
  );
}

function product(p: readonly Term[], q: readonly Term[]): Term[] {
  return p.flatMap(([i, j, c]) => q.map(([e, f, d]): Term => [i + e, j + f, c * d]));
}

function negated([i, j, c]: Term): Term {
  return [i, j, -c];
}

/** As Napier's language writes it: `n^2 + 2*n*k - 1`. */
export function bivariateText(p: BivariatePolynomial): string {
  const parts = p
    .toSorted(([i, j], [e, f]) => e + f - (i + j) || e - i)
    .map(([i, j, c], index) => {
      const size = c < 0n ? -c : c;
      const factors = [
        ...(i === 0 ? [] : [i === 1 ? 'n' : `n^${i}`]),
        ...(j === 0 ? [] : [j === 1 ? 'k' : `k^${j}`]),
      ];
      const text = [...(size === 1n && factors.length > 0 ? [] : [`${size}`]), ...factors].join('*');
      return index === 0 ? (c < 0n ? `-${text}` : text) : c < 0n ? ` - ${text}` : ` + ${text}`;
    });
  return parts.length === 0 ? '0' : parts.join('');
}
