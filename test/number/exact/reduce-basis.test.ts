import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nullspace } from '../../../src/number/exact/nullspace.ts';
import { reduceBasis } from '../../../src/number/exact/reduce-basis.ts';
import { reduceInDoubles } from '../../../src/number/exact/reduce-in-doubles.ts';

const square = (n: number, size: bigint) =>
  fc.array(fc.array(fc.bigInt({ min: -size, max: size }), { minLength: n, maxLength: n }), {
    minLength: n,
    maxLength: n,
  });
const dot = (a: readonly bigint[], b: readonly bigint[]): bigint => a.reduce((s, x, i) => s + x * b[i], 0n);

/** Gram–Schmidt in exact fractions n/d; checks |μ| ≤ bound and Lovász' condition with δ. */
function isReduced(basis: readonly (readonly bigint[])[], bound: number, delta: number): boolean {
  const n = basis.length;
  const star: number[][] = [];
  const norms: number[] = [];
  for (let i = 0; i < n; i++) {
    const v = basis[i].map(Number);
    let mu = 0;
    for (let j = 0; j < i; j++) {
      mu = basis[i].map(Number).reduce((s, x, k) => s + x * star[j][k], 0) / norms[j];
      if (Math.abs(mu) > bound + 1e-6) return false;
      for (let k = 0; k < v.length; k++) v[k] -= mu * star[j][k];
    }
    star.push(v);
    norms.push(v.reduce((s, x) => s + x * x, 0));
    if (i > 0 && norms[i] < (delta - mu * mu) * norms[i - 1] * (1 - 1e-9)) return false;
  }
  return true;
}

function determinant(rows: readonly (readonly bigint[])[]): bigint {
  if (rows.length === 1) return rows[0][0];
  return rows[0].reduce((sum, x, j) => {
    const minor = rows.slice(1).map((row) => row.filter((_, k) => k !== j));
    return sum + (j % 2 === 0 ? x : -x) * determinant(minor);
  }, 0n);
}

describe('reduceBasis', () => {
  it('keeps the lattice and makes it reduced', () => {
    fc.assert(
      fc.property(square(4, 1000n), (rows) => {
        fc.pre(determinant(rows) !== 0n);
        const reduced = reduceBasis(rows);
        expect(isReduced(reduced, 0.5, 0.75)).toBe(true);
        const [before, after] = [determinant(rows), determinant(reduced)];
        expect(after === before || after === -before).toBe(true);
        // Every new vector is an integer combination of the old ones (Cramer).
        for (const v of reduced) {
          for (let i = 0; i < 4; i++) expect(determinant(rows.with(i, v)) % before).toBe(0n);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('refuses dependent vectors', () => {
    expect(() =>
      reduceBasis([
        [1n, 2n],
        [2n, 4n],
      ]),
    ).toThrow('dependent');
    expect(
      nullspace([
        [1n, 2n],
        [2n, 4n],
      ]),
    ).toHaveLength(1);
  });

  it('finds the short vector of a knapsack too large for doubles', () => {
    const big = 10n ** 60n;
    const reduced = reduceBasis([
      [1n, 0n, 3n * big + 1n],
      [0n, 1n, 2n * big + 1n],
    ]);
    expect(dot(reduced[0], reduced[0])).toBeLessThan(10n * big);
  });
});

describe('reduceInDoubles', () => {
  it('agrees with the exact reduction on the length of the first vector, up to the theory', () => {
    fc.assert(
      fc.property(square(5, 100_000n), (rows) => {
        fc.pre(determinant(rows) !== 0n);
        const doubles = rows.map((row) => Float64Array.from(row, Number));
        expect(reduceInDoubles(doubles)).toBe(true);
        const reduced = doubles.map((row) => Array.from(row, BigInt));
        expect(isReduced(reduced, 0.52, 0.98)).toBe(true);
        const [before, after] = [determinant(rows), determinant(reduced)];
        expect(after === before || after === -before).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('says so when entries do not fit', () => {
    const rows = [Float64Array.of(2 ** 52 + 1, 1), Float64Array.of(3, 2 ** 52)];
    rows[1][0] = 1e300;
    expect(reduceInDoubles(rows)).toBe(false);
  });
});
