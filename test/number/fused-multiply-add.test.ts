import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fusedMultiplyAdd, roundScaledInteger } from '../../src/number/fused-multiply-add.ts';

const MAX = Number.MAX_VALUE;
const MIN = Number.MIN_VALUE;

describe('fused multiply-add', () => {
  it('follows IEEE 754 in its corners', () => {
    const cases: [number, number, number, number][] = [
      [MAX, 2, -Infinity, -Infinity], // the product does not overflow before the sum
      [MAX, 2, -MAX, MAX],
      [MAX, -2, MAX, -MAX],
      [Infinity, 0, 1, NaN],
      [Infinity, 1, -Infinity, NaN],
      [0, Infinity, NaN, NaN],
      [0, 5, -0, 0],
      [-0, 5, -0, -0],
      [3, 5, -15, 0], // exact cancellation is +0
      [-3, 5, 15, 0],
      [-MIN, MIN, 0, -0], // the product underflows, its sign stays
      [MIN, 0.5, 0, 0], // a tie, to even
      [MIN, 0.75, 0, MIN],
      [MIN, 0.5, MIN, 2 * MIN], // 1.5 · 2^−1074, a tie, to even
      [2 ** -600, 2 ** -600, 1, 1],
      [-(2 ** -600), 2 ** -600, 1, 1],
      [1 + 2 ** -52, 1 + 2 ** -52, -(1 + 2 ** -51), 2 ** -104],
      [1 + 2 ** -30, 1 - 2 ** -30, -1, -(2 ** -60)],
      // 1 + 2^−53 (1 ± 2^−52): on both sides of a tie
      [2 ** -53, 1 + 2 ** -52, 1, 1 + 2 ** -52],
      [2 ** -53, 1 - 2 ** -53, 1, 1],
      [2 ** -537, 2 ** -537 * (1 + 2 ** -52), 2 ** -1022, 2 ** -1022 + 2 ** -1074],
    ];
    for (const [a, b, c, expected] of cases) {
      expect(fusedMultiplyAdd(a, b, c), `fma(${a}, ${b}, ${c})`).toBe(expected);
      expect(fusedMultiplyAdd(b, a, c)).toBe(expected);
    }
  });

  it('commutes with scaling by powers of two, across the fast and the exact path', () => {
    const small = fc.double({ min: -8, max: 8, noNaN: true }).filter((x) => Math.abs(x) > 1e-5);
    fc.assert(
      fc.property(small, small, small, fc.integer({ min: 400, max: 490 }), (a, b, c, k) => {
        const unscaled = fusedMultiplyAdd(a, b, c);
        if (Math.abs(unscaled) < 1e-30 && unscaled !== 0) return;
        const up = fusedMultiplyAdd(a * 2 ** k, b * 2 ** k, c * 4 ** k);
        expect(up).toBe(unscaled * 4 ** k);
      }),
      { seed: 5, numRuns: 3000 },
    );
  });

  it('rounds scaled integers as the number constructor does', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 90n), max: 1n << 90n }), (n) => {
        expect(roundScaledInteger(n, 0)).toBe(Number(n));
      }),
      { seed: 6, numRuns: 2000 },
    );
    expect(roundScaledInteger(-1n, -1075)).toBe(-0);
    expect(roundScaledInteger(3n, -1075)).toBe(2 * MIN);
    expect(roundScaledInteger(1n, 1024)).toBe(Infinity);
    expect(roundScaledInteger((1n << 54n) - 1n, 970)).toBe(Infinity);
  });
});
