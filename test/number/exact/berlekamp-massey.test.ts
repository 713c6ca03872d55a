import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { berlekampMassey } from '../../../src/number/exact/berlekamp-massey.ts';
import { primeField } from '../../../src/number/exact/prime-field.ts';
import { reconstructRational } from '../../../src/number/exact/reconstruct.ts';
import { simplestFraction } from '../../../src/number/exact/simplest-fraction.ts';

const field = primeField(67_108_859);
const residue = fc.integer({ min: 0, max: field.prime - 1 });

describe('primeField', () => {
  it('multiplies and inverts as bigints do', () => {
    fc.assert(
      fc.property(residue, residue, (a, b) => {
        expect(BigInt(field.multiply(a, b))).toBe((BigInt(a) * BigInt(b)) % BigInt(field.prime));
        if (a !== 0) expect(field.multiply(a, field.inverse(a))).toBe(1);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('berlekampMassey', () => {
  it('finds a recurrence of at most the planted order, which the sequence obeys', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6 })
          .chain((n) =>
            fc.tuple(
              fc.array(residue, { minLength: n, maxLength: n }),
              fc.array(residue, { minLength: n, maxLength: n }),
            ),
          ),
        ([recurrence, start]) => {
          const order = recurrence.length;
          const s = [...start];
          while (s.length < 2 * order + 4) {
            s.push(
              recurrence.reduce(
                (sum, c, i) => (sum + field.multiply(c, s[s.length - 1 - i])) % field.prime,
                0,
              ),
            );
          }
          const found = berlekampMassey(s, field);
          expect(found.length - 1).toBeLessThanOrEqual(order);
          for (let n = found.length - 1; n < s.length; n++) {
            expect(found.reduce((sum, c, i) => (sum + field.multiply(c, s[n - i])) % field.prime, 0)).toBe(0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('finds the Fibonacci numbers of order 2 and the zero sequence of order 0', () => {
    expect(berlekampMassey([0, 1, 1, 2, 3, 5, 8, 13], field)).toEqual([1, field.prime - 1, field.prime - 1]);
    expect(berlekampMassey([0, 0, 0], field)).toEqual([1]);
  });
});

describe('reconstructRational', () => {
  it('takes a residue back to its fraction', () => {
    const modulus = 2n ** 127n - 1n;
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
        fc.bigInt({ min: 1n, max: 2n ** 60n }),
        (n, d) => {
          const inverse = modPow(d, modulus - 2n, modulus);
          const { numerator, denominator } = reconstructRational(n * inverse, modulus) ?? {
            numerator: 0n,
            denominator: 0n,
          };
          expect(numerator * d).toBe(n * denominator);
        },
      ),
    );
  });
});

function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let [b, e] = [base % modulus, exponent]; e > 0n; e >>= 1n, b = (b * b) % modulus) {
    if (e & 1n) result = (result * b) % modulus;
  }
  return result;
}

describe('simplestFraction', () => {
  it('has the least denominator in the interval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 0, max: 300 }), (a, width) => {
        const [p, q] = simplestFraction(BigInt(a), 4001n, BigInt(a + width), 4001n);
        expect(p * 4001n >= BigInt(a) * q && p * 4001n <= BigInt(a + width) * q).toBe(true);
        for (let d = 1; d < Number(q); d++) {
          // No n/d inside: the least multiple of 1/d that is not below a/4001 is above the other end.
          const n = Math.ceil((a * d) / 4001);
          expect(n * 4001).toBeGreaterThan((a + width) * d);
        }
      }),
      { numRuns: 100 },
    );
  });
});
