import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFPCore } from '../../../../src/expression/parse-fpcore.ts';
import { createRandom } from '../../../../src/number/random.ts';
import { invariantText } from '../../../../src/search/relate/invariants/invariant-text.ts';
import { loopInvariants, provedTogether } from '../../../../src/search/relate/invariants/loop-invariants.ts';
import { readLoops } from '../../../../src/search/relate/invariants/read-loops.ts';
import { isZeroAt, traceStates } from '../../../../src/search/relate/invariants/traces.ts';
import { polynomial } from '../../../../src/number/exact/laurent-polynomial.ts';

function found(source: string, degree = 3): { always: string[]; later: string[]; measured: string[] } {
  const [loop] = readLoops(parseFPCore(source)[0]);
  const report = loopInvariants(loop, degree, 1);
  const text = (list: (typeof report)['always']): string[] => list.map((p) => invariantText(loop, p));
  return { always: text(report.always), later: text(report.later), measured: text(report.measured) };
}

describe('loopInvariants', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['sums', '(FPCore (n) (while (< i n) ([i 0 (+ i 1)] [s 0 (+ s i)]) s))', ['2*s = i^2 - i']],
    ['a counted loop', '(FPCore (n x) (for ([i n]) ([g 1 (* g x)] [h 0 (+ h g)]) h))', ['g = h*x + 1 - h']],
    ['division', '(FPCore (a b) (while* (>= r b) ([q 0 (+ q 1)] [r a (- r b)]) q))', ['r = a - q*b']],
    [
      'conditions inside, both ways',
      '(FPCore (a b) (while (!= x y) ([x a (if (> x y) (- x y) x)] [y b (if (> x y) y (- y x))] [p 1 (if (> x y) (- p q) p)] [q 0 (if (> x y) q (- q p))] [r 0 (if (> x y) (- r s) r)] [s 1 (if (> x y) s (- s r))]) x))',
      ['x*q + b = y*p', 'y*r + a = x*s', 'q*r + 1 = p*s', 'x = p*a + r*b', 'y = q*a + s*b'],
    ],
    [
      'a conserved quantity, with divisions',
      '(FPCore (x y) (while TRUE ([x x (/ x (+ x y))] [y y (* y (+ x y))]) x))',
      ['x*y = x0*y0'],
    ],
    [
      'angular momentum through a square root',
      '(FPCore (x0 y0 u0 v0) (while TRUE ([x x0 (+ x (* 0.1 (- u (/ x (sqrt (+ (* x x) (* y y)))))))] [y y0 (+ y (* 0.1 (- v (/ y (sqrt (+ (* x x) (* y y)))))))] [u u0 (- u (/ x (sqrt (+ (* x x) (* y y)))))] [v v0 (- v (/ y (sqrt (+ (* x x) (* y y)))))]) x))',
      ['x*v + y0*u0 = y*u + x0*v0'],
    ],
  ];
  it.each(cases)('%s', (_, source, wanted) => {
    const { always, measured } = found(source, 2);
    expect(always).toEqual(wanted);
    expect(measured).toEqual([]);
  });

  it('tells what holds only after a turn, and not the products that this explains', () => {
    expect(
      found('(FPCore (a) (while* (> (fabs (- x y)) 1e-9) ([y a x] [x 1 (/ (+ x (/ a x)) 2)]) x))'),
    ).toEqual({
      always: [],
      later: ['y^2 + a = 2*y*x'],
      measured: [],
    });
  });

  it('follows values it does not know as any value', () => {
    const nested =
      '(FPCore (n) (while (< i n) ([i 0 (+ i 1)] [s 0 (+ s (while (< j i) ([j 0 (+ j 1)] [t 0 (+ t i)]) t))] [d 0 (+ d (sqrt i))] [m 0 (+ m (* 2 (sqrt i)))]) s))';
    const loops = readLoops(parseFPCore(nested)[0]);
    expect(loops.map(({ variables }) => variables.join())).toEqual(['i,s,d,m', 'j,t']);
    const texts = loops.map((loop) => loopInvariants(loop, 2, 1).always.map((p) => invariantText(loop, p)));
    expect(texts).toEqual([['m = 2*d'], ['t = j*i0']]);
  });

  it('uses that the condition holds in a turn', () => {
    // With i < 5 the second branch is never taken.
    const source = '(FPCore () (while (< i 5) ([i 0 (+ i 1)] [s 0 (if (< i 5) (+ s 2) (- s 7))]) s))';
    expect(found(source, 1).always).toEqual(['s = 2*i']);
  });

  it('has no invariant where branches disagree', () => {
    expect(
      found('(FPCore (c) (while (< i 9) ([i 0 (+ i 1)] [s 0 (if (< s c) (+ s 2) (- s 7))]) s))', 1).always,
    ).toEqual([]);
  });

  it('does not prove what is false after some turns', () => {
    const [loop] = readLoops(parseFPCore('(FPCore (n) (while (< i n) ([i 0 (+ i 1)] [s 0 (+ s i)]) s))')[0]);
    const claim = polynomial([
      [[1, 1], 2n],
      [[0, 2], -1n],
    ]); // 2s = i², true at the start only
    expect(provedTogether(loop, { always: [claim], later: [] }).always).toEqual([]);
  });

  it('law: what is proved holds at states of other random runs', () => {
    const coefficient = fc.integer({ min: -3, max: 3 });
    const linear = fc.tuple(coefficient, coefficient, coefficient, coefficient);
    fc.assert(
      fc.property(linear, linear, fc.boolean(), fc.nat(1000), (u, v, sequential, seed) => {
        const term = ([a, b, c, d]: readonly number[]): string =>
          `(+ (+ (* ${a} x) (* ${b} y)) (+ (* ${c} k) ${d}))`;
        const source = `(FPCore (k) (while${sequential ? '*' : ''} TRUE ([x k ${term(u)}] [y 1 ${term(v)}]) x))`;
        const [loop] = readLoops(parseFPCore(source)[0]);
        const { always } = loopInvariants(loop, 2, 1);
        const states = traceStates(loop, 40, createRandom(seed));
        for (const p of always) expect(states.every((at) => isZeroAt(p, at))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
