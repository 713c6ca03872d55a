import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubleInterval as I, pointInterval, type DoubleInterval } from '../../src/number/double-interval.ts';
import { mpfr, ROUND, type Big } from '../../src/number/mpfr.ts';
import { Workspace } from '../../src/number/workspace.ts';

const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
);
const interval = fc
  .tuple(double, double)
  .map(([a, b]): DoubleInterval => ({ lo: Math.min(a, b), hi: Math.max(a, b) }));
/** An interval and a double in it. */
const inhabited = fc
  .tuple(interval, double)
  .map(([x, t]): [DoubleInterval, number] => [x, Math.min(Math.max(t, x.lo), x.hi)]);

const w = new Workspace(4600); // every sum and product of doubles is exact
const [r, a, b] = w.bigs(3);
type Exact = (r: Big, a: Big, b: Big) => void;

const BINARY: Record<'add' | 'sub' | 'mul' | 'div' | 'min' | 'max', Exact> = {
  add: (r, a, b) => mpfr.mpfr_add(r, a, b, ROUND.NEAREST),
  sub: (r, a, b) => mpfr.mpfr_sub(r, a, b, ROUND.NEAREST),
  mul: (r, a, b) => mpfr.mpfr_mul(r, a, b, ROUND.NEAREST),
  div: (r, a, b) => mpfr.mpfr_div(r, a, b, ROUND.NEAREST),
  min: (r, a, b) => mpfr.mpfr_min(r, a, b, ROUND.NEAREST),
  max: (r, a, b) => mpfr.mpfr_max(r, a, b, ROUND.NEAREST),
};

/** The exact value in `r` lies in `x`. (An unknown interval claims nothing.) */
function holds(x: DoubleInterval): boolean {
  return x.lo !== x.lo || (mpfr.mpfr_cmp_d(r, x.lo) >= 0 && mpfr.mpfr_cmp_d(r, x.hi) <= 0);
}

describe('double intervals', () => {
  for (const [name, exact] of Object.entries(BINARY) as [keyof typeof BINARY, Exact][]) {
    it(`${name} encloses the exact value of every pair of members`, () => {
      fc.assert(
        fc.property(inhabited, inhabited, ([x, s], [y, t]) => {
          if (name === 'div' && t === 0) return;
          mpfr.mpfr_set_d(a, s, ROUND.NEAREST);
          mpfr.mpfr_set_d(b, t, ROUND.NEAREST);
          exact(r, a, b);
          expect(holds(I[name](x, y))).toBe(true);
        }),
        { seed: 7, numRuns: 2000 },
      );
    });
  }

  it('unary operations enclose the exact value of every member', () => {
    fc.assert(
      fc.property(inhabited, ([x, t]) => {
        mpfr.mpfr_set_d(a, t, ROUND.NEAREST);
        mpfr.mpfr_sqr(r, a, ROUND.NEAREST);
        expect(holds(I.square(x))).toBe(true);
        mpfr.mpfr_abs(r, a, ROUND.NEAREST);
        expect(holds(I.abs(x))).toBe(true);
        if (x.lo < 0) expect(I.sqrt(x).lo).toBeNaN();
        mpfr.mpfr_sqrt(r, a, ROUND.NEAREST);
        if (t >= 0) expect(holds(I.sqrt(x))).toBe(true);
      }),
      { seed: 8, numRuns: 1000 },
    );
  });

  it('stay exact where doubles are, and narrow elsewhere', () => {
    expect(I.add(pointInterval(1), pointInterval(2))).toEqual({ lo: 3, hi: 3 });
    expect(I.mul(pointInterval(0), { lo: -Infinity, hi: Infinity })).toEqual({ lo: 0, hi: 0 });
    expect(I.sqrt(pointInterval(9))).toEqual({ lo: 3, hi: 3 });
    const third = I.div(pointInterval(1), pointInterval(3));
    expect(third.hi - third.lo).toBeLessThan(2 ** -52);
    expect(third.lo < third.hi).toBe(true);
  });

  it('keep overflow and division by zero sound', () => {
    expect(I.add(pointInterval(Number.MAX_VALUE), pointInterval(Number.MAX_VALUE)).lo).toBe(Number.MAX_VALUE);
    expect(I.div(pointInterval(1), { lo: -1, hi: 1 })).toEqual({ lo: -Infinity, hi: Infinity });
    expect(I.div(pointInterval(1), pointInterval(0)).lo).toBeNaN();
    expect(I.mul(pointInterval(5e-324), pointInterval(0.5)).hi).toBeGreaterThan(0);
  });
});
