import { describe, expect, it } from 'vitest';
import { ratioRange } from '../../../src/certify/first-value/ratio-range.ts';
import { FORMATS } from '../../../src/number/formats.ts';

const { f16 } = FORMATS;
const NOTHING = { lo: Infinity, hi: 0 };

/** A first value of 4 bits for a square root: the pattern halved, and its last bits cleared. */
const rootOf = (x: number): number => f16.decode(((f16.encode(x) >> 1n) + (15n << 9n)) & -128n);

describe('ratioRange', () => {
  it.each([-14, -3, 0, 7, 14])(
    'encloses x/y² on a binade of every number of f16, closely: 2^%s',
    (exponent) => {
      const [first, last] = [f16.ordinal(2 ** exponent), f16.ordinal(2 ** (exponent + 1)) - 1n];
      const bounds = (lo: number, hi: number) => [rootOf(lo), rootOf(hi)] as const;
      const { range, attained } = ratioRange({ first, last }, f16, 2, 1, bounds, NOTHING);
      let [least, most] = [Infinity, 0];
      for (let o = first; o <= last; o++) {
        const x = f16.fromOrdinal(o);
        const ratio = x / rootOf(x) ** 2 / 2;
        [least, most] = [Math.min(least, ratio), Math.max(most, ratio)];
      }
      expect(range.lo).toBeLessThanOrEqual(least);
      expect(range.hi).toBeGreaterThanOrEqual(most);
      expect(range.lo).toBeGreaterThan(least * (1 - 2 ** -9));
      expect(range.hi).toBeLessThan(most * (1 + 2 ** -9));
      expect(attained.lo).toBeGreaterThanOrEqual(least * (1 - 2 ** -40));
      expect(attained.hi).toBeLessThanOrEqual(most * (1 + 2 ** -40));
    },
  );

  it('gives up on what is near to no root', () => {
    const [first, last] = [FORMATS.f64.ordinal(1), FORMATS.f64.ordinal(2) - 1n];
    const jumping = (lo: number, hi: number) => (lo === hi ? ([1, 1] as const) : ([1, 1.5] as const));
    expect(() => ratioRange({ first, last }, FORMATS.f64, 3, 0, jumping, NOTHING)).toThrow();
  });
});
