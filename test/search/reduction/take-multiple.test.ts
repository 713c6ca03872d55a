import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { mpfr, ROUND } from '../../../src/number/mpfr.ts';
import { withConstant } from '../../../src/oracle/with-constant.ts';
import { splitConstant } from '../../../src/search/reduction/constant-value.ts';
import { wordsOf } from '../../../src/search/reduction/take-multiple.ts';

const { f32, f64 } = FORMATS;

describe('words of a constant', () => {
  it('has exact products with all integers of the room asked for', () => {
    const words = wordsOf({ format: f32, fma: false }, parseExpression('ln2'), 3, 150);
    fc.assert(
      fc.property(fc.integer({ min: -150, max: 150 }), (n) => {
        for (const word of words.slice(0, -1)) expect(f32.mul(n, word)).toBe(n * word);
      }),
    );
  });

  it.each([1, 2, 3, 4])('comes nearer to the constant with every word (%i)', (count) => {
    const words = splitConstant(parseExpression('pi'), f32, count, 11);
    const error = withConstant(parseExpression('pi'), (value) => {
      for (const word of words) mpfr.mpfr_sub_d(value, value, word, ROUND.NEAREST);
      return Math.abs(mpfr.mpfr_get_d(value, ROUND.NEAREST));
    });
    expect(error).toBeLessThan(2 ** (2 - 11 * (count - 1) - 24));
    for (const word of words) expect(f32.contains(word)).toBe(true);
  });

  it.each(['pi', '-pi', 'ln2', 'sqrt(2)'])('keeps one sign when it rounds towards zero (%s)', (text) => {
    const words = wordsOf({ format: f32, fma: true }, parseExpression(text), 3, 1000, 'towards zero');
    for (const word of words)
      expect([f32.contains(word), Math.sign(word)]).toEqual([true, Math.sign(words[0])]);
    const left = withConstant(parseExpression(text), (value) => {
      for (const word of words) mpfr.mpfr_sub_d(value, value, word, ROUND.NEAREST);
      return Math.abs(mpfr.mpfr_get_d(value, ROUND.NEAREST));
    });
    expect(left).toBeLessThan(Math.abs(words[2]) * 2 ** -23);
  });

  it('is one word where one is exact', () => {
    expect(wordsOf({ format: f64, fma: false }, parseExpression('1'), 3, 1000)).toEqual([1]);
  });
});
