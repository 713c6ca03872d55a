import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ColumnSpace } from '../../../../src/search/relate/measured/dependence.ts';
import { nearFraction } from '../../../../src/search/relate/measured/near-fraction.ts';
import { createRandom } from '../../../../src/number/random.ts';

const random = createRandom(3);
const column = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.next() - 0.5);

describe('columns', () => {
  it('tell a combination by its factors, and leave others alone', () => {
    const space = new ColumnSpace();
    const kept = [column(40), column(40), column(40)];
    for (const one of kept) {
      expect(space.dependence(one, 1e-9)).toBeUndefined();
      expect(space.keep(one)).toBe(true);
    }
    const sum = Float64Array.from(kept[0], (x, i) => 2 * x - 0.75 * kept[1][i] + 5 * kept[2][i]);
    const { by } = space.dependence(sum, 1e-9) ?? { by: [] };
    expect(by.map((x) => Math.round(x * 1e9) / 1e9)).toEqual([2, -0.75, 5]);
    expect(space.dependence(column(40), 1e-3)).toBeUndefined();
    expect(space.keep(sum)).toBe(false);
  });

  it('nearly parallel are still told apart', () => {
    const space = new ColumnSpace();
    const [a, b] = [column(30), column(30)];
    space.keep(a);
    const near = Float64Array.from(a, (x, i) => x + 1e-5 * b[i]);
    expect(space.dependence(near, 1e-6)).toBeUndefined();
    space.keep(near);
    const { by } = space.dependence(b, 1e-6) ?? { by: [] };
    expect(by[1]).toBeCloseTo(1e5, 0);
  });
});

describe('nearFraction', () => {
  it('finds a fraction from its double', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 300 }), (p, q) => {
        const found = nearFraction(p / q, 1e-9, 500);
        expect(found).toBeDefined();
        expect((found as readonly number[])[0] * q).toBe(p * (found as readonly number[])[1]);
      }),
    );
  });

  it('finds none for what is none', () => {
    expect(nearFraction(Math.PI, 1e-9, 500)).toBeUndefined();
    expect(nearFraction(Number.NaN, 1e-9, 500)).toBeUndefined();
    expect(nearFraction(Infinity, 1e-9, 500)).toBeUndefined();
  });
});
