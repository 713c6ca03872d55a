import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { toText } from '../../../src/expression/to-text.ts';
import { createRandom } from '../../../src/number/random.ts';
import type { Dataset } from '../../../src/search/regress/dataset.ts';
import { exactValues } from '../../../src/search/regress/exact-values.ts';
import { fitConstants } from '../../../src/search/regress/fit-constants.ts';
import { affine, combine, constantFormula, formulaOf, formulaToExpression, variableFormula, type Formula } from '../../../src/search/regress/formula.ts'; // prettier-ignore
import { mergeConstants } from '../../../src/search/regress/merge-constants.ts';
import { FormulaMachine } from '../../../src/search/regress/formula-machine.ts';
import { gatherPowers } from '../../../src/search/regress/gather-powers.ts';
import { leastSquares } from '../../../src/search/regress/least-squares.ts';
import { REGRESS_OPERATIONS } from '../../../src/search/regress/regress-operations.ts';
import { searchFormulas } from '../../../src/search/regress/search-formulas.ts';

function sampled(text: string, ranges: Record<string, [number, number]>, rows: number, noise = 0): Dataset {
  const random = createRandom(7);
  const inputs = Object.keys(ranges);
  const columns = inputs.map((name) => {
    const [lo, hi] = ranges[name];
    return Float64Array.from({ length: rows }, () => lo + (hi - lo) * random.next());
  });
  const law = formulaOf(parseExpression(text), inputs) as Formula;
  const target = new FormulaMachine({ inputs, columns, target: new Float64Array(rows) }).evaluate(law);
  return { inputs, columns, target: target.map((y) => y + noise * (random.next() + random.next() - 1)) };
}

function chosen(data: Dataset, evaluations = 0): string {
  const found = searchFormulas(data, { evaluations });
  return toText(found.front[found.chosen].expression);
}

/** Enough where a simple formula is all there is. */
const SMALL = { features: 1_500, maxComplexity: 14 };

describe('searchFormulas', () => {
  it.each([
    ['sqrt(x)', { x: [0, 4] }, 'sqrt(x)'],
    ['2*sin(x)*cos(y)', { x: [0, 1], y: [0, 1] }, '2*sin(x)*cos(y)'],
    ['sin(x^2)*cos(x) - 1', { x: [-1, 1] }, 'sin(x^2)*cos(x) - 1'],
    ['x^3 + x^2 + x', { x: [-1, 1] }, undefined],
    ['x^(2/3)', { x: [0, 4] }, 'x^(2/3)'],
    ['3*a*b^2/c', { a: [1, 2], b: [1, 5], c: [1, 3] }, undefined],
  ] as [string, Record<string, [number, number]>, string | undefined][])(
    'recovers %s',
    (law, ranges, text) => {
      const data = sampled(law, ranges, 20);
      const found = chosen(data);
      if (text !== undefined) expect(found).toBe(text);
      // Elsewhere, too: points outside the sampled range.
      for (const t of [0.3, 1.7, 2.9]) {
        const point: Dataset = {
          inputs: data.inputs,
          columns: data.inputs.map((_, i) => Float64Array.of(t + i / 3)),
          target: new Float64Array(1),
        };
        const at = (source: string): number =>
          new FormulaMachine(point).evaluate(formulaOf(parseExpression(source), data.inputs) as Formula)[0];
        expect(at(found)).toBeCloseTo(at(law), 10);
      }
    },
  );

  it('takes noise for noise', () => {
    const data = sampled('2*x + 1', { x: [0, 3] }, 60, 0.05);
    const found = searchFormulas(data, { ...SMALL, evaluations: 0, operations: ['add', 'mul', 'sin'] });
    const best = found.front[found.chosen];
    expect(toText(best.expression)).toBe('2*x + 1');
    expect(best.error).toBeGreaterThan(0.01);
    expect(best.heldOut).toBeGreaterThan(0.01);
    expect(found.rows).toEqual({ fitted: 48, heldOut: 12, searched: 48 });
  });

  it('tells a front: complexity rises; errors fall, but for the shortest description', () => {
    const { front, chosen: at } = searchFormulas(sampled('exp(x)/(1 + x)', { x: [0, 2] }, 30), {
      ...SMALL,
      operations: ['add', 'mul', 'sub'],
      evaluations: 2_000,
    });
    expect(front.length).toBeGreaterThan(3);
    for (let i = 1; i < front.length; i++) {
      expect(front[i].complexity).toBeGreaterThanOrEqual(front[i - 1].complexity);
      if (i !== at && i - 1 !== at) expect(front[i].error).toBeLessThan(front[i - 1].error);
    }
    for (const { expression } of front) expect(toText(expression)).not.toMatch(/exp|sin|[a-z)]\/|\/[a-z(]/);
  });

  it('fits along a curved valley to its end before it makes constants exact', () => {
    const data = sampled('2.138*(1 - exp(-0.5472*x))', { x: [-50, 50] }, 60);
    const start = affine(combine('exp', combine('mul', constantFormula(-1), variableFormula(0))), -1, 0);
    const found = searchFormulas(data, { engines: [], guesses: [start] });
    const { error } = found.front[found.chosen];
    expect(error).toBeLessThan(1e-12 * found.spread);
  });

  it('is the same for the same seed', () => {
    const data = sampled('sin(3*x)/x', { x: [0.5, 2] }, 20, 0.01);
    const run = (): string =>
      JSON.stringify(
        searchFormulas(data, {
          ...SMALL,
          evaluations: 1_000,
          seed: 5,
          operations: ['add', 'mul', 'sin'],
        }).front.map((f) => toText(f.expression)),
      );
    expect(run()).toBe(run());
  });

  it('stops when told', () => {
    const data = sampled('sin(3*x)/x', { x: [0.5, 2] }, 20, 0.01);
    const found = searchFormulas(data, { stopped: () => 'time' });
    expect(found.stop).toBe('time');
    expect(found.front).toHaveLength(1);
  });
});

describe('formulas', () => {
  it('have derivatives in their constants that agree with differences, for every operation', () => {
    const data = sampled('x', { x: [0.2, 0.8] }, 5);
    const machine = new FormulaMachine(data);
    REGRESS_OPERATIONS.forEach((name, i) => {
      // operation(c0·x[, c1])
      const binary = i < 5;
      const formula: Formula = binary
        ? { code: [1_000, 0, 2_002, 1_000, 2_000 + i], values: [0.9, 1.3] }
        : { code: [1_000, 0, 2_002, 2_000 + i], values: [0.9] };
      const { vector } = machine.normalEquations(
        formula,
        formula.values,
        formula.values.map((_, k) => k),
      );
      formula.values.forEach((value, k) => {
        const at = (v: number): number =>
          machine.loss(
            formula,
            formula.values.map((c, j) => (j === k ? v : c)),
          );
        const h = 1e-6;
        // The gradient of the loss is −2·Jᵀr.
        const slope = (at(value + h) - at(value - h)) / (2 * h);
        expect(-2 * vector[k], `${name}, constant ${k}`).toBeCloseTo(slope, 5);
      });
    });
  });

  it('gives the same sums in one pass and in pieces', () => {
    const data = sampled('exp(x) - y', { x: [0, 1], y: [0, 1] }, 1_300);
    const formula = formulaOf(parseExpression('exp(0.5*x)*3 - y'), data.inputs) as Formula;
    const y = new FormulaMachine(data).evaluate(formula);
    const loss = y.reduce((sum, v, i) => sum + (data.target[i] - v) ** 2, 0);
    expect(new FormulaMachine(data).loss(formula)).toBeCloseTo(loss, 9);
  });

  it('fits constants', () => {
    const data = sampled('2.5*exp(-1.5*x)', { x: [0, 2] }, 30);
    const start: Formula = { code: [1_000, 1_000, 0, 2_002, CODE_EXP, 2_002], values: [1, -1] };
    const fitted = fitConstants(start, new FormulaMachine(data), 50);
    expect(fitted?.values[0]).toBeCloseTo(2.5, 10);
    expect(fitted?.values[1]).toBeCloseTo(-1.5, 10);
  });

  it('folds operations on constants', () => {
    const formula: Formula = { code: [0, 1_000, CODE_EXP, 1_000, 2_000, 2_002], values: [0, 2] };
    expect(mergeConstants(formula)).toEqual({ code: [0, 1_000, 2_002], values: [3] });
  });

  it('come back from their terms', () => {
    for (const text of ['x^2 + 1/x', 'sin(2*x)^3/3', 'sqrt(x)*pi']) {
      const formula = formulaOf(parseExpression(text), ['x']) as Formula;
      expect(toText(formulaToExpression(formula, ['x']))).toBe(toText(gatherPowers(parseExpression(text))));
    }
    expect(formulaOf(parseExpression('zeta(x)'), ['x'])).toBeUndefined();
    expect(formulaOf(parseExpression('z'), ['x'])).toBeUndefined();
  });
});

const CODE_EXP = 2_000 + REGRESS_OPERATIONS.indexOf('exp');

describe('gatherPowers', () => {
  it.each([
    ['x*x*(y*x^3)/y^2', 'x^5/y'],
    ['(x^2)^2*x', 'x^5'],
    ['x*2*x*3', '6*x^2'],
    ['-(x)*(-x)', 'x^2'],
    ['x + x', '2*x'],
    ['a + (b + c)', 'a + b + c'],
    ['x^0.5', 'sqrt(x)'],
  ])('%s is %s', (text, expected) => {
    expect(toText(gatherPowers(parseExpression(text)))).toBe(expected);
  });
});

describe('exactValues', () => {
  it('finds what is near, shortest first', () => {
    const texts = (value: number, tolerance: number): string[] =>
      exactValues(value, tolerance).map(({ term }) => toText(term));
    expect(texts(2.0000001, 1e-6)[0]).toBe('2');
    expect(texts(Math.PI / 2, 1e-12)).toEqual(['0.5*pi']);
    expect(texts(1 / 3, 1e-12)).toEqual(['1/3']);
    expect(texts(0.426, 1e-12)).toEqual(['0.426']);
    expect(texts(Math.sqrt(7.23), 1e-13)).toEqual(['sqrt(7.23)']);
    expect(texts(-Math.exp(1.25), 1e-13)).toEqual(['-exp(1.25)']);
    expect(texts(49 / 30, 1e-13)).toEqual(['49/30']);
    // Not every number near 1 is an exponential of a short one, and not every number a root.
    expect(texts(1 + 7e-15, 1e-15)).toEqual([]);
    expect(texts(Math.sqrt(7.23), 1e-4)).not.toContain('sqrt(7.23)');
    expect(texts(0.8396226415094339, 1e-14)).toEqual([]);
  });

  it('keeps to the tolerance', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-9, max: 10 }),
        (value, tolerance) => {
          const found = exactValues(value, tolerance);
          for (const one of found) expect(Math.abs(one.value - value)).toBeLessThanOrEqual(tolerance);
          for (let i = 1; i < found.length; i++)
            expect(found[i].bits).toBeGreaterThanOrEqual(found[i - 1].bits);
        },
      ),
    );
  });
});

describe('leastSquares', () => {
  it('solves, and says how much the residual would rise without each column', () => {
    const random = createRandom(3);
    const columns = [0, 1, 2].map(() => Float64Array.from({ length: 12 }, () => random.next() - 0.5));
    const target = Float64Array.from({ length: 12 }, () => random.next());
    const fit = leastSquares(columns, target);
    columns.forEach((_, j) => {
      const without = leastSquares(
        columns.filter((__, i) => i !== j),
        target,
      );
      expect((without?.residual ?? NaN) - (fit?.residual ?? NaN)).toBeCloseTo(fit?.rises[j] ?? NaN, 10);
    });
    // The residual is orthogonal to every column.
    const residual = target.map(
      (y, i) => y - columns.reduce((sum, c, j) => sum + c[i] * (fit?.coefficients[j] ?? NaN), 0),
    );
    for (const column of columns)
      expect(column.reduce((sum, v, i) => sum + v * residual[i], 0)).toBeCloseTo(0, 12);
  });

  it('refuses dependent columns', () => {
    const column = Float64Array.of(1, 2, 3, 4);
    expect(leastSquares([column, column.map((v) => 2 * v)], column)).toBeUndefined();
  });
});
