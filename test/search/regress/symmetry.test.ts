import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createRandom } from '../../../src/number/random.ts';
import type { Dataset } from '../../../src/search/regress/dataset.ts';
import { formulaOf, type Formula } from '../../../src/search/regress/formula.ts';
import { FormulaMachine } from '../../../src/search/regress/formula-machine.ts';
import { reducedData, reductionsOf, unreduced } from '../../../src/search/regress/reduced-problem.ts';
import { localError } from '../../../src/search/regress/roughness.ts';
import { searchFormulas } from '../../../src/search/regress/search-formulas.ts';

function sampled(text: string, inputs: readonly string[], rows: number, lo: number, hi: number): Dataset {
  const random = createRandom(11);
  const columns = inputs.map(() => Float64Array.from({ length: rows }, () => lo + (hi - lo) * random.next()));
  const law = formulaOf(parseExpression(text), inputs) as Formula;
  const target = new FormulaMachine({ inputs, columns, target: new Float64Array(rows) }).evaluate(law);
  return { inputs, columns, target };
}

describe('symmetryEngine', () => {
  it.each([
    ['a sum of squares', 'sin(x^2 + y^2)/(x^2 + y^2)', ['x', 'y'], 0.2, 2],
    ['a product', 'exp(-x*y)*sin(x*y)', ['x', 'y'], 0.5, 2],
    ['scale', 'x*log(y/x)', ['x', 'y'], 1, 4],
    ['even', 'exp(-x^2)*sin(x^2)', ['x'], -2, 2],
    ['odd', 'x^3*exp(-x^2)', ['x'], -2, 2],
  ] as const)('divides a problem by %s', (_, text, inputs, lo, hi) => {
    const data = sampled(text, inputs, 100, lo, hi);
    const { front, chosen, stop } = searchFormulas(data, { engines: ['symmetry'], features: 1_500 });
    expect(stop).toBe('error');
    const point = { inputs, columns: [-0.7, 4.1].slice(0, inputs.length).map((v) => Float64Array.of(v)) };
    const at = (formula: Formula): number =>
      new FormulaMachine({ ...point, target: new Float64Array(1) }).evaluate(formula)[0];
    const law = at(formulaOf(parseExpression(text), inputs) as Formula);
    if (Number.isFinite(law)) expect(at(front[chosen].formula)).toBeCloseTo(law, 9);
  });

  it('proposes nothing where nothing is symmetric', () => {
    const data = sampled('x + y^3 + x^2*y', ['x', 'y'], 150, 1, 3);
    const { engines } = searchFormulas(data, { engines: ['symmetry'], features: 1_000 });
    expect(engines).toEqual([{ engine: 'symmetry', proposed: 0, entered: 0 }]);
  });

  it('formulas of a reduced problem stand for those of the whole', () => {
    const data = sampled('x*y/(1 + x^2)', ['x', 'y'], 60, -1, 1);
    const machine = new FormulaMachine(data);
    const values = (formula: Formula): Float64Array => machine.evaluate(formula);
    for (const reduction of reductionsOf(data)) {
      const reduced = reducedData(data, reduction, values);
      const names = reduced.inputs;
      const inner = formulaOf(
        parseExpression(names.map((name, i) => `${i + 2}*${name}^2`).join(' + ')),
        names,
      ) as Formula;
      const there = new FormulaMachine(reduced).evaluate(inner);
      const factor = reduction.factor && values(reduction.factor);
      const whole = values(unreduced(inner, reduction));
      expect(reduced.target).toHaveLength(60);
      there.forEach((value, i) => expect(whole[i]).toBeCloseTo(value * (factor?.[i] ?? 1), 9));
    }
  });

  it('foretells a row from those around it where the columns say all', () => {
    const { columns, target } = sampled('sin(x) + y', ['x', 'y'], 150, 0, 3);
    expect(localError(columns, target)).toBeLessThan(0.01);
    expect(localError(columns.slice(0, 1), target)).toBeGreaterThan(0.2);
  });
});
