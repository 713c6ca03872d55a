import { describe, expect, it } from 'vitest';
import { proveSameFunction } from '../../src/certify/same-function.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';

function cells(one: string, other: string, domain: string, lo: number, hi: number): number | undefined {
  const about = { variable: 'x', domain: parseDomain(domain) };
  return proveSameFunction(parseExpression(one), parseExpression(other), about, { lo, hi });
}

describe('two terms are one function', () => {
  it.each([
    ['sqrt(x)', 'sqrt(x)', '[1,2]', 1, 2],
    ['sqrt(x)', 'sqrt(x)', '[0,2]', 0, 2],
    ['x*sqrt(x)', 'x^1.5', '[1,2]', 1, 2],
    ['1/(1/x)', 'x', '[1,2]', 1, 2],
    ['(x-1)/(sqrt(x)-1)', 'sqrt(x)+1', '[2,4]', 2, 4],
    ['sqrt(1/x)', '1/sqrt(x)', '[1,100]', 1, 100],
  ])('%s and %s on %s', (one, other, domain, lo, hi) => {
    expect(cells(one, other, domain, lo, hi)).toBeGreaterThanOrEqual(1);
  });

  it.each([
    // Equal where both have a value, but they have none somewhere.
    ['sqrt(x)', 'sqrt(x)', '[-1,1]', -1, 1],
    ['1/x', '1/x', '[-1,2]', -1, 2],
    ['1/(1/x)', 'x', '[0,1]', 0, 1],
    // Equal on one side of 0 alone.
    ['sqrt(x*x)', 'x', '[-1,1]', -1, 1],
    // Not equal at all, by however little.
    ['sqrt(x)+1e-300', 'sqrt(x)', '[1,2]', 1, 2],
    ['sqrt(x+1)', 'sqrt(x)+1', '[1,2]', 1, 2],
  ])('not shown of %s and %s on %s', (one, other, domain, lo, hi) => {
    expect(cells(one, other, domain, lo, hi)).toBeUndefined();
  });

  it('sqrt(x*x) and x, where x is not negative', () => {
    expect(cells('sqrt(x*x)', 'x', '[1,3]', 1, 3)).toBeGreaterThanOrEqual(1);
  });
});
