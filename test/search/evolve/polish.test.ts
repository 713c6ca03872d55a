import { describe, expect, it } from 'vitest';
import { mpfr, ROUND } from '../../../src/number/mpfr.ts';
import { readBig } from '../../../src/number/big-text.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { compileProgramBig } from '../../../src/program/evaluate-big.ts';
import { polish, type Polished } from '../../../src/search/evolve/polish.ts';
import { structureToProgram } from '../../../src/search/evolve/structure-program.ts';
import type { StructureTarget } from '../../../src/search/evolve/structure-target.ts';
import type { Structure } from '../../../src/search/evolve/structure.ts';
import { PUBLISHED, shape, structureTarget } from './structure-shapes.ts';

const EXP2 = structureTarget('2^x', '[0,1]', 'relative', [true, false]);

function polished(structure: Structure, start: readonly (number | string)[], to: StructureTarget): Polished {
  const found = polish(structure, start, to);
  if (found.kind === 'failure') throw new Error(found.reason);
  return found;
}

/** The largest error of the program on evenly spaced points: plain evaluation that shares nothing with the polish. */
function denseError(
  structure: Structure,
  constants: readonly string[],
  to: StructureTarget,
  count = 500,
): number {
  return withWorkspace(300, (w) => {
    const run = compileProgramBig(structureToProgram(structure, constants), w);
    const [lo, width, x, f, e] = w.bigs(5);
    readBig(lo, to.lo);
    readBig(width, to.hi);
    mpfr.mpfr_sub(width, width, lo, ROUND.NEAREST);
    let largest = 0;
    for (let i = to.open[0] ? 1 : 0; i <= count; i++) {
      mpfr.mpfr_mul_d(x, width, i / count, ROUND.NEAREST);
      mpfr.mpfr_add(x, x, lo, ROUND.NEAREST);
      to.oracle.value([{ lo: x, hi: x }], f);
      mpfr.mpfr_sub(e, run([x]), f, ROUND.NEAREST);
      if (to.measure === 'relative') mpfr.mpfr_div(e, e, f, ROUND.NEAREST);
      largest = Math.max(largest, Math.abs(mpfr.mpfr_get_d(e, ROUND.NEAREST)));
    }
    return largest;
  });
}

describe('polish', () => {
  it.each([
    // The constants as published: best for the absolute error, in doubles.
    ['f2', [-2.0413845597733418, -2.1258595374472384], 2.982e-2],
    ['f3', [-3.4355225277901402, -8.387819235563974, -1.4427239805682266], 8.6724e-4],
    ['f5', [25.596749740144819, -8.8505996518073289, 17.746150088734609, 0.99999366143081858], 4.34076e-6],
    [
      'f10',
      [5783.5330096027765, 15141.981176922711, -250.55247494972059, 501.10494991027866, 0.99999999999999956],
      2.19178e-15,
    ],
  ] as const)(
    'takes the published constants of %s to the optimum of the relative error',
    (name, start, bar) => {
      const found = polished(PUBLISHED[name], start, EXP2);
      expect(found.converged).toBe(true);
      expect(found.error / bar).toBeLessThan(1.0005);
      // Alternation: an optimum of k constants levels the error in more than k places.
      expect(found.extrema).toBeGreaterThan(start.length);
      const seen = denseError(PUBLISHED[name], found.constants, EXP2);
      expect(seen / found.error).toBeLessThan(1 + 1e-7);
      expect(seen / found.error).toBeGreaterThan(0.99);
    },
  );

  it('leaps along a valley to the optimum', () => {
    const cosine = structureTarget('cos(x)', '[0,pi/2]', 'absolute');
    const fraction = shape(
      'a = x * x; b = a + c1; d = c2 / b; e = a + c3; f = e + d; g = c4 / f; h = c5 + g; i = a * c6; j = i + h',
    );
    const start = [
      43.2269733646856, 1315.2312123659801, 43.17166047888096, -14954.792654377572, 204.19610900931283,
    ];
    const found = polished(fraction, [...start, -1.3175846981029433], cosine);
    expect(found.converged).toBe(true);
    // The minimax quotient of the same degrees, by the exchange algorithm of the rational engine: 9.80 digits.
    expect(-Math.log10(found.error)).toBeCloseTo(9.8015, 3);
  });

  it('measures constants as given when asked to, to the last digit of their texts', () => {
    const { constants, error } = polished(PUBLISHED.f3, [-3.435, -8.388, -1.4427], EXP2);
    const exact = constants.map((text) => `${text}0000`.replace(/(e.*)0000$/, '$1'));
    const again = polish(PUBLISHED.f3, exact, EXP2, { maxSteps: 0, asGiven: true });
    if (again.kind === 'failure') throw new Error(again.reason);
    expect(again.constants).toEqual(exact);
    expect(again.error / error).toBeCloseTo(1, 6);
  });

  it('cannot be bettered by moving a constant', () => {
    const found = polished(PUBLISHED.f3, [-3.4, -8.2, -1.4], EXP2);
    found.constants.forEach((_, k) => {
      for (const change of [1e-5, -1e-5]) {
        const moved = found.constants.map((c, i) => (i === k ? String(Number(c) * (1 + change)) : c));
        expect(denseError(PUBLISHED.f3, moved, EXP2)).toBeGreaterThan(found.error);
      }
    });
  });

  it('raises its precision with the error', () => {
    // At 192 bits the function is x: only a higher precision tells.
    const tiny = structureTarget('x + 10^-60*x^2', '[0,1]', 'absolute');
    const found = polished(shape('a = x * c; b = a + c'), [1, 0], tiny);
    expect(found.error / 1.25e-61).toBeCloseTo(1, 6);
    expect(found.precision).toBeGreaterThan(192);
  });

  it('says when the start has a pole, also one between two points', () => {
    const to = structureTarget('exp(x)', '[0,1]', 'absolute');
    expect(polish(shape('a = x - c; b = c / a'), [1 / 3, 1], to)).toMatchObject({
      kind: 'failure',
      reason: 'pole',
    });
    expect(polish(shape('a = x - c; b = sqrt a'), [1 / 3], to)).toMatchObject({
      kind: 'failure',
      reason: 'pole',
    });
    expect(polish(shape('a = x + c'), [1], structureTarget('log(x)', '[0,1]', 'absolute'))).toMatchObject({
      kind: 'failure',
      reason: 'undefined',
    });
  });

  it('measures a structure without constants', () => {
    const found = polished(shape('a = x * x'), [], structureTarget('x^2 + x*(1-x)/8', '[0,1]', 'absolute'));
    expect(found.error).toBeCloseTo(1 / 32, 12);
    expect(found.worst).toBeCloseTo(0.5, 5);
  });

  it('gives the same bytes every time', () => {
    const once = polished(PUBLISHED.f5, [25, -9, 18, 1], EXP2);
    expect(polished(PUBLISHED.f5, [25, -9, 18, 1], EXP2)).toEqual(once);
  });
});
