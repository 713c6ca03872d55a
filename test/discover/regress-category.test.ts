import { describe, expect, it } from 'vitest';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { formulaValues } from '../../src/discover/regress.ts';
import { predictCategory, regressCategory } from '../../src/discover/regress-category.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError } from '../../src/error/fault.ts';
import { createRandom } from '../../src/number/random.ts';
import { CategoryFit } from '../../src/search/regress/category-fit.ts';
import { formulaOf } from '../../src/search/regress/formula.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { rulerOf } from '../../src/search/regress/ruler-of.ts';

const random = createRandom(2);
const x = Float64Array.from({ length: 30 }, () => 1 + 3 * random.next());
const kinds = x.map((_, i) => i % 3);
const rows = [0, 1, 2].map((c) => [...x.keys()].filter((i) => kinds[i] === c));

/** The shape, its numbers open. */
function shape(text: string) {
  const { code, values } = formulaOf(parseExpression(text), ['x'])!;
  return { code, values };
}

describe('CategoryFit', () => {
  const fitted = (target: Float64Array, text: string) => {
    const data = { inputs: ['x'], columns: [x], target };
    return new CategoryFit(
      data,
      rows,
      rulerOf(data, () => 1),
    ).shortest(shape(text))!;
  };

  it('tells constants that differ from those that do not, and makes both exact', () => {
    const scales = [2, 0.5, 7];
    const target = x.map((v, i) => scales[kinds[i]] * Math.exp(-v / 4) + 3);
    const { shared, values, exact, loss } = fitted(target, '1.1*exp(-1.1*x) + 1.1');
    expect(shared).toEqual([false, true, true]);
    expect(values).toEqual(scales.map((one) => [one, -0.25, 3]));
    expect(exact.flat().every((term) => term !== undefined)).toBe(true);
    expect(loss).toBeLessThan(1e-25);
  });

  it('does so with noise, as near as separate fits come', () => {
    const scales = [2.13, 0.51, 7.07];
    const target = x.map((v, i) => scales[kinds[i]] * v + 3 + 0.02 * (random.next() - 0.5));
    const { shared, values } = fitted(target, '1.5*x + 1.5');
    expect(shared).toEqual([false, true]);
    values.forEach(([scale, offset], c) => {
      expect(Math.abs(scale - scales[c])).toBeLessThan(0.02);
      expect(Math.abs(offset - 3)).toBeLessThan(0.03);
    });
  });

  it('keeps all constants the same where categories do not matter', () => {
    const target = x.map((v) => 2 * v + 3 + 0.1 * (random.next() - 0.5));
    expect(fitted(target, '1.5*x + 1.5').shared).toEqual([true, true]);
  });
});

describe('regressCategory', () => {
  const y = x.map((v, i) => [2, 5, 9][kinds[i]] * v);
  const labels = new Map([['kind', ['red', 'green', 'blue']]]);
  const table = { names: ['x', 'kind', 'y'], columns: [x, kinds, y], rows: 30, labels };
  const operations = new Map([['mul', 1] as const]);
  const options = { target: 'y', category: 'kind', operations, maxComplexity: 5, evaluations: 0 };

  it('finds one shape, is read back, and predicts by category', () => {
    const finding = regressCategory(table, options);
    expect(readAnyFinding(writeFinding(finding))).toEqual(finding);
    const law = finding.front.find(({ chosen }) => chosen)!;
    expect(law).toMatchObject({
      expression: 'k1*x',
      exact: true,
      parameters: [{ name: 'k1', values: ['2', '5', '9'] }],
    });
    expect(finding.problem.category).toEqual({ column: 'kind', labels: ['red', 'green', 'blue'] });
    // The new table numbers its labels in another order, and has one more.
    const more = {
      names: ['kind', 'x'],
      columns: [Float64Array.of(0, 1, 2), Float64Array.of(1, 2, 3)],
      rows: 3,
      labels: new Map([['kind', ['blue', 'white', 'red']]]),
    };
    const values = predictCategory(law, ['x'], finding.problem.category!, more, (text, some) =>
      formulaValues(text, some.names, some),
    );
    expect([...values]).toEqual([9, NaN, 6]);
  });

  it('refuses what cannot be', () => {
    const message = (body: () => unknown): string => {
      try {
        body();
        return 'taken';
      } catch (error) {
        if (error instanceof NapierError) return error.fault.message;
        throw error;
      }
    };
    const one = { ...table, columns: [x, kinds.map(() => 1), y] };
    expect(message(() => regressCategory(one, options))).toBe('`kind` is green in every row');
    expect(message(() => regressCategory(table, { ...options, form: '?' }))).toBe(
      '`--category` and `--form` together',
    );
    expect(message(() => regressCategory(table, { ...options, category: 'kin' }))).toBe(
      'no column is named `kin`',
    );
    const gap = { ...table, columns: [x, kinds.with(4, NaN), y] };
    expect(message(() => regressCategory(gap, options))).toBe('row 5: no value in column `kind`');
  });
});
