import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createRandom } from '../../../src/number/random.ts';
import { crossValidate, simplestWithinError } from '../../../src/search/regress/cross-validate.ts';
import { formulaOf, type Formula } from '../../../src/search/regress/formula.ts';
import { searchFormulas } from '../../../src/search/regress/search-formulas.ts';

/** Constants open. */
const open = (text: string): Formula => {
  const { code, values } = formulaOf(parseExpression(text), ['x']) as Formula;
  return { code, values };
};

function line(rows: number, noise: number) {
  const random = createRandom(5);
  const x = Float64Array.from({ length: rows }, () => random.next());
  const normal = (): number => random.next() + random.next() + random.next() - 1.5;
  const target = x.map((v) => 2 * v + 1 + noise * normal());
  return { inputs: ['x'], columns: [x], target };
}

describe('crossValidate', () => {
  it('judges on rows that the constants were not fitted to', () => {
    const data = line(6, 1);
    // Five constants pass through nearly all of six rows, and near no other.
    const [flat, many] = crossValidate(
      [open('2*x + 1'), open('2*x + 1 + 0.1*x^3*exp(3*x) + 0.3*sin(9*x)')],
      data,
      6,
      createRandom(1),
    );
    expect(many.error).toBeGreaterThan(1.2 * flat.error);
  });

  it('is the residual over one less its leverage where every row is a part', () => {
    const data = line(20, 1);
    const [{ error }] = crossValidate([open('3*x + 1')], data, 20, createRandom(1));
    const x = [...data.columns[0]];
    const mean = x.reduce((a, b) => a + b, 0) / 20;
    const spread = x.reduce((a, b) => a + (b - mean) ** 2, 0);
    const middle = data.target.reduce((a, b) => a + b, 0) / 20;
    const slope = x.reduce((a, v, i) => a + (v - mean) * data.target[i], 0) / spread;
    const square = x.reduce((sum, v, i) => {
      const residual = data.target[i] - middle - slope * (v - mean);
      return sum + (residual / (1 - 1 / 20 - (v - mean) ** 2 / spread)) ** 2;
    }, 0);
    expect(error).toBeCloseTo(Math.sqrt(square / 20), 9);
  });

  it('takes the simplest within a standard error', () => {
    const of = (cost: number) => ({ cost, deviation: 0.5, error: cost });
    expect(simplestWithinError([of(9), of(2.4), of(2), of(3)], 0)).toBe(1);
    expect(simplestWithinError([of(NaN), of(2.6), of(2)], 0)).toBe(2);
    expect(simplestWithinError([of(NaN), of(2.6), of(2)], 0.2)).toBe(1);
  });
});

describe('searchFormulas with parts to validate on', () => {
  it('chooses the line behind noise, and tells its error', () => {
    const options = { validate: 10, engines: ['linear', 'power', 'glance'], features: 3_000 };
    const { front, chosen } = searchFormulas(line(40, 0.3), options);
    expect(front[chosen].complexity).toBeLessThanOrEqual(5);
    expect(front.every(({ validated }) => validated !== undefined)).toBe(true);
    expect(front[chosen].validated).toBeGreaterThan(0.9 * front[chosen].error);
  });

  it('chooses the law itself where there is no noise', () => {
    const x = Float64Array.from({ length: 30 }, (_, i) => i / 7);
    const data = { inputs: ['x'], columns: [x], target: x.map((v) => Math.sin(v) + v * v) };
    const { front, chosen } = searchFormulas(data, { validate: 5, evaluations: 500 });
    expect(front[chosen].error).toBeLessThan(1e-14);
  });
});
