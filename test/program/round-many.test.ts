import { describe, expect, it } from 'vitest';
import { findFormat, FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { roundMany } from '../../src/program/round-many.ts';
import { anyNumber } from './conformance-programs.ts';

const FORMAT_LIST = [
  ...Object.values(FORMATS),
  ...[
    'float(exponent=5,significand=7)',
    'float(exponent=4,significand=3,subnormals=no)',
    'float(exponent=5,significand=2,overflow=saturate)',
    'float(exponent=8,significand=1,specials=nan,bias=200)',
    'q(3.12)',
  ].map(findFormat),
];

describe('roundMany', () => {
  for (const format of FORMAT_LIST) {
    it(`is round, one by one, in ${format.name}`, () => {
      const random = createRandom(5);
      const step = (): number => {
        const near = format.fromOrdinal(
          format.ordinal(format.minFinite) +
            (random.bits64() % (format.ordinal(format.maxFinite) - format.ordinal(format.minFinite) + 1n)),
        );
        const spacing = format.ulp(near);
        return near + [0, 0.5, -0.5, 0.5 + 2 ** -20, 0.25, random.next()][random.integer(6)] * spacing;
      };
      const specials = [0, -0, NaN, Infinity, -Infinity, 5e-324, -5e-324, Number.MAX_VALUE, format.maxFinite];
      const values = Float64Array.from({ length: 40_000 }, (_, i) => {
        if (i < specials.length) return specials[i];
        return random.next() < 0.7 ? step() : anyNumber(FORMATS.f64, random);
      });
      const wanted = values.map((x) => format.round(x));
      roundMany(format, values);
      for (let i = 0; i < values.length; i++) {
        if (!Object.is(values[i], wanted[i]))
          expect.fail(`number ${i}: got ${values[i]}, wanted ${wanted[i]}`);
      }
    });
  }

  it('handles lengths that are no whole vectors, and leaves the input alone when told so', () => {
    for (const length of [0, 1, 3, 65_537]) {
      const values = Float64Array.from({ length }, (_, i) => 1 + i / 1000);
      const out = roundMany(FORMATS.f16, values, new Float64Array(length));
      expect([...out]).toEqual([...values].map((x) => FORMATS.f16.round(x)));
      if (length > 0) expect(values[length - 1]).toBe(1 + (length - 1) / 1000);
    }
    expect(() => roundMany(FORMATS.f16, new Float64Array(2), new Float64Array(3))).toThrow(RangeError);
  });
});
