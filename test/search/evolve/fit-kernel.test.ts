import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/number/random.ts';
import { FitKernel } from '../../../src/search/evolve/kernel-fit.ts';
import { structurePoints } from '../../../src/search/evolve/structure-points.ts';
import { randomConstants } from '../../../src/search/evolve/structure-starts.ts';
import type { Structure } from '../../../src/search/evolve/structure.ts';
import { canonical, PUBLISHED, shape, structureTarget } from './structure-shapes.ts';

const POINTS = structurePoints(structureTarget('2^x', '[0,1]', 'relative', [true, false]), 41);

function values(structure: Structure, constants: ArrayLike<number>): number[] {
  const kernel = new FitKernel(POINTS);
  kernel.push(structure, constants);
  return [...kernel.values()[0]];
}

const sumOfSquares = (structure: Structure, constants: ArrayLike<number>): number =>
  values(structure, constants).reduce((sum, v, i) => sum + ((v - POINTS.f[i]) * POINTS.w[i]) ** 2, 0);

describe('FitKernel', () => {
  it('measures a start as it is when no steps are allowed', () => {
    const kernel = new FitKernel(POINTS);
    const constants = [1.5, -2.25, 3, 0.5];
    kernel.push(PUBLISHED.f5, constants);
    kernel.fit(0);
    expect(kernel.sum(0) / sumOfSquares(PUBLISHED.f5, constants)).toBeCloseTo(1, 12);
    const errors = values(PUBLISHED.f5, constants).map((v, i) => Math.abs((v - POINTS.f[i]) * POINTS.w[i]));
    expect([kernel.largest(0), Infinity]).toContain(
      kernel.largest(0) === Infinity ? Infinity : Math.max(...errors),
    );
    expect([...kernel.constants(0)]).toEqual(constants);
  });

  it('leaves constants that are held as they are, and fits the others', () => {
    const kernel = new FitKernel(POINTS);
    const start = [1.5, -2.25, 3, 0.5];
    kernel.push(PUBLISHED.f5, start, undefined, 0b0110);
    kernel.fit(200);
    const found = [...kernel.constants(0)];
    expect(found.slice(1, 3)).toEqual([-2.25, 3]);
    const least = kernel.sum(0);
    expect(least).toBeLessThan(0.9 * sumOfSquares(PUBLISHED.f5, start));
    for (const k of [0, 3]) {
      for (const change of [-1e-3, 1e-3]) {
        const moved = found.map((c, i) => (i === k ? c * (1 + change) : c));
        expect(sumOfSquares(PUBLISHED.f5, moved)).toBeGreaterThanOrEqual(least * (1 - 1e-12));
      }
    }
  });

  it.each([
    ['a linear fit', 'a = x * c; b = a + c'],
    ['a parabola', 'a = x * c; b = a + c; d = b * x; e = d + c'],
    ['a quotient', 'a = x + c; b = c / a; d = b + c'],
    ['a difference', 'a = c - x; b = c / a'],
    ['a root', 'a = x + c; b = sqrt a; d = b * c'],
    ['negation and magnitude', 'a = x + c; b = neg a; d = abs b; e = d * c'],
    ['fused multiply and add', 'a = fma x c c; b = fma a x c'],
    ['the lesser and the greater', 'a = x * c; b = a + c; d = x * c; e = d + c; f = max b e; g = min f c'],
  ])('ends where the sum of squares is least, for %s (every derivative)', (_, text) => {
    const structure = shape(text);
    const kernel = new FitKernel(POINTS);
    const random = createRandom(3);
    for (let i = 0; i < 60; i++) kernel.push(structure, randomConstants(structure.constants, false, random));
    kernel.fit(300);
    const order = Array.from({ length: 60 }, (_x, i) => i).sort((a, b) => kernel.sum(a) - kernel.sum(b));
    const best = [...kernel.constants(order[0])];
    const least = kernel.sum(order[0]);
    expect(least / sumOfSquares(structure, best)).toBeCloseTo(1, 9);
    for (let k = 0; k < best.length; k++) {
      for (const change of [-1e-3, 1e-3]) {
        const moved = best.map((c, i) => (i === k ? c * (1 + change) : c));
        expect(sumOfSquares(structure, moved)).toBeGreaterThanOrEqual(least * (1 - 1e-12));
      }
    }
  });

  it('finds the least squares of a line in closed form', () => {
    const kernel = new FitKernel(POINTS);
    kernel.push(shape('a = x * c; b = a + c'), [10, -10]);
    kernel.fit(40, 1e-3);
    const { x, f, w } = POINTS;
    const s = (g: (i: number) => number): number => x.reduce((sum, _, i) => sum + w[i] ** 2 * g(i), 0);
    const [s0, s1, s2, f0, f1] = [
      () => 1,
      (i: number) => x[i],
      (i: number) => x[i] ** 2,
      (i: number) => f[i],
      (i: number) => f[i] * x[i],
    ].map(s);
    const slope = (f1 * s0 - f0 * s1) / (s2 * s0 - s1 * s1);
    expect(kernel.constants(0)[0]).toBeCloseTo(slope, 9);
    expect(kernel.constants(0)[1]).toBeCloseTo((f0 - slope * s1) / s0, 9);
  });

  it('refuses starts that are not finite and marks poles', () => {
    const kernel = new FitKernel(POINTS);
    kernel.push(shape('a = x + c; b = sqrt a'), [-0.5]);
    kernel.push(shape('a = x - c; b = c / a'), [0.5, 1]);
    kernel.fit(0);
    expect(kernel.sum(0)).toBe(Infinity);
    expect([...kernel.constants(0)]).toEqual([-0.5]);
    expect(kernel.sum(1)).toBeLessThan(Infinity);
    expect(kernel.largest(1)).toBe(Infinity);
  });

  it('gives the same for a job alone and in a batch, and its own target when it has one', () => {
    const random = createRandom(9);
    const starts = Array.from({ length: 50 }, () => randomConstants(5, false, random));
    const batch = new FitKernel(POINTS);
    for (const start of starts) batch.push(PUBLISHED.f7, start);
    batch.push(shape('a = x * c'), [1], { f: POINTS.x, w: POINTS.w });
    batch.fit(20);
    starts.forEach((start, i) => {
      const alone = new FitKernel(POINTS);
      alone.push(PUBLISHED.f7, start);
      alone.fit(20);
      expect([...alone.constants(0), alone.sum(0), alone.largest(0)]).toEqual([
        ...batch.constants(i),
        batch.sum(i),
        batch.largest(i),
      ]);
    });
    expect(batch.sum(50)).toBe(0);
  });

  it('leaps along a valley that steps creep in', () => {
    // A fraction in x² for cos: from here steps of Levenberg and Marquardt gain nothing, and 1.7e-10 is to be had.
    const points = structurePoints(structureTarget('cos(x)', '[0,pi/2]', 'absolute'), 40);
    const kernel = new FitKernel(points);
    const fraction = shape(
      'a = x * x; b = a + c1; d = c2 / b; e = a + c3; f = e + d; g = c4 / f; h = c5 + g; i = a * c6; j = i + h',
    );
    const start = [
      31.82527605790891, 955.6860781059869, 32.26082786258262, -5462.11145331703, 88.68844352378598,
    ];
    kernel.push(fraction, [...start, -0.579448547957042]);
    kernel.fit(0);
    expect(kernel.largest(0)).toBeGreaterThan(1e-8);
    kernel.clear();
    kernel.push(fraction, [...start, -0.579448547957042]);
    kernel.fit(80);
    expect(kernel.largest(0)).toBeLessThan(2.5e-10);
  });

  it('does not leap to constants that mean nothing', () => {
    // c₃ does nothing while c₂ is 0, so an undamped step would send it anywhere.
    const kernel = new FitKernel(POINTS);
    kernel.push(shape('a = x + c1; b = c2 / a; d = x * c3; e = d + c4; f = e + b'), [1.5, 0, 1, 1]);
    kernel.fit(40);
    expect(kernel.largest(0)).toBeLessThan(0.05);
    expect(Math.max(...kernel.constants(0).map(Math.abs))).toBeLessThan(1e6);
  });

  it('follows a long curved valley to its end', () => {
    // c/u is as good as nothing in u + c/u at the optimum without it; all constants must change by half for it to help.
    const grown = canonical('a = c / x; b = x + a; d = c / b; e = b + d; f = e + c; g = c / f; h = g + c');
    const small = canonical('a = c / x; b = x + a; f = b + c; g = c / f; h = g + c');
    const kernel = new FitKernel(POINTS);
    kernel.push(small, [25.5, -8.8, 17.7, 1]);
    kernel.fit(300);
    const before = kernel.largest(0);
    const [c1, c2, c3, c4] = kernel.constants(0);
    kernel.clear();
    kernel.push(grown, [c1, 0.001, c2, c3, c4]);
    kernel.fit(80);
    expect(kernel.largest(0)).toBeLessThan(before / 100);
  });
});
