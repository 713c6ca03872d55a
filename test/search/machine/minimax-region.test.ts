import { describe, expect, it } from 'vitest';
import { discreteMinimax, type DiscreteMinimax } from '../../../src/search/machine/discrete-minimax.ts';
import { MinimaxRegion } from '../../../src/search/machine/minimax-region.ts';

const points = Array.from({ length: 33 }, (_, i) => i / 32);
const columns = [points.map(() => 1), points].map((values) => Float64Array.from(values));
const residual = Float64Array.from(points, (x) => Math.exp(x));
const minimax = discreteMinimax(residual, columns, [0, 16, 32]) as DiscreteMinimax;

describe('the region of fits whose error is near the minimum', () => {
  it('holds a point where more is allowed, in a frame', () => {
    const { frame, halves } = new MinimaxRegion(columns, minimax, 1.1 * minimax.error);
    expect(frame).toBeDefined();
    expect(Math.min(...halves)).toBeGreaterThan(0);
  });

  it('has no frame where the minimum itself, or less, is allowed', () => {
    for (const limit of [minimax.error, 0.5 * minimax.error]) {
      expect(new MinimaxRegion(columns, minimax, limit).frame).toBeUndefined();
    }
  });
});
