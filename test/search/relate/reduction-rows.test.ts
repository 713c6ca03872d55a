import { describe, expect, it } from 'vitest';
import { variablesOf } from '../../../src/expression/expression.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { reductionRow } from '../../../src/search/relate/reduction-rows.ts';
import { relateFunction } from '../../../src/search/relate/relate-function.ts';

/** The rows of a function's relations, one text each. */
function rows(text: string): string[] {
  const body = parseExpression(text);
  const f = { body, variables: variablesOf(body) };
  return relateFunction(f, { maxDegree: 4, seed: 1 }).found.flatMap(({ relation }) => {
    const row = reductionRow(relation, f.variables[0]);
    return row === undefined ? [] : [Object.values(row).join(' ')];
  });
}

describe('reductionRow', () => {
  it.each([
    ['log(sqrt(1 + x^2) + x)', 'reflection 0 -1 0 0'],
    ['softplus(x)', 'reflection 0 1 -1 0'],
    ['3/(1 + exp(-2*x))', 'reflection 0 -1 0 3'],
    ['asin(2*x/(1 + x^2))', 'reciprocal 1 0'],
    ['acos((1 - x^2)/(1 + x^2))', 'reciprocal -1 pi'],
    ['log(x/(1 - x))', 'reflection 1 -1 0 0'],
    ['t^2/(t^2 + (1 - t)^2)', 'reflection 1 -1 0 1'],
    ['x - 101*floor(x/101)', 'shift 101 1'],
    ['2^x*(x - floor(x))', 'shift 1 2'],
    ['log(5*x)', 'scale 2 log(2)'],
    ['abs(x)^3', 'power 2 8'],
  ])('%s: %s', (text, row) => {
    expect(rows(text)).toContain(row);
  });

  it('takes no addition theorem, derivative or other power', () => {
    const texts = [...rows('tanh(x)'), ...rows('exp(x)')];
    expect(texts.filter((row) => !/^(reflection|inversion|shift)/.test(row))).toEqual([]);
    expect(rows('x^x')).toEqual([]);
  });
});
