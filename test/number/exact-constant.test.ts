import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { fromHexFloat, readRational, toHexFloat } from '../../src/number/exact-constant.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { anyNumber, specialValues } from '../program/conformance-programs.ts';

describe('exact constants', () => {
  it('are written as C writes them', () => {
    const cases: [number, string][] = [
      [0.75, '0x1.8p-1'],
      [1, '0x1p+0'],
      [-0, '-0x0p+0'],
      [0.1, '0x1.999999999999ap-4'],
      [5e-324, '0x0.0000000000001p-1022'],
      [Number.MAX_VALUE, '0x1.fffffffffffffp+1023'],
      [-Infinity, '-inf'],
      [NaN, 'nan'],
    ];
    for (const [x, text] of cases) expect(toHexFloat(x)).toBe(text);
  });

  it('read back to the same double', () => {
    const random = createRandom(9);
    const numbers = [
      ...specialValues(FORMATS.f64),
      ...Array.from({ length: 5000 }, () => anyNumber(FORMATS.f64, random)),
    ];
    for (const x of numbers) expect(fromHexFloat(toHexFloat(x))).toBe(x);
  });

  it('read other spellings of the same number', () => {
    expect(fromHexFloat('0x18p-5')).toBe(0.75);
    expect(fromHexFloat('-0X.8')).toBe(-0.5);
    expect(fromHexFloat('0x1.p4')).toBe(16);
    expect(fromHexFloat('0x8p-1077')).toBe(5e-324);
    expect(fromHexFloat('-0x0.00p9')).toBe(-0);
  });

  it('refuse what is not exactly a double', () => {
    const texts = [
      '',
      '0x',
      '0x.',
      '1.5',
      '0x1p',
      '0x1.00000000000001p0',
      '0x1p-1075',
      '0x1p1024',
      '0x1p99999999999',
    ];
    for (const text of [...texts, '0x1.8p-1 ', 'Infinity', 'toString', `0x${'1'.repeat(5000)}`]) {
      expect(fromHexFloat(text), text.slice(0, 30)).toBeUndefined();
    }
  });

  it('are exact rationals', () => {
    const value = (text: string) => {
      const read = readRational(text);
      return read && [read.numerator, read.denominator];
    };
    expect(value('-1.25e-2')).toEqual([-125n, 10000n]);
    expect(value('3e2')).toEqual([300n, 1n]);
    expect(value('0x1.8p-1')).toEqual([24n, 32n]);
    expect(value('.')).toBeUndefined();
    expect(value('inf')).toBeUndefined();
    expect(() => readRational('1e999999999')).toThrow(NapierError);
  });
});
