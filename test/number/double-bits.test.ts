import { describe, expect, it } from 'vitest';
import {
  bitsToDouble,
  doubleToBits,
  exponentOf,
  nextDown,
  nextUp,
  powerOfTwo,
  roundEven,
} from '../../src/number/double-bits.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { anyNumber } from '../program/conformance-programs.ts';

const random = createRandom(12);
const numbers = Array.from({ length: 4000 }, () => anyNumber(FORMATS.f64, random));

describe('bits of doubles', () => {
  it('patterns are a bijection', () => {
    for (const x of numbers) expect(bitsToDouble(doubleToBits(x))).toBe(x);
  });

  it('exponents and powers of two agree', () => {
    for (let k = -1074; k <= 1023; k++) expect(exponentOf(-powerOfTwo(k))).toBe(k);
    expect([powerOfTwo(-1075), powerOfTwo(1024), powerOfTwo(-1074), powerOfTwo(10)]).toEqual([
      0,
      Infinity,
      5e-324,
      1024,
    ]);
    for (const x of numbers) {
      if (!Number.isFinite(x) || x === 0) continue;
      const e = exponentOf(x);
      expect(Math.abs(x) >= powerOfTwo(e) && Math.abs(x) < powerOfTwo(e + 1)).toBe(true);
    }
  });

  it('neighbours are neighbours', () => {
    for (const x of numbers) {
      if (!Number.isFinite(x)) continue;
      const up = nextUp(x);
      expect(up > x && nextDown(up) === x).toBe(true);
      expect(FORMATS.f64.ordinal(up) - FORMATS.f64.ordinal(x === 0 ? 0 : x)).toBe(
        Object.is(up, -0) ? 0n : 1n,
      );
    }
    expect([
      nextUp(0),
      nextUp(-0),
      nextUp(-5e-324),
      nextUp(Number.MAX_VALUE),
      nextUp(-Infinity),
      nextDown(Infinity),
    ]).toEqual([5e-324, 5e-324, -0, Infinity, -Number.MAX_VALUE, Number.MAX_VALUE]);
    // Across the word boundary
    expect(nextUp(bitsToDouble(0x3ff00000ffffffffn))).toBe(bitsToDouble(0x3ff0000100000000n));
    expect(nextDown(bitsToDouble(0x3ff0000100000000n))).toBe(bitsToDouble(0x3ff00000ffffffffn));
  });

  it('rounds to integers with ties to even', () => {
    const cases = [
      [0.5, 0],
      [1.5, 2],
      [2.5, 2],
      [-0.5, -0],
      [-1.5, -2],
      [-0, -0],
      [0.49999999999999994, 0],
      [4503599627370495.5, 4503599627370496],
      [-Infinity, -Infinity],
      [NaN, NaN],
    ];
    for (const [x, expected] of cases) expect(roundEven(x)).toBe(expected);
  });
});
