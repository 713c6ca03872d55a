import { describe, expect, it } from 'vitest';
import { discreteMinimax } from '../../../src/search/machine/discrete-minimax.ts';

describe('discreteMinimax', () => {
  const points = Float64Array.from({ length: 401 }, (_, i) => -1 + i / 200);

  it('finds Chebyshev: x⁵ by degree 4 on [−1, 1] has error 1/16', () => {
    const basis = [0, 1, 2, 3, 4].map((k) => points.map((x) => x ** k));
    const found = discreteMinimax(
      points.map((x) => -(x ** 5)),
      basis,
      [0, 80, 160, 240, 320, 400],
    );
    expect(found?.converged).toBe(true);
    expect(found?.error).toBeCloseTo(1 / 16, 5);
    expect(found?.coordinates[3]).toBeCloseTo(20 / 16, 3);
    expect(found?.coordinates[1]).toBeCloseTo(-5 / 16, 3);
  });

  it('works without the Haar condition: |x| by odd powers on [−1, 1] has error 1', () => {
    const basis = [1, 3].map((k) => points.map((x) => x ** k));
    const found = discreteMinimax(points.map(Math.abs), basis, [50, 220, 390]);
    expect(found?.error).toBeCloseTo(1, 9);
  });

  it('proves optimality: the weights are a functional that vanishes on the basis', () => {
    const basis = [0, 1, 2].map((k) => points.map((x) => x ** k));
    const found = discreteMinimax(points.map(Math.exp), basis, [0, 130, 260, 400]);
    expect(found).toBeDefined();
    for (const values of basis) {
      const sum = found?.reference.reduce((s, p, k) => s + found.weights[k] * found.signs[k] * values[p], 0);
      expect(sum).toBeCloseTo(0, 10);
    }
    expect(found?.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(found?.weights.every((w) => w >= -1e-12)).toBe(true);
  });

  it('says when the basis is singular', () => {
    const basis = [points.map(() => 1), points.map(() => 2)];
    expect(discreteMinimax(points.map(Math.exp), basis, [0, 200, 400])).toBeUndefined();
  });
});
