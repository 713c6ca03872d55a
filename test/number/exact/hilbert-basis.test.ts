import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hilbertBasis } from '../../../src/number/exact/hilbert-basis.ts';

/** Every vector with entries 0…most that solves, and is no sum of two others: by looking at all of them. */
function byBruteForce(rows: readonly (readonly bigint[])[], columns: number, most: number): string[] {
  const solutions: bigint[][] = [];
  const visit = (v: bigint[]): void => {
    if (v.length === columns) {
      const solves = rows.every((row) => row.reduce((s, x, j) => s + x * v[j], 0n) === 0n);
      if (solves && v.some((x) => x > 0n)) solutions.push(v);
      return;
    }
    for (let x = 0; x <= most; x++) visit([...v, BigInt(x)]);
  };
  visit([]);
  const least = solutions.filter((v) => !solutions.some((s) => s !== v && s.every((x, j) => x <= v[j])));
  return least.map(String).toSorted();
}

describe('hilbertBasis', () => {
  it('is what brute force finds', () => {
    const entry = fc.bigInt({ min: -3n, max: 3n });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 4, maxLength: 4 }),
        fc.array(entry, { minLength: 4, maxLength: 4 }),
        (a, b) => {
          const found = hilbertBasis([a, b], 4) ?? [];
          const inside = found.filter((v) => v.every((x) => x <= 6n)).map(String);
          expect(inside.toSorted()).toEqual(byBruteForce([a, b], 4, 6));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds elements that are no rays: 2x = y + z has (1, 1, 1)', () => {
    const found = (hilbertBasis([[2n, -1n, -1n]], 3) ?? []).map(String);
    expect(found.toSorted()).toEqual(['1,0,2', '1,1,1', '1,2,0']);
  });

  it('is empty where only 0 solves', () => {
    expect(hilbertBasis([[1n, 1n]], 2)).toEqual([]);
  });
});
