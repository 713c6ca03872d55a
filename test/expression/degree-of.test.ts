import { describe, expect, it } from 'vitest';
import { degreeOf } from '../../src/expression/degree-of.ts';
import { parseExpression } from '../../src/expression/parse.ts';

describe('degreeOf', () => {
  it.each([
    ['cbrt(x)', '1/3'],
    ['x', '1/1'],
    ['3*sqrt(2*x)', '1/2'],
    ['rsqrt(cbrt(x))', '-1/6'],
    ['x*sqrt(x) + 2*x^(3/2)', '3/2'],
    ['1/(x*cbrt(x))', '-4/3'],
    ['exp(2)', '0/1'],
    ['exp(x/abs(x))', '0/1'],
  ])('%s is of degree %s', (text, wanted) => {
    const degree = degreeOf(parseExpression(text));
    expect(`${degree?.numerator}/${degree?.denominator}`).toBe(wanted);
  });

  it.each(['cbrt(x + 1)', 'x + sqrt(x)', 'exp(x)', 'x^x', 'log(x)'])('does not say of %s', (text) => {
    expect(degreeOf(parseExpression(text))).toBeUndefined();
  });
});
