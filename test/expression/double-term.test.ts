import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { doubleTerm } from '../../src/expression/double-term.ts';
import { integer, rational } from '../../src/expression/expression.ts';

describe('doubleTerm', () => {
  it('is the number itself', () => {
    expect(doubleTerm(-0)).toBe(integer(0));
    expect(doubleTerm(-3)).toBe(integer(-3));
    expect(doubleTerm(0.1)).toBe(rational(0x1999999999999an, 1n << 56n));
    expect(doubleTerm(Number.MIN_VALUE)).toBe(rational(1n, 1n << 1074n));
  });

  it('divides back, since numerator and denominator are doubles as well', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-100, max: 1e100, noNaN: true }), (x) => {
        const { numerator, denominator } = doubleTerm(-x);
        expect(Number(numerator) / Number(denominator)).toBe(-x);
      }),
    );
  });
});
