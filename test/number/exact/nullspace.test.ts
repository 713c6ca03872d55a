import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelLattice } from '../../../src/number/exact/kernel-lattice.ts';
import { clearDenominators, nullspace } from '../../../src/number/exact/nullspace.ts';

const entry = fc.oneof(
  { weight: 3, arbitrary: fc.bigInt({ min: -9n, max: 9n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }) },
);
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

const image = (rows: readonly bigint[][], v: readonly bigint[]): bigint[] =>
  rows.map((row) => row.reduce((sum, x, j) => sum + x * v[j], 0n));

/** Rank by exact elimination in fractions kept as integers: an independent way. */
function rank(rows: readonly (readonly bigint[])[]): number {
  const work = rows.map((row) => [...row]);
  let found = 0;
  for (let column = 0; column < (work[0]?.length ?? 0); column++) {
    const at = work.findIndex((row, i) => i >= found && row[column] !== 0n);
    if (at < 0) continue;
    [work[found], work[at]] = [work[at], work[found]];
    for (let i = found + 1; i < work.length; i++) {
      const [a, b] = [work[found][column], work[i][column]];
      work[i] = work[i].map((x, j) => x * a - work[found][j] * b);
    }
    found += 1;
  }
  return found;
}

describe('nullspace', () => {
  it('gives independent solutions, as many as the rank leaves', () => {
    fc.assert(
      fc.property(matrix, (rows) => {
        const basis = nullspace(rows);
        for (const v of basis) expect(image(rows, v).every((x) => x === 0n)).toBe(true);
        expect(basis.length).toBe(rows[0].length - rank(rows));
        expect(rank(basis)).toBe(basis.length);
      }),
      { numRuns: 300 },
    );
  });

  it('finds a planted relation with large coefficients', () => {
    // Rows orthogonal to (p, q, r): cross products with unit vectors.
    const v = [2n ** 89n - 1n, -(3n ** 50n), 10n ** 25n + 7n];
    const rows = [
      [v[1], -v[0], 0n],
      [0n, v[2], -v[1]],
    ];
    expect(nullspace(rows)).toEqual([v]);
  });

  it('is not misled by a prime that divides the entries', () => {
    const prime = 67_108_859n;
    const basis = nullspace([
      [prime, 1n, 0n],
      [prime, 1n, prime],
    ]);
    expect(basis).toEqual([[1n, -prime, 0n]]);
  });

  it('takes a matrix without rows, and one of zeros', () => {
    expect(nullspace([], 2)).toEqual([
      [1n, 0n],
      [0n, 1n],
    ]);
    expect(nullspace([[0n, 0n]])).toHaveLength(2);
  });

  it('clears denominators row by row', () => {
    const half = { numerator: 1n, denominator: 2n };
    const third = { numerator: -1n, denominator: 3n };
    expect(clearDenominators([[half, third]])).toEqual([[3n, -2n]]);
  });
});

describe('kernelLattice', () => {
  it('generates every integer solution: 2x + 3y + 5z = 0 has them at index 1', () => {
    const basis = kernelLattice([[2n, 3n, 5n]], 3);
    expect(basis).toHaveLength(2);
    // The 2×2 minors of a basis of a saturated lattice have gcd 1.
    const [[a, b, c], [d, e, f]] = basis;
    const minors = [a * e - b * d, a * f - c * d, b * f - c * e].map((x) => (x < 0n ? -x : x));
    expect(minors.toSorted((x, y) => Number(x - y))).toEqual([2n, 3n, 5n]);
  });
});
