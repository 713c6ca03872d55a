import { reduceToEchelon } from '../exact/echelon.ts';
import { integerSquareRoot } from '../exact/integers.ts';
import { largePrimes, primeField } from '../exact/prime-field.ts';
import { reduceInDoubles } from '../exact/reduce-in-doubles.ts';
import { divideDense, multiplyDense, reduceDense, symmetric } from './dense-modulo.ts';
import { divideExactly, primitive } from './factor-dense-parts.ts';
import type { Lifted } from './hensel.ts';

/** Bits of a coefficient that one column of the lattice holds: what LLL in doubles is at ease with. */
const COLUMN_BITS = 36n;

/**
 * Which lifted factors belong together, by a lattice (van Hoeij 2002; coefficients of logarithmic derivatives as in
 * Belabas, van Hoeij, Klüners & Steel 2009): p·u′/u is additive over products u, and for a true factor its coefficients
 * are small. The result is checked by division.
 * @param lift factors modulo a power of a prime above a bound
 * @returns `undefined` when the lattice did not tell
 */
export function recombineByLattice(
  p: readonly bigint[],
  lift: (bound: bigint) => Lifted,
  bound: bigint,
): bigint[][] | undefined {
  const n = p.length - 1;
  const norm = integerSquareRoot(p.reduce((sum, c) => sum + c * c, 0n)) + 1n;
  // |coefficient j of (p/g)·g′| ≤ n·C(n − 1, j)·M(p): the Mahler measure of g′ is at most deg(g) times that of g.
  const largest = BigInt(n) * (1n << BigInt(n - 1)) * norm;
  const needed = largest << (COLUMN_BITS + 4n);
  const { factors, modulus } = lift(needed > bound ? needed : bound);
  const r = factors.length;
  const derivatives = factors.map((u) => {
    const { quotient } = divideDense(p, u, modulus);
    return multiplyDense(
      quotient,
      u.slice(1).map((c, i) => c * BigInt(i + 1)),
      modulus,
    );
  });
  const scale = Math.ceil(r / 2) + 1;
  for (let columns = Math.min(n, Math.ceil((r * r) / 60) + 4); ; columns = Math.min(n, 2 * columns)) {
    const places = Array.from({ length: columns }, (_, j) => (j % 2 === 0 ? n - 1 - (j >> 1) : j >> 1));
    const rows: Float64Array[] = [];
    places.forEach((_, j) => {
      const row = new Float64Array(r + columns);
      row[r + j] = Number(1n << COLUMN_BITS);
      rows.push(row);
    });
    derivatives.forEach((d, i) => {
      const row = new Float64Array(r + columns);
      row[i] = scale;
      places.forEach((place, j) => {
        row[r + j] = Number(roundedShift(d[place] ?? 0n, modulus));
      });
      rows.push(row);
    });
    if (!reduceInDoubles(rows)) return undefined;
    const limit = 1.01 * (scale * scale * r + columns * (r / 2 + 1) ** 2);
    const groups = groupsOf(rows, r, scale, limit);
    if (groups?.length === 1) return [[...p]];
    const found = groups && productsOf(p, groups, factors, modulus);
    if (found !== undefined) return found;
    if (columns === n) return undefined;
  }
}

/** c · 2^COLUMN_BITS / modulus, rounded. */
function roundedShift(c: bigint, modulus: bigint): bigint {
  const twice = (c << (COLUMN_BITS + 1n)) / modulus;
  return (twice + (twice < 0n ? -1n : 1n)) / 2n;
}

/** The partition of the factors that the short vectors of a reduced basis span, if they do span one. */
function groupsOf(
  rows: readonly Float64Array[],
  r: number,
  scale: number,
  limit: number,
): number[][] | undefined {
  // A lattice vector shorter than the limit lies in the span of those before the last long orthogonal part.
  const orthogonal: Float64Array[] = [];
  let kept = 0;
  rows.forEach((row, k) => {
    const v = Float64Array.from(row);
    for (const u of orthogonal) {
      let [dot, norm] = [0, 0];
      for (let i = 0; i < v.length; i++) {
        dot += v[i] * u[i];
        norm += u[i] * u[i];
      }
      for (let i = 0; i < v.length; i++) v[i] -= (dot / norm) * u[i];
    }
    orthogonal.push(v);
    if (v.reduce((sum, x) => sum + x * x, 0) <= limit) kept = k + 1;
  });
  const [prime] = largePrimes();
  const field = primeField(prime);
  const matrix = rows
    .slice(0, kept)
    .map((row) => Float64Array.from(row.subarray(0, r), (x) => field.residue(BigInt(Math.round(x / scale)))));
  const { rows: echelon } = reduceToEchelon(matrix, r, field);
  const groups = echelon.map((row) => [...row.keys()].filter((i) => row[i] !== 0));
  const isPartition =
    echelon.every((row) => row.every((x) => x === 0 || x === 1)) &&
    groups.flat().length === r &&
    new Set(groups.flat()).size === r;
  return isPartition ? groups : undefined;
}

function productsOf(
  p: readonly bigint[],
  groups: readonly (readonly number[])[],
  factors: Lifted['factors'],
  modulus: bigint,
): bigint[][] | undefined {
  const lead = p[p.length - 1];
  const found: bigint[][] = [];
  let rest: bigint[] = [...p];
  for (const group of groups) {
    let product: readonly bigint[] = [symmetric(lead, modulus)];
    for (const i of group) product = multiplyDense(product, factors[i], modulus);
    const factor = primitive(reduceDense(product, modulus));
    const quotient = divideExactly(rest, factor);
    if (quotient === undefined) return undefined;
    found.push(factor);
    rest = quotient;
  }
  return found;
}
