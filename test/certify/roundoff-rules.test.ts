import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PER_UNIT, Rounding, RULES, type Value } from '../../src/certify/roundoff-rules.ts';
import { nextUp } from '../../src/number/double-bits.ts';
import { findFormat } from '../../src/number/formats.ts';

const point = (x: number): Value => ({ lo: x, hi: x, error: 0, lattice: -200 });
/** A double of at least 2⁻⁶⁰ as an integer times 2⁻¹²⁰. */
const exact = (x: number): bigint => BigInt(x * 2 ** 120);

describe('the enclosure of a quotient', () => {
  it('holds it, between two neighbours, and is that number alone where it is a double', () => {
    const number = fc.double({ min: 2 ** -30, max: 2 ** 30, noNaN: true });
    const signed = fc.tuple(number, fc.boolean()).map(([x, negative]) => (negative ? -x : x));
    const rounding = new Rounding(findFormat('f64'));
    fc.assert(
      fc.property(signed, signed, (a, b) => {
        const { lo, hi } = RULES.div(rounding, point(a), point(b), point(0));
        const sign = b > 0 ? 1n : -1n;
        const one = exact(1);
        expect(sign * exact(lo) * exact(b) <= sign * exact(a) * one).toBe(true);
        expect(sign * exact(hi) * exact(b) >= sign * exact(a) * one).toBe(true);
        expect(hi).toBeLessThanOrEqual(nextUp(lo));
        const product = Math.fround(a) * Math.fround(b);
        const whole = RULES.div(rounding, point(product), point(Math.fround(b)), point(0));
        expect([whole.lo, whole.hi]).toEqual([Math.fround(a), Math.fround(a)]);
      }),
      { numRuns: 2000, seed: 3 },
    );
    const zero = RULES.div(rounding, point(0), { ...point(1), hi: 3 }, point(0));
    expect([Math.abs(zero.lo), Math.abs(zero.hi)]).toEqual([0, 0]);
  });
});

describe('a rounding of multiples of a power of two', () => {
  const rounding = new Rounding(findFormat('f64'));
  const most = 2 ** 53;
  const errorOf = (hi: number, carried: number): number =>
    rounding.rounded(most / 2, hi, carried * PER_UNIT, 0).error / PER_UNIT;

  it('is none where the next integer beyond those of the format is farther away than the error', () => {
    expect(errorOf(most, 0.75)).toBe(0.75);
    expect(errorOf(most - 8, 8.75)).toBe(8.75);
  });

  it('is one where that may be met', () => {
    expect(errorOf(most, 1.25)).toBeGreaterThan(2);
    expect(errorOf(most - 8, 9.25)).toBeGreaterThan(9.75);
    expect(errorOf(most + 2, 0.75)).toBeGreaterThan(1.5);
  });
});
