import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integerRelations } from '../../../src/number/exact/integer-relation.ts';
import { integerSquareRoot } from '../../../src/number/exact/integers.ts';
import { createRandom } from '../../../src/number/random.ts';

const BITS = 200;
const ONE = 1n << BigInt(BITS);
const root = (n: number): bigint => integerSquareRoot(BigInt(n) << BigInt(2 * BITS));
const primitive = (m: readonly bigint[]): string => {
  const sign = (m.find((x) => x !== 0n) ?? 1n) < 0n ? -1n : 1n;
  return m.map((x) => x * sign).join();
};

describe('integerRelations', () => {
  it('finds a planted relation among square roots', () => {
    const basis = [ONE, root(2), root(3), root(5)];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 4, maxLength: 4 }), (m) => {
        const x = m.reduce((sum, c, i) => sum + BigInt(c) * basis[i], 0n);
        const [found] = integerRelations({
          values: [[x], ...basis.map((b) => [b])],
          bits: BITS,
          errors: [1000, 1, 1, 1, 1],
        });
        expect(primitive(found)).toBe(primitive([-1n, ...m.map(BigInt)]));
      }),
      { numRuns: 60 },
    );
  });

  it('finds a complex relation: i·√2 is a zero of z² + 2', () => {
    const r = root(2);
    const [found] = integerRelations({
      values: [
        [ONE, 0n],
        [0n, r],
        [-2n * ONE, 0n],
      ],
      bits: BITS,
    });
    expect(primitive(found)).toBe('2,0,1');
  });

  it('gives every relation of a space of them', () => {
    const relations = integerRelations({
      values: [[ONE], [2n * ONE], [root(2)], [3n * root(2)]],
      bits: BITS,
    });
    expect(relations).toHaveLength(2);
  });

  it('finds nothing short among random numbers', () => {
    const random = createRandom(7);
    const draw = (): bigint => {
      let x = 0n;
      for (let i = 0; i < 4; i++) x = (x << 64n) | random.bits64();
      return x >> BigInt(256 - BITS);
    };
    for (let i = 0; i < 20; i++) {
      const found = integerRelations({
        values: [[ONE], [draw()], [draw()], [draw()]],
        bits: BITS,
        coefficientBits: 30,
      });
      expect(found).toEqual([]);
    }
  });

  it('goes on in integers when coefficients outgrow doubles', () => {
    const [p, q] = [3n ** 45n, -(7n ** 24n)];
    const bits = 400;
    const unit = 1n << BigInt(bits);
    const [found] = integerRelations({ values: [[unit], [-(p * unit) / q]], bits, coefficientBits: 80 });
    expect(primitive(found)).toBe(primitive([p, q]));
  });
});
