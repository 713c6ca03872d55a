import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { findFormat, isFormatName } from '../../src/number/formats.ts';
import { parseFormat } from '../../src/number/parse-format.ts';

describe('described formats', () => {
  it.each([
    ['float( exponent=5, significand=7 )', 'float(exponent=5,significand=7)', 13, 65280],
    ['e5m7', 'float(exponent=5,significand=7)', 13, 65280],
    [
      'float(exponent=5,significand=10,bias=15,specials=ieee,subnormals=yes)',
      'float(exponent=5,significand=10)',
      16,
      65504,
    ],
    ['float(exponent=4,significand=3,specials=nan)', 'float(exponent=4,significand=3,specials=nan)', 8, 448],
    ['float(exponent=4,significand=3,specials=nuz)', 'float(exponent=4,significand=3,specials=nuz)', 8, 240],
    [
      'float(exponent=2,significand=1,specials=finite)',
      'float(exponent=2,significand=1,specials=finite)',
      4,
      6,
    ],
    ['Q(3.12)', 'q(3.12)', 16, 8 - 2 ** -12],
    ['q(0.7, wrap)', 'q(0.7,wrap)', 8, 1 - 2 ** -7],
    ['uq(8.0,saturate)', 'uq(8.0)', 8, 255],
  ])('%s is %s', (text, name, bits, largest) => {
    const format = findFormat(text);
    expect([format.name, format.bits, format.maxFinite]).toEqual([name, bits, largest]);
    expect(findFormat(format.name)).toBe(format);
    expect([isFormatName(name), isFormatName(text)]).toEqual([true, text === name]);
  });

  it.each([
    ['trits(1)', 2, [-1, 0, 1]],
    ['trits( 1, 0.25 )', 4, [-1.25, -1, -0.75, -0.25, 0, 0.25, 0.75, 1, 1.25]],
    ['power(bits=3,exponent=2,scale=9)', 3, [-9, -4, -1, 0, 1, 4, 9]],
    ['log(2.0)', 3, [-2, -1, -0.5, 0, 0.5, 1, 2]],
    ['values(-1,0,0.5,1)', 2, [-1, 0, 0.5, 1]],
  ])('%s lists its numbers', (text, bits, numbers) => {
    const format = findFormat(text);
    const listed = numbers.map((_, i) => format.fromOrdinal(format.ordinal(format.minFinite) + BigInt(i)));
    expect([format.bits, listed, format.spacing]).toEqual([bits, numbers, 'listed']);
    expect(findFormat(format.name)).toBe(format);
    // Programs do not compute in it.
    expect(isFormatName(format.name)).toBe(false);
  });

  it('agree with the formats that have names', () => {
    for (const [text, name] of [
      ['float(exponent=8,significand=23)', 'f32'],
      ['float(exponent=8,significand=7)', 'bf16'],
      ['float(exponent=4,significand=3,specials=nan)', 'fp8e4m3'],
      ['float(exponent=4,significand=3,specials=nuz,overflow=saturate)', 'fp8e4m3fnuz'],
      ['float(exponent=3,significand=2,specials=finite)', 'fp6e3m2'],
    ]) {
      const [described, named] = [findFormat(text), findFormat(name)];
      const { maxFinite, minNormal, minPositive, bits } = named;
      expect(described).toMatchObject({ maxFinite, minNormal, minPositive, bits });
      for (let pattern = 0n; pattern < 256n; pattern++) {
        expect(described.decode(pattern)).toBe(named.decode(pattern));
      }
    }
    expect(findFormat('f8e4m3')).toBe(findFormat('fp8e4m3'));
  });

  it.each([
    'float()',
    'float(exponent=5)',
    'float(exponent=5,significand=x)',
    'float(exponent=50,significand=3)',
    'float(exponent=5,significand=30)',
    'float(exponent=1,significand=3)',
    'float(exponent=5,significand=3,bias=1000)',
    'float(exponent=5,significand=3,colour=red)',
    'float(exponent=5,exponent=5,significand=3)',
    'float(exponent=5,significand=3,specials=some)',
    'float(exponent=5,significand=3,specials=finite,overflow=special)',
    'q(3)',
    'q(30.30)',
    'q(0.0)',
    'f9e5m2',
    'values()',
    'values(1,2)',
    'values(0,2,1)',
    'values(0,1e-30,1)',
    'values(0,1e60)',
    'trits(0.25,1)',
    'trits(1,1,1,1,1)',
    'power(bits=4)',
    'power(bits=40,exponent=2)',
    'power(bits=4,exponent=2,colour=3)',
    'power(bits=4,exponent=0)',
    'log(9.3)',
    'log(4)',
    'log(7.14)',
  ])('%s is refused with a place and a hint', (text) => {
    try {
      findFormat(text);
      expect.fail('accepted');
    } catch (error) {
      if (!(error instanceof NapierError)) throw error;
      expect(error.fault).toMatchObject({ kind: 'value', source: text, span: [0, text.length] });
      expect(error.fault.hint).toBeTruthy();
    }
  });

  it('make sense of any text, or refuse it', () => {
    const part = fc.constantFrom(
      'float(',
      'q(',
      'uq(',
      'exponent=',
      'significand=',
      '5',
      '3.4',
      ',',
      ')',
      'bias=',
      '-',
      'e4m3',
      'wrap',
      ' ',
      'specials=nuz',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part, { maxLength: 9 }).map((parts) => parts.join('')),
          fc.string(),
        ),
        (text) => {
          try {
            const format = parseFormat(text);
            if (format !== undefined) expect(findFormat(format.name).name).toBe(format.name);
          } catch (error) {
            if (!(error instanceof NapierError)) throw error;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
