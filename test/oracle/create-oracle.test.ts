import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import {
  apply,
  constant,
  integer,
  rational,
  variable,
  type Expression,
} from '../../src/expression/expression.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { bigToDecimal } from '../../src/number/big-text.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { containsInterval, newInterval, type BigInterval } from '../../src/oracle/big-interval.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';

const x = variable('x');
const { f32, f64 } = FORMATS;

/** Compositions with cancellation, several branches, shared subterms. */
const EXPRESSIONS: readonly (readonly [string, Expression])[] = [
  ['log(1 + exp(x))', apply('log', apply('add', integer(1), apply('exp', x)))],
  ['sqrt(x² + 1) − x', apply('sub', apply('sqrt', apply('add', apply('mul', x, x), integer(1))), x)],
  ['(1 − cos x)/x²', apply('div', apply('sub', integer(1), apply('cos', x)), apply('mul', x, x))],
  ['x^x', apply('pow', apply('abs', x), x)],
  ['atan2(sin x, cos x)', apply('atan2', apply('sin', x), apply('cos', x))],
  ['erfc(x) exp(x²)', apply('mul', apply('erfc', x), apply('exp', apply('mul', x, x)))],
  ['gamma(x + 1/3)', apply('gamma', apply('add', x, rational(1n, 3n)))],
  ['besselk(1/3, |x|)', apply('besselk', rational(1n, 3n), apply('abs', x))],
  [
    'tanh(mish(x)) + lambertw(|x|)',
    apply('add', apply('tanh', apply('mish', x)), apply('lambertw', apply('abs', x))),
  ],
];
const point = fc.double({ min: -12, max: 12, noNaN: true }).filter((v) => v !== 0);

function relativeWidth(a: BigInterval): number {
  return withWorkspace(64, (w) => {
    const d = w.big();
    mpfr.mpfr_reldiff(d, a.hi, a.lo, ROUND.UP);
    return mpfr.mpfr_zero_p(a.hi) ? 0 : Math.abs(mpfr.mpfr_get_d(d, ROUND.UP));
  });
}

describe('createOracle', () => {
  for (const [name, expression] of EXPRESSIONS) {
    const oracle = createOracle(expression, ['x']);

    it(`${name}: enclosures shrink and stay consistent as bits grow`, () => {
      fc.assert(
        fc.property(point, (v) => {
          withWorkspace(420, (w) => {
            const coarse = newInterval(w);
            const fine = newInterval(w);
            const first = oracle.enclose([v], 40, coarse);
            const second = oracle.enclose([v], 400, fine);
            expect(second.kind).toBe(first.kind);
            if (first.kind !== 'enclosed') return;
            expect(containsInterval(coarse, fine)).toBe(true);
            expect(relativeWidth(coarse)).toBeLessThanOrEqual(2 ** -39);
          });
        }),
        { numRuns: 30 },
      );
    });

    it(`${name}: rounding down and up are adjacent, nearest is one of them`, () => {
      fc.assert(
        fc.property(point, (v) => {
          const down = oracle.rounded([v], f32, 'down');
          const up = oracle.rounded([v], f32, 'up');
          const nearest = oracle.rounded([v], f32);
          if (Number.isNaN(down)) return expect(nearest).toBeNaN();
          expect(down).toBeLessThanOrEqual(up);
          if (down !== up) expect(f32.ordinal(up) - f32.ordinal(down)).toBe(1n);
          expect([down, up]).toContain(nearest);
        }),
        { numRuns: 40 },
      );
    });
  }

  it('gives value with relative error at most 2^(1 − precision)', () => {
    withWorkspace(300, (w) => {
      const oracle = createOracle(apply('sub', apply('exp', x), integer(1)), ['x']);
      const value = w.big(100);
      expect(oracle.value([2 ** -40], value).kind).toBe('enclosed');
      const truth = w.number(2 ** -40);
      mpfr.mpfr_expm1(truth, truth, ROUND.NEAREST);
      mpfr.mpfr_reldiff(truth, truth, value, ROUND.UP);
      expect(Math.abs(mpfr.mpfr_get_d(truth, ROUND.UP))).toBeLessThanOrEqual(2 ** -99);
    });
  });

  it('decides ties exactly: half-way sums round to even', () => {
    const sum = createOracle(apply('add', x, integer(1)), ['x']);
    expect(sum.rounded([2 ** -24], f32)).toBe(1);
    expect(sum.rounded([3 * 2 ** -24], f32)).toBe(1 + 2 ** -22);
    const root = createOracle(apply('sqrt', x), ['x']);
    const half = (1 + 2 ** -24) ** 2; // the root is a midpoint of f32
    expect(root.rounded([half], f32)).toBe(Math.fround(1));
    expect(createOracle(apply('div', x, integer(2)), ['x']).rounded([5e-324], f64)).toBe(0);
    expect(createOracle(apply('pow', x, integer(3)), ['x']).rounded([2 ** 8 + 1], f32)).toBe(
      Math.fround(257 ** 3),
    );
  });

  it('finds exact zeros where the rules can', () => {
    withWorkspace(80, (w) => {
      const out = newInterval(w);
      for (const e of [
        apply('sin', x),
        apply('sinpi', integer(7)),
        apply('zeta', integer(-4)),
        apply('sub', x, x),
      ]) {
        expect(createOracle(e, ['x']).enclose([0], 53, out)).toEqual({ kind: 'enclosed' });
        expect(mpfr.mpfr_zero_p(out.lo) && mpfr.mpfr_zero_p(out.hi)).toBeTruthy();
      }
    });
  });

  it('says that sin(pi) cannot be told from zero, and rounds it all the same', () => {
    const oracle = createOracle(apply('sin', constant('pi')), []);
    withWorkspace(80, (w) => {
      const told = oracle.enclose([], 53, newInterval(w));
      expect(told).toMatchObject({ kind: 'undecided', reason: 'the value may be exactly zero' });
    });
    expect(oracle.rounded([], f64)).toBe(0);
  });

  it('cannot decide a directed rounding of an unproved exact value, and says so', () => {
    const square = apply('mul', apply('sqrt', integer(2)), apply('sqrt', integer(2)));
    const oracle = createOracle(square, [], { maxPrecision: 500 });
    expect(oracle.rounded([], f64)).toBe(2);
    expect(() => oracle.rounded([], f64, 'up')).toThrow(NapierError);
  });

  const UNDEFINED: readonly (readonly [string, Expression, number])[] = [
    ['log(−1)', apply('log', x), -1],
    ['log(0)', apply('log', x), 0],
    ['sqrt(−1)', apply('sqrt', x), -1],
    ['1/0', apply('div', integer(1), x), 0],
    ['asin(2)', apply('asin', x), 2],
    ['gamma(−1)', apply('gamma', x), -1],
    ['digamma(0)', apply('digamma', x), 0],
    ['zeta(1)', apply('zeta', x), 1],
    ['(−2)^(1/3)', apply('pow', x, rational(1n, 3n)), -2],
    ['0^−1', apply('pow', x, integer(-1)), 0],
    ['atan2(0, 0)', apply('atan2', x, x), 0],
    ['bessel_y0(−1)', apply('bessel_y0', x), -1],
    ['besseli(1/2, −1)', apply('besseli', rational(1n, 2n), x), -1],
    ['besselk(0, 0)', apply('besselk', integer(0), x), 0],
    ['lambertw(−1)', apply('lambertw', x), -1],
    ['a value at infinity', apply('exp', x), Infinity],
    ['a value at NaN', apply('exp', x), NaN],
  ];
  for (const [name, expression, at] of UNDEFINED) {
    it(`${name} is undefined, with a reason`, () => {
      withWorkspace(80, (w) => {
        const oracle = createOracle(expression, ['x']);
        const value = w.big();
        const told = oracle.value([at], value);
        expect(told).toMatchObject({ kind: 'undefined', reason: expect.stringMatching(/\w/) });
        expect(mpfr.mpfr_nan_p(value)).toBeTruthy();
        expect(oracle.rounded([at], f64)).toBeNaN();
      });
    });
  }

  it('takes 0^0 as 1, −0 as 0, and large or tiny results as the format says', () => {
    expect(createOracle(apply('pow', x, x), ['x']).rounded([0], f64)).toBe(1);
    expect(createOracle(apply('atan2', x, integer(-1)), ['x']).rounded([-0], f64)).toBe(Math.PI);
    const exp = createOracle(apply('exp', x), ['x']);
    expect(exp.rounded([1e6], f64)).toBe(Infinity);
    expect(exp.rounded([1e300], f64)).toBe(Infinity);
    expect(exp.rounded([1e300], f64, 'down')).toBe(Number.MAX_VALUE);
    expect(exp.rounded([-1e300], f64)).toBe(0);
  });

  it('accepts multiple-precision coordinates and several variables', () => {
    withWorkspace(300, (w) => {
      const third = w.number(1);
      mpfr.mpfr_div_ui(third, third, 3, ROUND.NEAREST);
      const oracle = createOracle(apply('mul', variable('a'), variable('b')), ['b', 'a']);
      const out = w.big(160);
      expect(oracle.value([{ lo: third, hi: third }, 3], out).kind).toBe('enclosed');
      expect(bigToDecimal(out, 40)).toBe('1');
    });
  });

  it('refuses what it cannot mean', () => {
    expect(() => createOracle(variable('y'), ['x'])).toThrow(/no value is given/);
    expect(() => createOracle(constant('inf'), [])).toThrow(/not a real number/);
    expect(() => createOracle(apply('bessel_jn', x, x), ['x'])).toThrow(/order/);
  });

  it('knows the named constants', () => {
    const digits = {
      pi: '3.141592653589793238462643383279502884197',
      e: '2.718281828459045235360287471352662497757',
      ln2: '0.6931471805599453094172321214581765680755',
      phi: '1.618033988749894848204586834365638117720',
      egamma: '0.5772156649015328606065120900824024310422',
      catalan: '0.9159655941772190150546035149323841107741',
    } as const;
    withWorkspace(200, (w) => {
      for (const [name, text] of Object.entries(digits)) {
        const out = w.big();
        createOracle(constant(name as keyof typeof digits), []).value([], out);
        expect(bigToDecimal(out, 40).padEnd(text.length, '0')).toBe(text);
      }
    });
  });

  it('survives deep terms', () => {
    let deep: Expression = x;
    for (let i = 0; i < 20_000; i++) deep = apply('neg', deep);
    expect(createOracle(deep, ['x']).rounded([1.5], f64)).toBe(1.5);
  });
});
