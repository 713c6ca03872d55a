import { reduceToEchelon } from './echelon.ts';
import { absolute, gcd, primitiveVector } from './integers.ts';
import { largePrimes, primeField } from './prime-field.ts';
import { reconstructRational } from './reconstruct.ts';

/**
 * All rational solutions v of A·v = 0, exactly: a basis of primitive integer vectors, one for each column without a
 * pivot, in order of that column (so vector k is zero in the free columns of the others, and uses only pivot columns
 * before its own). Entries grow no more than they must: the work is done modulo primes below 2²⁶, put together by the
 * Chinese remainder theorem and rational reconstruction (as FiniteFieldSolve does), and A·v = 0 is then checked in
 * exact arithmetic, so that the answer never rests on luck.
 *
 * For finding relations: one row a sample, one column an unknown coefficient. Give more rows than columns: each row
 * beyond the rank is a check. Every vector of the basis is a solution; that there are no others is proved as well
 * (the rank modulo a prime is never above the true one).
 *
 * @param rows integer rows of equal length `columns`; rational rows must be multiplied by their denominators first
 * @param columns needed for a matrix without rows
 */
export function nullspace(
  rows: readonly (readonly bigint[])[],
  columns: number = rows[0]?.length ?? 0,
): bigint[][] {
  /** Per free column, the residues of the entries in the pivot columns. */
  let known: { pivots: number[]; free: number[]; residues: bigint[][]; modulus: bigint } | undefined;
  let primes = 0;
  let tryAt = 1;
  for (const prime of largePrimes()) {
    const field = primeField(prime);
    const reduced = rows.map((row) => Float64Array.from(row, (entry) => field.residue(entry)));
    const { rows: echelon, pivots } = reduceToEchelon(reduced, columns, field);
    const taken = new Set(pivots);
    const free = Array.from({ length: columns }, (_, j) => j).filter((j) => !taken.has(j));
    const images = free.map((j) => echelon.map((row) => (row[j] === 0 ? 0 : prime - row[j])));
    const order = known === undefined ? -1 : comparePivots(pivots, known.pivots);
    if (order > 0) continue; // an unlucky prime: the rank fell, or a pivot moved
    if (known === undefined || order < 0) {
      known = { pivots, free, residues: images.map((v) => v.map(BigInt)), modulus: BigInt(prime) };
      [primes, tryAt] = [1, 1];
    } else {
      primes += 1;
      const inverse = BigInt(field.inverse(field.residue(known.modulus)));
      const step = known.modulus;
      const p = BigInt(prime);
      for (const [k, residues] of known.residues.entries()) {
        for (let i = 0; i < residues.length; i++) {
          const difference = BigInt(images[k][i]) - (residues[i] % p);
          residues[i] += step * ((((difference * inverse) % p) + p) % p);
        }
      }
      known.modulus *= p;
    }
    // Reconstruction costs more than another prime: it is tried at moduli that grow by a third in length.
    if (primes < tryAt) continue;
    const basis = reconstructBasis(known, columns);
    if (basis !== undefined && basis.every((v) => isSolution(rows, v))) return basis;
    tryAt = Math.ceil((primes * 4) / 3);
  }
  throw new RangeError('nullspace: the entries are too large');
}

/** Negative: `a` is the better guess of the true pivots (more of them, or further left). */
function comparePivots(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return b.length - a.length;
  const i = a.findIndex((column, k) => column !== b[k]);
  return i < 0 ? 0 : a[i] - b[i];
}

function reconstructBasis(
  {
    pivots,
    free,
    residues,
    modulus,
  }: { pivots: number[]; free: number[]; residues: bigint[][]; modulus: bigint },
  columns: number,
): bigint[][] | undefined {
  const basis: bigint[][] = [];
  for (const [k, column] of free.entries()) {
    // One common denominator, found as it grows, keeps later reconstructions trivial.
    let denominator = 1n;
    const fractions: { numerator: bigint; denominator: bigint }[] = [];
    for (const residue of residues[k]) {
      const found = reconstructRational((residue * denominator) % modulus, modulus);
      if (found === undefined) return undefined;
      fractions.push({ numerator: found.numerator, denominator: found.denominator * denominator });
      denominator *= found.denominator;
      if (denominator * denominator > modulus) return undefined;
    }
    const vector = Array.from({ length: columns }, () => 0n);
    vector[column] = denominator;
    for (const [i, fraction] of fractions.entries()) {
      vector[pivots[i]] = (fraction.numerator * denominator) / fraction.denominator;
    }
    basis.push(primitiveVector(vector));
  }
  return basis;
}

function isSolution(rows: readonly (readonly bigint[])[], vector: readonly bigint[]): boolean {
  return rows.every((row) => row.reduce((sum, entry, j) => sum + entry * vector[j], 0n) === 0n);
}

/** Rational rows as integer ones: each over its common denominator. */
export function clearDenominators(
  rows: readonly (readonly { readonly numerator: bigint; readonly denominator: bigint }[])[],
): bigint[][] {
  return rows.map((row) => {
    const common = row.reduce(
      (lcm, { denominator }) => (lcm / gcd(lcm, denominator)) * absolute(denominator),
      1n,
    );
    return row.map(({ numerator, denominator }) => numerator * (common / denominator));
  });
}
