import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { withEndPoints } from '../../../src/search/evolve/end-points.ts';
import type { FitPoints } from '../../../src/search/evolve/kernel-fit.ts';
import { structurePoints } from '../../../src/search/evolve/structure-points.ts';
import type { StructureTarget } from '../../../src/search/evolve/structure-target.ts';

function pointsOf(text: string, more: Partial<StructureTarget> = {}): [grid: FitPoints, all: FitPoints] {
  const target: StructureTarget = {
    oracle: createOracle(parseExpression(text), ['x']),
    lo: '0x0p+0',
    hi: '0x1p+1',
    open: [true, false],
    measure: 'relative',
    ...more,
  };
  const grid = structurePoints(target, 20);
  return [grid, withEndPoints(target, grid)];
}

describe('withEndPoints', () => {
  it('adds points close to an end where the function vanishes, with its values and weights', () => {
    const [grid, all] = pointsOf('sinh(x)');
    expect(all.x.slice(0, grid.x.length)).toEqual(grid.x);
    expect(all.x.slice(grid.x.length)).toEqual(Float64Array.of(2 ** -9, 2 ** -15, 2 ** -21));
    for (let i = grid.x.length; i < all.x.length; i++) {
      expect(all.f[i]).toBeCloseTo(Math.sinh(all.x[i]), 15);
      expect(all.w[i] * all.f[i]).toBeCloseTo(1, 14);
    }
  });

  it('does so at either end, and at both', () => {
    expect(pointsOf('2 - x', { open: [false, true] })[1].x.slice(-3)).toEqual(
      Float64Array.from([-10, -16, -22], (power) => 2 - 2 * 2 ** power),
    );
    const [grid, all] = pointsOf('x*(2-x)', { open: [true, true] });
    expect(all.x.length).toBe(grid.x.length + 6);
  });

  it('tells by it what a Chebyshev grid does not see: a constant left where the function is 0', () => {
    const [grid, all] = pointsOf('sinh(x)');
    // c + sinh(x): an error of c/sinh(x), huge at 0.
    const worst = ({ f, w }: FitPoints): number =>
      Math.max(...f.map((value, i) => Math.abs(w[i] * 1e-6 * (value / value))));
    expect(worst(all)).toBeGreaterThan(
      1000 * worst({ ...grid, w: grid.w.slice(1), f: grid.f.slice(1), x: grid.x }),
    );
  });

  it('adds nothing for absolute errors, nor where the function stays away from 0', () => {
    for (const [grid, all] of [pointsOf('sinh(x)', { measure: 'absolute' }), pointsOf('exp(x)')]) {
      expect(all.x).toEqual(grid.x);
      expect(all.w).toEqual(grid.w);
    }
  });
});
