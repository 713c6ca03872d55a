import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createRandom } from '../../../src/number/random.ts';
import type { Dataset } from '../../../src/search/regress/dataset.ts';
import { formulaOf, type Formula } from '../../../src/search/regress/formula.ts';
import { FormulaMachine } from '../../../src/search/regress/formula-machine.ts';
import { searchFormulas } from '../../../src/search/regress/search-formulas.ts';

function sampled(text: string, inputs: readonly string[], rows: number): Dataset {
  const random = createRandom(11);
  const columns = inputs.map(() => Float64Array.from({ length: rows }, () => 0.3 + 2.2 * random.next()));
  const law = formulaOf(parseExpression(text), inputs) as Formula;
  const target = new FormulaMachine({ inputs, columns, target: new Float64Array(rows) }).evaluate(law);
  return { inputs, columns, target };
}

describe('separateEngine', () => {
  it.each([
    ['cos(x)*(0.9*sin(y)^2 + 0.1)', ['x', 'y']],
    ['3*sin(x) + (y + 1)/(y^2 + 2)', ['x', 'y']],
    ['exp(z)*(x - y)/(x + y)', ['x', 'y', 'z']],
  ])('splits a function of one input off: %s', (text, inputs) => {
    const data = sampled(text, inputs, 200);
    const { front, chosen, stop } = searchFormulas(data, { engines: ['separate'], features: 3_000 });
    expect(stop).toBe('error');
    expect(front[chosen].engine).toBe('separate');
    const point = {
      inputs,
      columns: [0.7, 4.1, 3.3].slice(0, inputs.length).map((v) => Float64Array.of(v)),
    };
    const at = (formula: Formula): number =>
      new FormulaMachine({ ...point, target: new Float64Array(1) }).evaluate(formula)[0];
    expect(at(front[chosen].formula)).toBeCloseTo(at(formulaOf(parseExpression(text), inputs) as Formula), 9);
  });

  it('proposes nothing where nothing separates', () => {
    const data = sampled('sin(x*y + x^2)', ['x', 'y'], 200);
    const { engines } = searchFormulas(data, { engines: ['separate'], features: 1_000 });
    expect(engines).toEqual([{ engine: 'separate', proposed: 0, entered: 0 }]);
  });
});
