import { describe, expect, it } from 'vitest';
import { bigToDecimal, bigToHex, readBig } from '../../src/number/big-text.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { anyNumber } from '../program/conformance-programs.ts';

describe('text of multiple-precision numbers', () => {
  it('hexadecimal reads back to the same number', () => {
    withWorkspace(170, (w) => {
      const random = createRandom(1);
      const [x, y] = w.bigs(2);
      for (let i = 0; i < 500; i++) {
        mpfr.mpfr_set_d(x, random.next() - 0.5, ROUND.NEAREST);
        mpfr.mpfr_exp(x, x, ROUND.NEAREST);
        mpfr.mpfr_mul_2si(x, x, random.integer(4000) - 2000, ROUND.NEAREST);
        expect(readBig(y, bigToHex(x))).toBe(0);
        expect(mpfr.mpfr_equal_p(x, y)).not.toBe(0);
      }
    });
  });

  it('of a normal double is what toHexFloat writes', () => {
    withWorkspace(53, (w) => {
      const random = createRandom(2);
      for (let i = 0; i < 500; i++) {
        const x = anyNumber(FORMATS.f64, random);
        if (Math.abs(x) >= FORMATS.f64.minNormal) expect(bigToHex(w.number(x))).toBe(toHexFloat(x));
      }
      expect([0, -0, Infinity, -Infinity, NaN].map((x) => bigToHex(w.number(x)))).toEqual(
        [0, -0, Infinity, -Infinity, NaN].map(toHexFloat),
      );
    });
  });

  it('decimals are rounded to the digits asked for', () => {
    withWorkspace(120, (w) => {
      const text = (x: number, digits: number) => bigToDecimal(w.number(x), digits);
      expect(text(1 / 3, 5)).toBe('0.33333');
      expect(text(-1e-9, 3)).toBe('-1e-9');
      expect(text(1234567, 3)).toBe('1230000');
      expect(text(2 ** 70, 25)).toBe('1.180591620717411303424e+21');
      expect(text(-0, 3)).toBe('-0');
    });
  });

  it('refuses what is not a number', () => {
    withWorkspace(60, (w) => {
      const x = w.big();
      for (const text of [
        '',
        '.',
        '+',
        'e5',
        '.e5',
        '0x',
        '0xp3',
        '0x.',
        '1e',
        '1.2.3',
        '0x1g',
        ' 1',
        '1 ',
        'in',
      ]) {
        expect(readBig(x, text), text).toBeUndefined();
      }
      for (const text of ['.5', '5.', '-0x.8', '0X1.8P-1', '+1e3', 'inf', 'NaN']) {
        expect(readBig(x, text), text).toBe(0);
      }
      expect(readBig(x, `${'1'.repeat(1e6)}x`)).toBeUndefined();
    });
  });
});
