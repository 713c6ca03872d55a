import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createRandom } from '../../../src/number/random.ts';
import type { Dataset } from '../../../src/search/regress/dataset.ts';
import { formulaOf, type Formula } from '../../../src/search/regress/formula.ts';
import { FormulaMachine } from '../../../src/search/regress/formula-machine.ts';
import { searchFormulas } from '../../../src/search/regress/search-formulas.ts';

const NAMES = ['x', 'y'];

function valuesOf(text: string, columns: readonly Float64Array[]): Float64Array {
  const data: Dataset = { inputs: NAMES, columns, target: new Float64Array(columns[0].length) };
  return new FormulaMachine(data).evaluate(formulaOf(parseExpression(text), NAMES) as Formula);
}

describe('macroEngine', () => {
  const random = createRandom(3);
  const columns = NAMES.map(() => Float64Array.from({ length: 40 }, () => 4 * random.next() - 2));
  const law = 'exp(x - y + x*y) + sin(x - y + x*y)';
  const data: Dataset = { inputs: NAMES, columns, target: valuesOf(law, columns) };
  const guess = (text: string): Formula => formulaOf(parseExpression(text), NAMES) as Formula;
  const options = { features: 2_000, guesses: [guess('sin(x - y + x*y)'), guess('exp(x - y + x*y)')] };

  it('searches with what the formulas of the front have in common', () => {
    const { front, chosen, stop } = searchFormulas(data, { ...options, engines: ['macro'] });
    expect(stop).toBe('error');
    expect(front[chosen].engine).toBe('macro');
    const far = [Float64Array.of(3.3), Float64Array.of(-0.4)];
    const found = new FormulaMachine({ inputs: NAMES, columns: far, target: new Float64Array(1) });
    expect(found.evaluate(front[chosen].formula)[0]).toBeCloseTo(valuesOf(law, far)[0], 9);
  });

  it('finds what enumeration of as many formulas does not', () => {
    expect(searchFormulas(data, { ...options, engines: ['enumerate'] }).stop).toBe('budget');
  });

  it('proposes nothing where the front has nothing in common', () => {
    const { engines } = searchFormulas(data, { features: 500, engines: ['macro'] });
    expect(engines).toEqual([{ engine: 'macro', proposed: 0, entered: 0 }]);
  });
});
