import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, integer, rational, variable, type Expression } from '../../src/expression/expression.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/to-text.ts';
import { terms } from './arbitrary.ts';

const x = variable('x');

describe('toText', () => {
  it('is undone by parseExpression, for every term (law)', () => {
    fc.assert(
      fc.property(terms, (term) => {
        expect(parseExpression(toText(term))).toBe(term);
      }),
      { numRuns: 5_000, seed: 1 },
    );
  });

  it.each([
    '2*x + 1', 'x - (y - z)', 'x - y - z', 'x/(y/z)', 'x^y^z', '(x^y)^z', '-x^2', '(-x)^2', '-x*y', '-(x + y)', '-(2*x)',
    '-2*x', '-(-x)', '-(2)', 'x + (-2)', 'x*(-y)', '2^-x', '2^(-x*y)', 'x^-2', 'x^-0.5', '(-2)^x', '1/3', '(1)/3',
    'x*(1/3)', 'x^(1/3)', '1/3*x', '-1/3', '1/3/5', '0.5/3', '1e300', '1e-7', '0x1.fffffffffffffp-1', 'egamma',
    'sqrt(x)', 'abs(x)', 'atan2(y, x)', '`a b`', 'log(1 + exp(x))', 'x^2*exp(-x)/gamma(x + 1)',
  ])('prints %s as it stands', (text) => {
    expect(toText(parseExpression(text))).toBe(text);
  }); // prettier-ignore

  it.each<[Expression, string]>([
    [rational(1n, 2n), '0.5'],
    [rational(-3n, 8n), '-0.375'],
    [rational(1n, 10n ** 9n), '1e-9'],
    [rational(15n, 10n ** 300n), '1.5e-299'],
    [integer(1e6), '1000000'],
    [rational(10n ** 40n), '1e40'],
    [rational(1n, 2n ** 1074n), '0x1p-1074'],
    [rational(22n, 7n), '22/7'],
  ])('prints numbers short and exact: %#', (number, text) => {
    expect(toText(number)).toBe(text);
  });

  it('refuses to write a shared term that is exponentially large as a tree', () => {
    let term: Expression = x;
    for (let i = 0; i < 200; i++) term = apply('mul', term, term);
    expect(() => toText(term)).toThrow(/longer than 1000000 characters/);
  });

  it('prints a term far deeper than any stack', () => {
    let term: Expression = x;
    for (let i = 0; i < 100_000; i++) term = apply('neg', term);
    expect(toText(term).length).toBe(1 + 100_000 + 2 * 99_999);
  });
});
