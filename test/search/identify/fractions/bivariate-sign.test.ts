import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  leadingInN,
  neverZero,
  signOf,
  type Term,
} from '../../../../src/search/identify/fractions/bivariate-sign.ts';

const terms = fc
  .array(
    fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: -6, max: 6 })),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((list) => list.map(([i, j, c]): Term => [i, j, BigInt(c)]));
const value = (p: readonly Term[], n: number, k: number): bigint =>
  p.reduce((sum, [i, j, c]) => sum + c * BigInt(n) ** BigInt(i) * BigInt(k) ** BigInt(j), 0n);

describe('neverZero', () => {
  it.each<[string, boolean, Term[]]>([
    [
      'n(5 - 2n)',
      true,
      [
        [1, 0, 5n],
        [2, 0, -2n],
      ],
    ],
    [
      '(n + 1)(5 - 2n)',
      true,
      [
        [0, 0, 5n],
        [1, 0, 3n],
        [2, 0, -2n],
      ],
    ],
    [
      'n(2k - 2n - 3)',
      true,
      [
        [1, 1, 2n],
        [2, 0, -2n],
        [1, 0, -3n],
      ],
    ],
    [
      'n - k, 0 on a line',
      false,
      [
        [1, 0, 1n],
        [0, 1, -1n],
      ],
    ],
    [
      'k - 7',
      false,
      [
        [0, 1, 1n],
        [0, 0, -7n],
      ],
    ],
    ['nothing', false, []],
  ])('%s: %s', (_, never, p) => {
    expect(neverZero(p)).toBe(never);
  });

  it('law: what it says has no zero has none in a square of values, and a sign is one', () => {
    fc.assert(
      fc.property(terms, (p) => {
        const [never, sign] = [neverZero(p), signOf(p)];
        for (let n = 1; n <= 12; n++) {
          for (let k = 0; k <= 12; k++) {
            const v = value(p, n, k);
            if (never) expect(v).not.toBe(0n);
            if (sign !== 0) expect(v > 0n ? 1 : -1).toBe(sign);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('leadingInN', () => {
  it('is a polynomial in k', () => {
    expect(
      leadingInN([
        [2, 1, 3n],
        [1, 0, 5n],
        [2, 0, -1n],
      ]),
    ).toEqual([
      [0, 1, 3n],
      [0, 0, -1n],
    ]);
  });
});
