import { describe, expect, it } from 'vitest';
import { parityOf } from '../../src/expression/parity-of.ts';
import { parseExpression } from '../../src/expression/parse.ts';

describe('parityOf', () => {
  it.each([
    ['tanh(x)', 'odd'],
    ['x*cosh(x)/(1+x*x)', 'odd'],
    ['sin(x)*tan(x)', 'even'],
    ['cos(sin(x))', 'even'],
    ['exp(abs(x))', 'even'],
    ['-atan(2*x) - x', 'odd'],
    ['pi', 'even'],
  ])('%s is %s', (text, parity) => {
    expect(parityOf(parseExpression(text))).toBe(parity);
  });

  it.each(['exp(x)', 'x+1', 'log(x)', 'x+cos(x)', 'sin(x+1)'])('does not say of %s', (text) => {
    expect(parityOf(parseExpression(text))).toBeUndefined();
  });
});
