import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeVectors } from '../../../src/search/machine/close-vectors.ts';
import { orthogonalFactor } from '../../../src/search/machine/orthogonal-factor.ts';

const entry = fc.integer({ min: -12, max: 12 }).map((v) => v / 4);

describe('closeVectors', () => {
  it('lists every lattice point of a box that brute force finds', () => {
    const system = fc.record({
      columns: fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 3 }),
      middle: fc.array(entry, { minLength: 4, maxLength: 4 }),
    });
    let pointsSeen = 0;
    fc.assert(
      fc.property(system, ({ columns, middle }) => {
        const matrix = columns.map((c) => Float64Array.from(c));
        const { directions, rows, right, rest2 } = orthogonalFactor(matrix, Float64Array.from(middle));
        fc.pre(rows.every((row, i) => row[i] > 0.3));
        // Box: |δ − middle| ≤ 1.5 in each entry.
        const half = 1.5;
        const lo = Float64Array.from(middle, (m) => m - half);
        const hi = Float64Array.from(middle, (m) => m + half);
        const centre = new Float64Array(3);
        for (let i = 2; i >= 0; i--) {
          let sum = right[i];
          for (let j = i + 1; j < 3; j++) sum -= rows[i][j] * centre[j];
          centre[i] = sum / rows[i][i];
        }
        const delta = (z: ArrayLike<number>): number[] =>
          middle.map((_, k) => columns.reduce((sum, c, j) => sum + z[j] * c[k], 0));
        const inside = (z: ArrayLike<number>): boolean =>
          delta(z).every((v, k) => v >= lo[k] - 1e-9 && v <= hi[k] + 1e-9);
        const listed = new Set<string>();
        const run = closeVectors(
          { directions, rows, centre, zero: new Float64Array(3) },
          { lo, hi, weights: new Float64Array(4), radius2: 4 * half * half - rest2 + 1e-9 },
          1e6,
          (z) => {
            if (inside(z)) listed.add(Array.from(z, (v) => v + 0).join());
            return true;
          },
        );
        expect(run.complete).toBe(true);
        const wanted = new Set<string>();
        const reach = 14;
        const base = Array.from(centre, Math.round);
        for (let a = -reach; a <= reach; a++)
          for (let b = -reach; b <= reach; b++)
            for (let c = -reach; c <= reach; c++) {
              const z = [base[0] + a, base[1] + b, base[2] + c];
              if (inside(z)) wanted.add(z.map((v) => v + 0).join());
            }
        pointsSeen += wanted.size;
        for (const z of wanted) expect(listed.has(z)).toBe(true);
      }),
      { numRuns: 60, seed: 3 },
    );
    expect(pointsSeen).toBeGreaterThan(50);
  });

  it('stops at the node limit and says so', () => {
    const columns = [Float64Array.of(0.01, 0), Float64Array.of(0, 0.01)];
    const { directions, rows } = orthogonalFactor(columns, new Float64Array(2));
    const zero = new Float64Array(2);
    const box = { lo: Float64Array.of(-1, -1), hi: Float64Array.of(1, 1), weights: zero, radius2: 2 };
    const run = closeVectors({ directions, rows, centre: zero, zero }, box, 100, () => true);
    expect(run).toEqual({ nodes: 101, complete: false });
  });
});
