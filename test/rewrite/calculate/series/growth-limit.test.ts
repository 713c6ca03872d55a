import { describe, expect, it } from 'vitest';
import { rational } from '../../../../src/expression/expression.ts';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { substitute } from '../../../../src/expression/substitute.ts';
import { toText } from '../../../../src/expression/to-text.ts';
import { findFormat } from '../../../../src/number/formats.ts';
import { createOracle } from '../../../../src/oracle/create-oracle.ts';
import { limit } from '../../../../src/rewrite/calculate/series/limit.ts';

const at = (text: string, point = 'inf', from?: 'left' | 'right'): string | undefined => {
  const found = limit(parseExpression(text), 'x', parseExpression(point), from);
  return found === undefined ? undefined : toText(found);
};

describe('limits by growth', () => {
  // D. Gruntz's thesis, chapter 8 among others; at the given x the oracle is as near as the last column says.
  it.each([
    ['exp(x + exp(-x)) - exp(x)', '1', 40, 1e-15],
    ['exp(x)*(exp(1/x - exp(-x)) - exp(1/x))', '-1', 1e3, 2e-3],
    ['(3^x + 5^x)^(1/x)', '5', 100, 1e-15],
    ['x^(1/x)', '1', 1e12, 1e-9],
    ['log(log(x))/log(x)', '0', 1e300, 0.02],
    ['x^100/exp(x)', '0', 2000, 1e-300],
    ['exp(exp(x))/exp(exp(x - exp(-exp(x))))', '1', 5, 1e-50],
    ['log(x)*(log(log(x) + log(log(x))) - log(log(x)))/log(log(x) + log(log(log(x))))', '1', 1e300, 0.1],
    ['sqrt((x - 10)^2) - x', '-10', 100, 1e-15],
  ] as const)('%s is %s', (text, wanted, near, within) => {
    expect(at(text)).toBe(wanted);
    const there = substitute(parseExpression(text), new Map([['x', rational(BigInt(near))]]));
    const value = createOracle(there, [], { maxPrecision: 20_000 }).rounded([], findFormat('f64'));
    expect(Math.abs(value - Number(wanted))).toBeLessThan(within);
  });

  it.each([
    ['exp(exp(exp(x)/(1 - 1/x))) - exp(exp(exp(x)/(1 - 1/x - log(x)^(-log(x)))))', '-inf'],
    ['exp(exp(exp(x + exp(-x))))/exp(exp(exp(x)))', 'inf'],
    ['x*log(x)*log(x*exp(x) - x^2)^2/log(log(x^2 + 2*exp(exp(3*x^3*log(x)))))', '1/3'],
    ['exp(x)/x - exp(2*x)/x^9', '-inf'],
  ])('%s is %s (the thesis, or known)', (text, wanted) => {
    expect(at(text)).toBe(wanted);
  });

  it('takes points and sides to infinity', () => {
    expect(at('exp(-1/x)/x^5', '0', 'right')).toBe('0');
    expect(at('exp(-1/x)/x^5', '0', 'left')).toBe('-inf');
    expect(at('exp(x)*x^7', '-inf')).toBe('0');
    expect(at('exp(-1/(x - 1)^2)/(x - 1)^4', '1')).toBe('0');
  });

  it('refuses what it does not know, and what has no values there', () => {
    for (const text of [
      'exp(x)*sin(x)',
      'exp(a*x)/x',
      'exp(-x)*log(-log(x))',
      'x/(exp(x)*(log(2*x) - log(2) - log(x)))',
    ])
      expect(at(text), text).toBe(undefined);
  });
});
