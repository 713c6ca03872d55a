import { describe, expect, it } from 'vitest';
import { fitPolynomial } from '../../../src/search/fit-polynomial.ts';
import { fitRational } from '../../../src/search/fit-rational.ts';
import {
  StructureFitter,
  fitStructure,
  type FittedStructure,
} from '../../../src/search/evolve/fit-structure.ts';
import type { StructureTarget } from '../../../src/search/evolve/structure-target.ts';
import type { Structure } from '../../../src/search/evolve/structure.ts';
import { powers } from '../targets.ts';
import { canonical, PUBLISHED, shape, squared, structureTarget } from './structure-shapes.ts';

const EXP2 = structureTarget('2^x', '[0,1]', 'relative', [true, false]);

function fitted(structure: Structure, to: StructureTarget, seed = 1): FittedStructure {
  const found = fitStructure(structure, to, { seed });
  if (found.kind === 'failure') throw new Error(found.reason);
  return found;
}

function horner(degree: number): Structure {
  let text = 'a0 = x * c; b0 = a0 + c';
  for (let i = 1; i < degree; i++) text += `; a${i} = b${i - 1} * x; b${i} = a${i} + c`;
  return canonical(text);
}

function errorOf(found: { readonly kind: string; readonly error?: number }): number {
  if (found.error === undefined) throw new Error(found.kind);
  return found.error;
}

describe('fitStructure', () => {
  it.each([
    ['f2', 2.982122e-2],
    ['f3', 8.672398e-4],
    ['f5', 4.340758e-6],
    ['f7', 5.636139e-10],
    ['f10', 2.191778e-15],
    ['f11', 3.425424e-17],
    ['f12', 5.352525e-19],
  ] as const)('finds the optimum of the published shape %s from random starts', (name, bar) => {
    const found = fitted(PUBLISHED[name], EXP2);
    expect(found.error).toBeLessThanOrEqual(bar);
    expect(found.error / bar).toBeGreaterThan(1 - 1e-6);
    expect(found.converged).toBe(true);
  });

  it.each([
    ['exp(x)', '[0,1]', 'relative'],
    ['sin(x)', '[0.5,2]', 'absolute'],
    ['exp(x)', '[-1,1]', 'ulp'],
  ] as const)(
    'agrees with the exchange algorithm on polynomials for %s (%s, %s)',
    (text, domain, measure) => {
      const to = structureTarget(text, domain, measure);
      for (const degree of [1, 2, 4]) {
        const best = errorOf(fitPolynomial(to, powers(0, degree)));
        expect(fitted(horner(degree), to).error / best).toBeCloseTo(1, 6);
      }
    },
  );

  it.each([
    ['atan(x)', '[0,1]', 'absolute'],
    ['log2(x)', '[1,2]', 'absolute'],
  ] as const)('agrees with the exchange algorithm on continued fractions for %s', (text, domain, measure) => {
    const to = structureTarget(text, domain, measure);
    const best = errorOf(fitRational(to, powers(0, 2), powers(0, 2)));
    const fraction = canonical('a = x + c; b = c / a; d = b + c; e = d + x; f = c / e; g = f + c');
    expect(fitted(fraction, to).error / best).toBeCloseTo(1, 6);
  });

  it('finds a fraction beside which there are many lesser optima, with a constant of it at infinity', () => {
    // t·(c + c/(x + c + c/(x + c))) with t = x − 1: 20,000 starts did not find it when steps were scaled by columns alone.
    const fraction = canonical(
      't = x - c; a = x + c; b = c / a; s = x + c; d = s + b; e = c / d; f = e + c; r = t * f',
    );
    const quotient = structureTarget('log2(1+x)/x', '[0,1]', 'relative', [true, false]);
    const best = errorOf(fitRational(quotient, powers(0, 2), powers(0, 2)));
    expect(fitted(fraction, structureTarget('log2(x)', '[1,2]', 'relative')).error / best).toBeCloseTo(1, 4);
  });

  it('finds optima without alternation', () => {
    // Even powers can follow cosh alone: sinh(1) is left of exp on [−1, 1].
    const even = canonical('a = x * x; b = a * c; d = b + c');
    expect(fitted(even, structureTarget('exp(x)', '[-1,1]', 'absolute')).error).toBeCloseTo(Math.sinh(1), 6);
    expect(fitted(even, structureTarget('|x|', '[-1,1]', 'absolute')).error).toBeCloseTo(1 / 8, 9);
  });

  it('finds a program that is exact', () => {
    const to = structureTarget('3*x^2 + 1/3', '[-1,1]', 'absolute');
    const found = fitted(canonical('a = x * x; b = a * c; d = b + c'), to);
    expect(found.error).toBeLessThan(1e-50);
    expect(found.constants.map(Number)).toEqual([3, 1 / 3]);
  });

  it('follows a fit through squarings, from 7 operations to 12', () => {
    const fitter = new StructureFitter(EXP2);
    let structure: Structure = PUBLISHED.f7;
    let last = fitter.fit(structure, { seed: 1 });
    for (const bar of [8.93705e-12, 1.401475e-13, 2.191778e-15, 3.425424e-17, 5.352525e-19]) {
      if (last.kind === 'failure') throw new Error(last.reason);
      structure = squared(structure);
      last = fitter.fit(structure, { seed: 1, starts: 0, warmStarts: [last.constants] });
      expect(errorOf(last) / bar).toBeLessThan(1 + 1e-5);
    }
    fitter.dispose();
  });

  it('takes no program with a pole, and counts what went wrong', () => {
    // c/x has its pole at 0 whatever c.
    const found = fitStructure(shape('a = c / x'), structureTarget('exp(x)', '[-1,1]', 'relative'), {
      seed: 1,
      starts: 200,
    });
    expect(found).toMatchObject({
      kind: 'failure',
      reason: 'start',
      counters: { starts: 200, refused: 200 },
    });
    const root = fitStructure(
      shape('a = x - c; b = sqrt a; d = b + c'),
      structureTarget('exp(x)', '[-1,1]', 'absolute'),
      { seed: 1, starts: 200 },
    );
    expect(root.counters.refused).toBeGreaterThan(20);
    expect(root.kind).toBe('fitted');
  });

  it('gives the same bytes for a seed', () => {
    expect(fitted(PUBLISHED.f10, EXP2, 5)).toEqual(fitted(PUBLISHED.f10, EXP2, 5));
  });

  it('takes constants for whole where the function vanishes at an end', () => {
    // (x − 1)/(x + a)·… : a relative error is bounded at 1 only if the first constant is 1 to the last bit.
    const structure = canonical('a = x + c; b = x + c; d = a / b; e = d * c');
    const fitter = new StructureFitter(structureTarget('log2(x)', '[1,2]', 'relative'));
    const start = [-0.99999999998, 2.55, 3.85];
    const found = fitter.fit(structure, { seed: 1, starts: 20, polishes: 1, warmStarts: [start] });
    fitter.dispose();
    expect(errorOf(found)).toBeLessThan(4.97e-3);
    expect(found.kind === 'fitted' && found.constants[0]).toBe('-1');
  });
});
