import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentLargest } from '../../../src/search/table/segment-largest.ts';
import { leastSquares, segmentSquares } from '../../../src/search/table/segment-squares.ts';

/** Every way to cut n places into k runs. */
function* cuts(n: number, k: number, from = 0): Generator<number[]> {
  if (k === 1) {
    yield [from, n];
    return;
  }
  for (let end = from + 1; end <= n - k + 1; end++) {
    for (const rest of cuts(n, k - 1, end)) yield [from, ...rest];
  }
}

function squares(values: readonly number[], weights: readonly number[], i: number, j: number): number {
  let [mass, sum] = [0, 0];
  for (let k = i; k < j; k++) [mass, sum] = [mass + weights[k], sum + weights[k] * values[k]];
  const mean = sum / mass;
  let error = 0;
  for (let k = i; k < j; k++) error += weights[k] * (values[k] - mean) ** 2;
  return error;
}

const sequence = fc
  .array(
    fc.tuple(fc.double({ min: -4, max: 4, noNaN: true }), fc.double({ min: 0.1, max: 3, noNaN: true })),
    {
      minLength: 1,
      maxLength: 10,
    },
  )
  .map((pairs) => ({ values: pairs.map(([v]) => v), weights: pairs.map(([, w]) => w) }));

describe('runs of least squares', () => {
  it('are as good as the best of all cuts, one by one', () => {
    fc.assert(
      fc.property(sequence, ({ values, weights }) => {
        for (const [k, found] of segmentSquares({ values, weights }, 4).entries()) {
          let best = Infinity;
          for (const starts of cuts(values.length, k + 1)) {
            const error = starts
              .slice(0, -1)
              .reduce((sum, i, r) => sum + squares(values, weights, i, starts[r + 1]), 0);
            best = Math.min(best, error);
          }
          expect(found.starts).toHaveLength(k + 2);
          expect(found.error).toBeCloseTo(best, 9);
          const own = found.starts
            .slice(0, -1)
            .reduce((sum, i, r) => sum + squares(values, weights, i, found.starts[r + 1]), 0);
          expect(own).toBeCloseTo(best, 9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('with ends within places are no better than the bound, and the bound is attained by leaving places out', () => {
    fc.assert(
      fc.property(sequence, ({ values, weights }) => {
        const n = values.length;
        const found = segmentSquares({ values, weights }, 3);
        const bounds = leastSquares({ values, weights }, 3);
        expect(bounds[0]).toBeCloseTo(found[0].error, 9);
        for (const [k, bound] of bounds.slice(0, found.length).entries()) {
          expect(bound).toBeLessThanOrEqual(found[k].error + 1e-9);
          // All choices of one end for two runs: at a cut, or in a place.
          if (k !== 1) continue;
          let best = Infinity;
          const cost = (i: number, j: number): number => (i < j ? squares(values, weights, i, j) : 0);
          for (let cut = 0; cut <= n; cut++) best = Math.min(best, cost(0, cut) + cost(cut, n));
          for (let out = 0; out < n; out++) best = Math.min(best, cost(0, out) + cost(out + 1, n));
          expect(bound).toBeCloseTo(best, 9);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('runs of least largest error', () => {
  it('are as good as the best of all cuts', () => {
    fc.assert(
      fc.property(sequence, fc.integer({ min: 1, max: 4 }), ({ values }, most) => {
        const n = values.length;
        const width = (i: number, j: number): number => {
          const part = values.slice(i, j);
          return (Math.max(...part) - Math.min(...part)) / 2;
        };
        const { starts, error } = segmentLargest(n, most, width);
        let best = Infinity;
        for (let k = 1; k <= Math.min(most, n); k++) {
          for (const cut of cuts(n, k))
            best = Math.min(best, Math.max(...cut.slice(0, -1).map((i, r) => width(i, cut[r + 1]))));
        }
        expect(error).toBeCloseTo(best, 10);
        expect(starts.length - 1).toBeLessThanOrEqual(most);
        expect(Math.max(...starts.slice(0, -1).map((i, r) => width(i, starts[r + 1])))).toBe(error);
      }),
      { numRuns: 60 },
    );
  });
});
