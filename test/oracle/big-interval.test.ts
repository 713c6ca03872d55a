import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../src/number/workspace.ts';
import {
  absInterval,
  addIntervals,
  divIntervals,
  intervalOf,
  mulIntervals,
  negInterval,
  newInterval,
  powInterval,
  sqrInterval,
  subIntervals,
  containsPoint,
  type BigInterval,
} from '../../src/oracle/big-interval.ts';

const finite = fc.double({ min: -1e30, max: 1e30, noNaN: true });
const interval = fc.tuple(finite, finite).map(([a, b]) => (a <= b ? ([a, b] as const) : ([b, a] as const)));
const inside = fc.double({ min: 0, max: 1, noNaN: true });

/** A point of the interval. */
function pick([lo, hi]: readonly [number, number], t: number): number {
  const x = lo * (1 - t) + hi * t;
  return Math.min(hi, Math.max(lo, x));
}

type Binary = (out: BigInterval, a: BigInterval, b: BigInterval) => unknown;
type Exact = (r: number, x: number, y: number, round: number) => number;

const BINARY: readonly (readonly [string, Binary, Exact])[] = [
  ['add', addIntervals, mpfr.mpfr_add as Exact],
  ['sub', subIntervals, mpfr.mpfr_sub as Exact],
  ['mul', mulIntervals, mpfr.mpfr_mul as Exact],
  ['div', divIntervals, mpfr.mpfr_div as Exact],
];

describe('interval arithmetic', () => {
  for (const [name, rule, exact] of BINARY) {
    it(`${name} holds the result of every pair of points, also in place`, () => {
      fc.assert(
        fc.property(
          interval,
          interval,
          inside,
          inside,
          fc.integer({ min: 2, max: 60 }),
          (a, b, s, t, precision) => {
            if (name === 'div' && b[0] <= 0 && b[1] >= 0) return;
            withWorkspace(precision, (w) => {
              const value = w.big(4000);
              exact(value, number(w, pick(a, s)), number(w, pick(b, t)), ROUND.NEAREST);
              const out = newInterval(w);
              const x = intervalOf(wide(w), ...a);
              const y = intervalOf(wide(w), ...b);
              rule(out, x, y);
              expect(holds(out, value)).toBe(true);
              rule(x, x, y);
              expect(holds(x, value)).toBe(true);
              const z = intervalOf(wide(w), ...a);
              rule(y, z, y);
              expect(holds(y, value)).toBe(true);
            });
          },
        ),
      );
    });
  }

  it('sqr, abs, neg and integer powers hold the result of every point', () => {
    fc.assert(
      fc.property(interval, inside, fc.integer({ min: 0, max: 9 }), (a, t, n) => {
        withWorkspace(40, (w) => {
          const x = intervalOf(wide(w), ...a);
          const point = number(w, pick(a, t));
          const value = w.big(4000);
          const out = newInterval(w);
          mpfr.mpfr_pow_ui(value, point, n, ROUND.NEAREST);
          powInterval(out, x, n);
          expect(holds(out, value)).toBe(true);
          if (n % 2 === 0) expect(mpfr.mpfr_sgn(out.lo)).toBeGreaterThanOrEqual(0);
          mpfr.mpfr_sqr(value, point, ROUND.NEAREST);
          sqrInterval(out, x);
          expect(holds(out, value)).toBe(true);
          mpfr.mpfr_abs(value, point, ROUND.NEAREST);
          absInterval(out, x);
          expect(holds(out, value)).toBe(true);
          negInterval(out, x);
          mpfr.mpfr_neg(value, point, ROUND.NEAREST);
          expect(holds(out, value)).toBe(true);
        });
      }),
    );
  });

  it('widening an argument widens the result', () => {
    fc.assert(
      fc.property(interval, interval, interval, (a, b, c) => {
        withWorkspace(50, (w) => {
          const wider = [Math.min(a[0], c[0]), Math.max(a[1], c[1])] as const;
          const out = newInterval(w);
          const more = newInterval(w);
          for (const [name, rule] of BINARY) {
            if (name === 'div' && b[0] <= 0 && b[1] >= 0) continue;
            rule(out, intervalOf(wide(w), ...a), intervalOf(wide(w), ...b));
            rule(more, intervalOf(wide(w), ...wider), intervalOf(wide(w), ...b));
            expect(
              mpfr.mpfr_lessequal_p(more.lo, out.lo) && mpfr.mpfr_lessequal_p(out.hi, more.hi),
            ).toBeTruthy();
          }
        });
      }),
    );
  });

  it('refuses to divide by an interval that holds 0', () => {
    withWorkspace(50, (w) => {
      expect(divIntervals(newInterval(w), intervalOf(w, 1), intervalOf(w, 0, 1))).toBe(false);
      expect(divIntervals(newInterval(w), intervalOf(w, 1), intervalOf(w, -1, 1))).toBe(false);
    });
  });

  it('takes 0 · ∞ as 0 and keeps unbounded ends', () => {
    withWorkspace(50, (w) => {
      const out = newInterval(w);
      mulIntervals(out, intervalOf(w, 0, 1), intervalOf(w, 2, Infinity));
      expect([mpfr.mpfr_get_d(out.lo, 0), mpfr.mpfr_get_d(out.hi, 0)]).toEqual([0, Infinity]);
      mulIntervals(out, intervalOf(w, -1, 1), intervalOf(w, -Infinity, Infinity));
      expect([mpfr.mpfr_get_d(out.lo, 0), mpfr.mpfr_get_d(out.hi, 0)]).toEqual([-Infinity, Infinity]);
    });
  });
});

function number(w: Workspace, x: number): ReturnType<Workspace['big']> {
  const out = w.big(53);
  mpfr.mpfr_set_d(out, x, ROUND.NEAREST);
  return out;
}

/** Something that hands out numbers wide enough for a double. */
function wide(w: Workspace): Workspace {
  return { precision: 53, big: (p: number = 53) => w.big(p) } as unknown as Workspace;
}

function holds(out: BigInterval, value: ReturnType<Workspace['big']>): boolean {
  return containsPoint(out, value);
}
