import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { roundedValue } from '../../../src/search/reduction/rounded-value.ts';
import { reducedFunction } from '../../../src/search/reduction/reduced-function.ts';
import { decayStep } from '../../../src/search/reduction/steps/decay.ts';

const context = {
  arithmetic: FORMATS.f64,
  storage: FORMATS.f32,
  fma: false,
  division: true,
  maxTable: 4096,
  tolerance: 2 ** -26,
  correct: false,
};
const offered = (text: string, lo: number, hi: number) =>
  decayStep.reductions(reducedFunction(parseExpression(text), 'x', lo, hi), [], context);

describe('decay', () => {
  it.each([
    ['erfc(x)', 0.01, 10, { a: -1, b: 0 }],
    ['gelu(-x)', 0.01, 13, { a: -0.5, b: 0 }],
    ['x^3*exp(-5x)/(1 + x)', 0.01, 20, { a: 0, b: -5 }],
  ])('%s: splits off the exponential', (text, lo, hi, law) => {
    const [reduction] = offered(text, lo, hi);
    expect(reduction.parameters).toEqual(law);
    const [core] = reduction.inners;
    // f = exp(a·x² + b·x)·g, and g hardly changes where f falls by many orders of magnitude.
    for (const x of [lo, 1, hi / 2, hi]) {
      const g = roundedValue(core.oracle, x, FORMATS.f64);
      const f = roundedValue(reducedFunction(parseExpression(text), 'x', lo, hi).oracle, x, FORMATS.f64);
      expect((g * Math.exp(law.a * x * x + law.b * x)) / f).toBeCloseTo(1, 9);
      expect(Math.abs(Math.log2(Math.abs(g)))).toBeLessThan(30);
    }
  });

  it.each([
    ['1/(1 + x^2)', 0, 10],
    ['sin(x)', 0, 40],
    ['erfc(x)', -3, 10],
  ])('%s: leaves alone what does not fall so', (text, lo, hi) => {
    expect(offered(text, lo, hi)).toEqual([]);
  });
});
