import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { meanOf, type Alternative } from '../../../src/search/rewrite/alternative.ts';
import { bitsOfError } from '../../../src/search/rewrite/bits-of-error.ts';
import { findCases, orthantsOf } from '../../../src/search/rewrite/cases.ts';
import { guardOf, isWithin, type HalfLine } from '../../../src/search/rewrite/guard.ts';
import { MachineValues } from '../../../src/search/rewrite/machine-values.ts';
import { cutLine } from '../../../src/search/rewrite/regimes.ts';

const f64 = findFormat('f64');
const bits = bitsOfError(f64);
const xs = Float64Array.from({ length: 40 }, (_, k) => (k < 20 ? k - 20 : k - 19));
const ys = Float64Array.from({ length: 40 }, (_, k) => (k % 2 === 0 ? -1 : 1) * (1 + (k % 7)));
const machine = new MachineValues(f64, ['x', 'y'], [xs, ys]);
const truth = new Float64Array(40);
const none = { machine: new MachineValues(f64, ['x', 'y'], [new Float64Array(0), new Float64Array(0)]), truth: new Float64Array(0) }; // prettier-ignore
const alternative = (
  text: string,
  error: (x: number, y: number) => number,
  ...where: HalfLine[]
): Alternative => {
  const errors = Float64Array.from(xs, (x, k) => error(x, ys[k]));
  return { expression: parseExpression(text), cost: 1, errors, mean: meanOf(errors), where };
};

describe('guards', () => {
  it('hold above one end and up to the other', () => {
    const within = (x: number): boolean => isWithin([{ variable: 'x', above: 1, upTo: 2 }], () => x);
    expect([1, 1.5, 2, 2.5].map(within)).toEqual([false, true, true, false]);
    expect(guardOf({ variable: 'x', sign: 1 }, f64.minPositive)).toEqual({ variable: 'x', above: 0 });
    const below = guardOf({ variable: 'x', sign: -1 }, f64.minPositive);
    expect([-f64.minPositive, 0, -0].map((x) => isWithin([below], () => x))).toEqual([true, false, false]);
  });
});

describe('cuts of a line', () => {
  it('put each alternative where it errs least', () => {
    const low = alternative('x + 1', (x) => (x < 5 ? 0 : 10));
    const high = alternative('x + 2', (x) => (x < 5 ? 10 : 0));
    const points = Array.from(xs.keys());
    const cuts = cutLine([low, high], points, xs, 0.1);
    expect(cuts.map(({ segments }) => segments.length)).toEqual([1, 2]);
    expect(cuts[1].total).toBe(0);
    expect(cuts[1].segments[0]).toMatchObject({ alternative: low });
    expect(xs[cuts[1].segments[0].until as number]).toBe(4);
    expect(xs[cuts[1].segments[0].next as number]).toBe(5);
  });
});

describe('cases', () => {
  it('ask the signs of two variables when only that helps, and leave zeros to the given expression', () => {
    const given = alternative('x*y', () => 30);
    const quarters = orthantsOf(['x', 'y']).map((halves) =>
      alternative(
        `x*y + ${halves.map(({ sign }) => (sign > 0 ? 3 : 5)).join('*')}`,
        (x, y) => (x * halves[0].sign > 0 && y * halves[1].sign > 0 ? 0 : 64),
        ...halves,
      ),
    );
    const found = findCases(given, [given, ...quarters], { machine, truth }, ['x', 'y'], bits, () => none);
    const best = found[found.length - 1];
    expect(best.mean).toBe(0);
    expect(best.pieces).toHaveLength(5);
    expect(best.pieces[4]).toEqual({ where: [], alternative: given });
    for (let k = 0; k < 40; k++) {
      const valueOf = (name: string): number => (name === 'x' ? xs[k] : ys[k]);
      const piece = best.pieces.find(({ where }) => isWithin(where, valueOf));
      expect(piece?.alternative.errors[k]).toBe(0);
    }
    const zero = best.pieces.find(({ where }) => isWithin(where, () => 0));
    expect(zero?.alternative).toBe(given);
  });

  it('never use what holds for one sign at the other one or at 0', () => {
    const given = alternative('x*y', () => 30);
    const positive = alternative('x*y + 1', (x) => (x > 0 ? 0 : 64), { variable: 'x', sign: 1 });
    const negative = alternative('x*y + 2', (x) => (x < 0 ? 0 : 64), { variable: 'x', sign: -1 });
    for (const split of [[], ['x'], ['y'], ['x', 'y']]) {
      const found = findCases(
        given,
        [given, positive, negative],
        { machine, truth },
        split,
        bits,
        () => none,
      );
      expect(found.length).toBeGreaterThan(0);
      for (const { pieces } of found) {
        for (const x of [-3, -f64.minPositive, 0, f64.minPositive, 3]) {
          const piece = pieces.find(({ where }) => isWithin(where, (name) => (name === 'x' ? x : 1)));
          if (piece?.alternative === positive) expect(x).toBeGreaterThan(0);
          if (piece?.alternative === negative) expect(x).toBeLessThan(0);
        }
      }
    }
  });
});
