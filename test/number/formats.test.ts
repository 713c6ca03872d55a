import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { FORMATS, findFormat } from '../../src/number/formats.ts';
import { floatFormat } from '../../src/number/float-format.ts';
import { nextDown, nextUp } from '../../src/number/double-bits.ts';
import type { RoundingMode } from '../../src/number/format.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { arithmeticLaws } from '../laws/arithmetic.ts';
import { formatLaws, roundingLaws } from '../laws/format.ts';
import { anyNumber } from '../program/conformance-programs.ts';

const DESCRIBED = [
  'float(exponent=5,significand=7)',
  'float(exponent=4,significand=3,subnormals=no)',
  'float(exponent=5,significand=2,overflow=saturate)',
  'float(exponent=3,significand=4,specials=nan,bias=5)',
  'float(exponent=4,significand=1,specials=nuz)',
  'float(exponent=8,significand=23)',
  'q(3.12)',
  'q(3.4,wrap)',
  'uq(0.8)',
  'q(15.16)',
  'trits(1,0.25)',
  'power(bits=7,exponent=3)',
  'log(4.2)',
  'values(-3,-0.7,0,0.1,0.5,2)',
];
const ALL = [...Object.values(FORMATS), ...DESCRIBED.map(findFormat)];

for (const format of ALL) {
  formatLaws(format);
  // By the definition of IEEE 754; what overflows elsewhere is a matter of the format.
  if (format.infinities && format.subnormals) {
    roundingLaws(format);
    arithmeticLaws(format);
  }
}
const { fp8e4m3: e4m3, fp4e2m1: e2m1 } = FORMATS;

describe('formats', () => {
  it('have the extremes of IEEE 754 and of OCP', () => {
    const { f64, f32, f16, bf16 } = FORMATS;
    expect([f64.maxFinite, f64.minNormal, f64.minPositive]).toEqual([Number.MAX_VALUE, 2 ** -1022, 5e-324]);
    expect([f32.maxFinite, f32.minNormal, f32.minPositive]).toEqual([
      3.4028234663852886e38,
      2 ** -126,
      2 ** -149,
    ]);
    expect([f16.maxFinite, f16.minNormal, f16.minPositive]).toEqual([65504, 2 ** -14, 2 ** -24]);
    expect([bf16.maxFinite, bf16.minNormal, bf16.minPositive]).toEqual([
      3.3895313892515355e38,
      2 ** -126,
      2 ** -133,
    ]);
    expect([e4m3.maxFinite, e4m3.minPositive, e4m3.round(1e9), e4m3.encode(448)]).toEqual([
      448,
      2 ** -9,
      NaN,
      0x7en,
    ]);
    expect([e2m1.maxFinite, e2m1.minPositive, e2m1.round(1e9), e2m1.round(-5)]).toEqual([6, 0.5, 6, -4]);
  });

  it('encode as the machine does', () => {
    const view = new DataView(new ArrayBuffer(8));
    const random = createRandom(3);
    for (let i = 0; i < 5000; i++) {
      const x = anyNumber(FORMATS.f64, random);
      view.setFloat64(0, x);
      expect(FORMATS.f64.encode(x)).toBe(view.getBigUint64(0));
      const y = anyNumber(FORMATS.f32, random);
      view.setFloat32(0, y);
      expect(FORMATS.f32.encode(y)).toBe(BigInt(view.getUint32(0)));
    }
    expect(FORMATS.bf16.encode(1)).toBe(0x3f80n);
    expect(FORMATS.f16.encode(-2)).toBe(0xc000n);
    expect(FORMATS.f16.encode(NaN)).toBe(0x7e00n);
  });

  it('round float32 as Math.fround does, without it', () => {
    const generic = floatFormat({ name: 'f32', bits: 32, precision: 24, emin: -126, emax: 127 });
    const random = createRandom(4);
    for (let i = 0; i < 50_000; i++) {
      const x = anyNumber(FORMATS.f64, random);
      const y = anyNumber(FORMATS.f32, random) * (1 + (random.next() - 0.5) * 2 ** -22);
      if (!Object.is(generic.round(x), Math.fround(x))) expect.fail(`${x}`);
      if (!Object.is(generic.round(y), Math.fround(y))) expect.fail(`${y}`);
    }
  });

  it('take roots of every f16 and bf16 number as MPFR does', () => {
    withWorkspace(200, (w) => {
      const big = w.big();
      for (const format of [FORMATS.f16, FORMATS.bf16]) {
        for (let pattern = 0n; pattern < 65536n; pattern++) {
          const x = format.decode(pattern);
          mpfr.mpfr_set_d(big, x, ROUND.NEAREST);
          mpfr.mpfr_sqrt(big, big, ROUND.NEAREST);
          if (!Object.is(format.sqrt(x), format.roundBig(big))) expect.fail(`${format.name} sqrt(${x})`);
        }
      }
    });
  });

  it('refuse a precision that binary64 arithmetic cannot serve', () => {
    expect(() => floatFormat({ name: 'p40', bits: 48, precision: 40, emin: -126, emax: 127 })).toThrow(
      RangeError,
    );
  });

  it.each(ALL.filter(({ spacing }) => spacing === 'listed').map(({ name }) => name))(
    'round to %s in every direction as looking at all its numbers does',
    (name) => {
      const format = findFormat(name);
      const numbers: number[] = [];
      for (let o = format.ordinal(format.minFinite); o <= format.ordinal(format.maxFinite); o++)
        numbers.push(format.fromOrdinal(o));
      const zero = numbers.indexOf(0);
      const random = createRandom(4);
      const between = (i: number) => numbers[i] + (numbers[i + 1] - numbers[i]) / 2;
      const points = [
        ...numbers,
        ...numbers.slice(1).map((_, i) => between(i)),
        ...numbers.slice(1).flatMap((_, i) => [nextDown(between(i)), nextUp(between(i))]),
        ...Array.from({ length: 500 }, () => (2 * random.next() - 1) * 1.3 * format.maxFinite),
        Infinity,
        -Infinity,
      ];
      for (const x of points) {
        const below = numbers.findLast((n) => n <= x) ?? numbers[0];
        const above = numbers.find((n) => n >= x) ?? numbers[numbers.length - 1];
        const odd = (n: number): boolean => (numbers.indexOf(n) - zero) % 2 !== 0;
        const wanted = {
          up: above,
          down: below,
          'to-zero': x < 0 ? above : below,
          'to-odd': odd(below) ? below : above,
        };
        for (const [mode, value] of Object.entries(wanted))
          expect([x, mode, format.round(x, mode as RoundingMode)]).toEqual([x, mode, value]);
        const nearer = Math.abs(x - below) - Math.abs(above - x);
        if (nearer !== 0 && Number.isFinite(x)) {
          expect(format.round(x)).toBe(nearer < 0 ? below : above);
          expect(format.round(x, 'nearest-away')).toBe(nearer < 0 ? below : above);
        } else if (below !== above) {
          expect(odd(format.round(x))).toBe(false);
          expect(format.round(x, 'nearest-away')).toBe(x > 0 ? above : below);
        }
        if (Number.isFinite(x) && below !== above) expect(format.ulp(x)).toBe(above - below);
      }
      expect(format.round(NaN)).toBe(0);
      expect(format.ulp(format.maxFinite)).toBe(numbers[numbers.length - 1] - numbers[numbers.length - 2]);
      expect(format.ulp(format.minFinite)).toBe(numbers[1] - numbers[0]);
    },
  );

  it('refuse unknown names with a hint', () => {
    const fault = (name: string) => {
      try {
        findFormat(name);
      } catch (error) {
        if (error instanceof NapierError) return error.fault;
      }
      return expect.fail(`${name} was accepted`);
    };
    expect(fault('f23').kind).toBe('name');
    expect(fault('f63').hint).toContain('f64');
    expect(fault('real').kind).toBe('unsupported');
    expect(fault('toString').kind).toBe('name');
  });
});
