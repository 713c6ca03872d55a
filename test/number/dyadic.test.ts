import { describe, expect, it } from 'vitest';
import {
  addDyadics,
  divideDyadics,
  dyadicOf,
  integerOf,
  magnitudeAbove,
  multiplyDyadics,
  nearestInteger,
} from '../../src/number/dyadic.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { anyNumber } from '../program/conformance-programs.ts';

const random = createRandom(5);
const numbers = Array.from({ length: 500 }, () => anyNumber(FORMATS.f64, random)).filter(Number.isFinite);

describe('dyadic numbers', () => {
  it('are doubles, exactly', () => {
    for (const x of numbers) {
      const { m, e } = dyadicOf(x);
      expect(Number(m) * 2 ** Math.max(e, -1000) * 2 ** Math.min(0, e + 1000)).toBe(x + 0);
    }
  });

  it('add and multiply as integers do', () => {
    const a = { m: 12345678901234567890n, e: 3 };
    const b = { m: -98765432109876543210n, e: -2 };
    expect(integerOf(multiplyDyadics(addDyadics(a, b), { m: 1n, e: 2 }))).toBe((a.m << 5n) + b.m);
    expect(integerOf(multiplyDyadics({ m: 3n, e: 3 }, { m: 5n, e: -4 }))).toBeUndefined();
    expect(addDyadics(a, { m: -a.m << 3n, e: 0 })).toEqual({ m: 0n, e: 0 });
  });

  it('bounds above: never less, and hardly more', () => {
    for (const x of numbers.filter((y) => Math.abs(y) > 1e-290 && Math.abs(y) < 1e300)) {
      const long = addDyadics(dyadicOf(x), multiplyDyadics(dyadicOf(x), { m: 1n, e: -80 }));
      const above = magnitudeAbove(long);
      expect(above).toBeGreaterThan(Math.abs(x));
      expect(above).toBeLessThanOrEqual(Math.abs(x) * (1 + 2 ** -50));
    }
  });

  it('divides to so many bits, and rounds to integers', () => {
    const third = divideDyadics({ m: 1n, e: 0 }, { m: -3n, e: 0 }, 100);
    const left = addDyadics(multiplyDyadics(third, { m: 3n, e: 0 }), { m: 1n, e: 0 });
    expect(magnitudeAbove(left)).toBeLessThan(2 ** -98);
    expect([
      nearestInteger({ m: 7n, e: -1 }),
      nearestInteger({ m: -7n, e: -2 }),
      nearestInteger({ m: 3n, e: 4 }),
    ]).toEqual([4n, -2n, 48n]);
  });
});
