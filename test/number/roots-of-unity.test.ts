import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { FOURTH_ROOTS as roots, storeAsRoots, type Complex } from '../../src/number/roots-of-unity.ts';

const PATTERNS = [0, 1, 2, 3];
const product = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d + 0, a * d + b * c + 0];
const plain = ([re, im]: Complex): Complex => [re + 0, im + 0];

describe('the fourth roots of unity', () => {
  it('multiply, negate and conjugate as complex numbers do', () => {
    for (const a of PATTERNS) {
      const x = roots.values[a];
      expect(roots.round(x)).toBe(a);
      expect(plain(roots.values[roots.neg(a)])).toEqual(plain([-x[0], -x[1]]));
      expect(plain(roots.values[roots.conj(a)])).toEqual(plain([x[0], -x[1]]));
      for (const b of PATTERNS) expect(roots.values[roots.mul(a, b)]).toEqual(product(x, roots.values[b]));
    }
  });

  const part = fc.double({ noNaN: true, noDefaultInfinity: true });

  it('round to the nearest phase, the real one in the middle', () => {
    fc.assert(
      fc.property(part, part, (re, im) => {
        const [along, most] = [roots.round([re, im]), Math.max(Math.abs(re), Math.abs(im))];
        const [unitRe, unitIm] = roots.values[along];
        // The projection is the larger of the two magnitudes exactly for the nearest phase.
        expect(unitRe * re + unitIm * im).toBe(most);
        if (Math.abs(re) === Math.abs(im)) expect(along % 2).toBe(0);
      }),
    );
  });

  it('turn a number exactly', () => {
    fc.assert(
      fc.property(part, part, fc.nat(3), (re, im, a) => {
        expect(plain(roots.turn(a, [re, im]))).toEqual(product(roots.values[a], [re, im]));
      }),
    );
  });
});

describe('storing complex numbers as scaled roots', () => {
  const random = createRandom(5);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const re = Float64Array.from({ length: 2000 }, () => 3 * normal());
  const im = Float64Array.from({ length: 2000 }, () => normal());

  const errorOf = (patterns: ArrayLike<number>, scales: Complex): number =>
    Array.from(re, (x, k) => {
      const [unitRe, unitIm] = roots.values[patterns[k]];
      return (x - unitRe * scales[0]) ** 2 + (im[k] - unitIm * scales[1]) ** 2;
    }).reduce((a, b) => a + b);

  it('ends where neither a scale nor a pattern can be bettered by itself', () => {
    const { patterns, scales, squaredError } = storeAsRoots(re, im);
    expect(squaredError).toBeCloseTo(errorOf(patterns, scales), 8);
    for (const factor of [0.99, 1.01]) {
      expect(errorOf(patterns, [scales[0] * factor, scales[1]])).toBeGreaterThan(squaredError);
      expect(errorOf(patterns, [scales[0], scales[1] * factor])).toBeGreaterThan(squaredError);
    }
    for (let k = 0; k < 200; k++) {
      for (const pattern of PATTERNS) {
        const other = Uint8Array.from(patterns);
        other[k] = pattern;
        expect(errorOf(other, scales)).toBeGreaterThanOrEqual(squaredError * (1 - 1e-12));
      }
    }
  });

  it('is no worse than phases alone with the means of their parts', () => {
    const phases = Uint8Array.from(re, (x, k) => roots.round([x, im[k]]));
    const mean = (axis: 0 | 1, parts: Float64Array): number => {
      const own = [...parts].filter((_, k) => (phases[k] & 1) === axis).map(Math.abs);
      return own.reduce((a, b) => a + b) / own.length;
    };
    const { squaredError } = storeAsRoots(re, im);
    expect(squaredError).toBeLessThan(errorOf(phases, [mean(0, re), mean(1, im)]));
  });

  it('gives back what is stored already, takes an empty list, and refuses what is not finite', () => {
    const stored = storeAsRoots([0.5, 0, -0.5, 0], [0, 2, 0, -2]);
    expect(stored).toEqual({ patterns: Uint8Array.of(0, 1, 2, 3), scales: [0.5, 2], squaredError: 0 });
    expect(storeAsRoots([], []).squaredError).toBe(0);
    expect(() => storeAsRoots([NaN], [0])).toThrow(RangeError);
    expect(() => storeAsRoots([1], [])).toThrow(RangeError);
  });
});

it('no program computes in them', () => {
  expect(() => findFormat('roots(4)')).toThrow(NapierError);
  expect(() => findFormat('roots(4)')).toThrow(/complex/);
});
