import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRational, toHexFloat, type ExactRational } from '../../../src/number/exact-constant.ts';
import { MACHINE_OPERATIONS } from '../../../src/program/machine-operations.ts';
import { constantsOfZero } from '../../../src/search/evolve/exact-zero.ts';
import { WORDS, type Structure } from '../../../src/search/evolve/structure.ts';
import { shape } from './structure-shapes.ts';

const read = (text: string): ExactRational => {
  const found = readRational(text);
  if (found === undefined) throw new Error(text);
  return found;
};

/** The value of a structure of `+ - * /` at a point, by fractions: shares nothing with what is tested. */
function valueAt({ code }: Structure, constants: readonly string[], at: string): ExactRational {
  const values = [read(at)];
  for (let i = 0; i < code.length; i += WORDS) {
    const [a, b] = [1, 2].map((k) =>
      code[i + k] < 0 ? read(constants[-code[i + k] - 1]) : values[code[i + k]],
    );
    const [n, d] = [a.numerator * b.denominator, b.numerator * a.denominator];
    const denominator = a.denominator * b.denominator;
    const made = {
      add: { numerator: n + d, denominator },
      sub: { numerator: n - d, denominator },
      mul: { numerator: a.numerator * b.numerator, denominator },
      div: { numerator: n, denominator: d },
    }[MACHINE_OPERATIONS[code[i]] as 'add'];
    values.push(made);
  }
  return values[values.length - 1];
}

const number = (text: string): number => {
  const { numerator, denominator } = read(text);
  return Number((numerator << 60n) / denominator) / 2 ** 60;
};

describe('constantsOfZero', () => {
  it('makes a fraction vanish where it nearly does, with every quotient exact', () => {
    const fraction = shape('a = x + c1; b = c2 / a; d = c3 + b');
    const given = ['1.2613', '-7.3414', '3.2466'];
    const found = constantsOfZero(fraction, given, '0x1p+0', 64);
    if (!Array.isArray(found)) throw new Error('none');
    expect(valueAt(fraction, found, '1').numerator).toBe(0n);
    const t = shape('a = x + c1; b = c2 / a');
    const quotient = valueAt(t, found.slice(0, 2), '1');
    // A power of 2 below the line: what binary arithmetic gives without rounding.
    const odd =
      quotient.denominator / (quotient.numerator === 0n ? 1n : gcd(quotient.numerator, quotient.denominator));
    expect((odd < 0n ? -odd : odd) & ((odd < 0n ? -odd : odd) - 1n)).toBe(0n);
    found.forEach((text, i) => expect(Math.abs(number(text) - Number(given[i]))).toBeLessThan(1e-3));
  });

  it('vanishes exactly for every constant there is (law)', () => {
    const chain = shape(
      'a = x + c1; b = c2 / a; d = x + c3; e = d + b; f = c4 / e; g = c5 + f; h = x + c6; i = g * h',
    );
    const decimal = fc.double({ min: 0.01, max: 100, noNaN: true }).map((v) => v.toPrecision(12));
    const point = fc.integer({ min: 1, max: 4000 }).map((n) => toHexFloat(n / 64));
    const law = fc.property(fc.array(decimal, { minLength: 6, maxLength: 6 }), point, (constants, at) => {
      const found = constantsOfZero(chain, constants, at, 80);
      if (!Array.isArray(found)) throw new Error('none');
      expect(valueAt(chain, found, at).numerator).toBe(0n);
      // All but one are as they were to about so many bits.
      const moved = found.filter(
        (text, i) => !(Math.abs(number(text) / Number(constants[i]) - 1) < 2 ** -40),
      );
      expect(moved.length).toBeLessThanOrEqual(1);
    });
    fc.assert(law, { seed: 5, numRuns: 200 });
  });

  it('takes the factor that is nearest to 0', () => {
    const product = shape('a = x + c1; b = x + c2; d = a * b');
    expect(constantsOfZero(product, ['-0.99999', '3'], '0x1p+0', 64)).toEqual(['-0x1p+0', '0x1.8p+1']);
    expect(constantsOfZero(product, ['3', '-0.99999'], '0x1p+0', 64)).toEqual(['0x1.8p+1', '-0x1p+0']);
  });

  it('leaves what vanishes already', () => {
    const odd = shape('a = x * x; b = a * c1; d = b + c2; e = d * x');
    expect(constantsOfZero(odd, ['0.5', '-1.25'], '0x0p+0', 64)).toEqual(['0x1p-1', '-0x1.4p+0']);
  });

  it('says so when no constant can do it', () => {
    // Both uses of x + c₁ hang on the one constant.
    expect(constantsOfZero(shape('a = x + c1; b = a * a; d = b + a'), ['0.3'], '0x1p+0', 64)).toBeUndefined();
    expect(constantsOfZero(shape('a = x * x; b = a + x'), [], '0x1p+0', 64)).toBeUndefined();
  });

  it('takes a pole inside for what it is, and does not know what is not arithmetic', () => {
    // c₁/(x + c₂/x) is 0 at 0, as x/(x² + c₂) is.
    expect(constantsOfZero(shape('a = c1 / x; b = x + a; d = c2 / b'), ['2', '3'], '0x0p+0', 64)).toEqual([
      '0x1p+1',
      '0x1.8p+1',
    ]);
    expect(constantsOfZero(shape('a = c1 / x; b = a - a; d = b + c2'), ['2', '3'], '0x0p+0', 64)).toBe(
      'unknown',
    );
    expect(constantsOfZero(shape('a = abs x; b = a + c1'), ['3'], '0x0p+0', 64)).toBe('unknown');
  });
});

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}
