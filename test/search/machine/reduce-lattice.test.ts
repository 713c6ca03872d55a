import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceLattice } from '../../../src/search/machine/reduce-lattice.ts';

const SIZES = [2, 3, 5, 8];

function gramOf(vectors: readonly (readonly bigint[])[]): bigint[][] {
  return vectors.map((a) => vectors.map((b) => a.reduce((sum, v, i) => sum + v * b[i], 0n)));
}

/** Exact determinant by fraction-free elimination (Bareiss). */
function determinant(matrix: readonly (readonly bigint[])[]): bigint {
  const a = matrix.map((row) => [...row]);
  let previous = 1n;
  let sign = 1n;
  for (let c = 0; c < a.length - 1; c++) {
    const pivot = a.findIndex((row, i) => i >= c && row[c] !== 0n);
    if (pivot < 0) return 0n;
    if (pivot !== c) {
      [a[c], a[pivot]] = [a[pivot], a[c]];
      sign = -sign;
    }
    for (let i = c + 1; i < a.length; i++) {
      for (let j = c + 1; j < a.length; j++) a[i][j] = (a[i][j] * a[c][c] - a[i][c] * a[c][j]) / previous;
    }
    previous = a[c][c];
  }
  return sign * a[a.length - 1][a.length - 1];
}

const lattice = fc
  .constantFrom(...SIZES)
  .chain((n) =>
    fc.array(fc.array(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), { minLength: n, maxLength: n }), {
      minLength: n,
      maxLength: n,
    }),
  )
  .filter((vectors) => determinant(vectors) !== 0n);

describe('reduceLattice', () => {
  it('changes the basis by a matrix of determinant ±1, and says which', () => {
    fc.assert(
      fc.property(lattice, (vectors) => {
        const { gram, transform } = reduceLattice(gramOf(vectors));
        const d = determinant(transform);
        expect(d === 1n || d === -1n).toBe(true);
        const reduced = transform.map((row) =>
          vectors[0].map((_, k) => row.reduce((sum, c, j) => sum + c * vectors[j][k], 0n)),
        );
        expect(gram).toEqual(gramOf(reduced));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('gives LLL-reduced bases', () => {
    fc.assert(
      fc.property(lattice, (vectors) => {
        const { gram } = reduceLattice(gramOf(vectors));
        const n = gram.length;
        // Gram–Schmidt from the exact leading minors: |b*_i|² = D_{i+1}/D_i.
        const minors = Array.from({ length: n }, (_, k) =>
          determinant(gram.slice(0, k + 1).map((row) => row.slice(0, k + 1))),
        );
        const norm2 = (i: number): number => Number(minors[i]) / (i === 0 ? 1 : Number(minors[i - 1]));
        // |b*_{i+1}|² ≥ (δ − η²)·|b*_i|², with Nguyen & Stehlé's δ = 0.99 and η = 0.51.
        for (let i = 0; i + 1 < n; i++)
          expect(norm2(i + 1)).toBeGreaterThanOrEqual((0.99 - 0.51 ** 2 - 1e-6) * norm2(i));
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('refuses dependent vectors', () => {
    expect(() =>
      reduceLattice(
        gramOf([
          [1n, 2n],
          [2n, 4n],
        ]),
      ),
    ).toThrow(RangeError);
  });
});
