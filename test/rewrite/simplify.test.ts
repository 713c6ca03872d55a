import { describe, expect, it } from 'vitest';
import { apply } from '../../src/expression/expression.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/to-text.ts';
import { checkExplanation } from '../../src/rewrite/check-explanation.ts';
import { simplify, type SimplifyOptions } from '../../src/rewrite/simplify.ts';

const cases: readonly (readonly [string, string, string?])[] = [
  ['x + x + x', '3*x'],
  ['(x + 1)^2 - x^2 - 2x - 1', '0'],
  ['sqrt(x)*sqrt(x)', 'x'],
  ['log(exp(x)*exp(2*x))', '3*x'],
  ['sqrt(x^2)', 'x', '[0, 1]'],
  ['sqrt(x^2)', 'abs(x)'],
  ['sin(x)^2 + cos(x)^2', '1'],
  ['(x^2 - 1)/(x - 1)', 'x + 1'],
  ['x*y/(x*y*z)', '1/z'],
  ['exp(log(x) + log(y))', 'x*y'],
  ['cosh(x)^2 - sinh(x)^2', '1'],
  ['sin(x)*cos(y) + cos(x)*sin(y)', 'sin(x + y)'],
];

describe('simplify', () => {
  for (const [from, to, domain] of cases) {
    it(`${from}${domain === undefined ? '' : ` on ${domain}`} is ${to}`, () => {
      const options: SimplifyOptions = domain === undefined ? {} : { domain: parseDomain(domain) };
      const { expression, explanation, rules } = simplify(parseExpression(from), options);
      expect(toText(expression)).toBe(to);
      expect(explanation.from).toBe(parseExpression(from));
      expect(explanation.to).toBe(expression);
      expect(checkExplanation(explanation, rules)).toBeUndefined();
    });
  }

  it('leaves what is short already, with an empty explanation', () => {
    const { expression, explanation } = simplify(parseExpression('x*y'));
    expect(toText(expression)).toBe('x*y');
    expect(explanation.steps).toEqual([]);
  });

  it('says what is wrong', () => {
    const wrong = (text: string, options: SimplifyOptions): (() => unknown) => {
      return () => simplify(parseExpression(text), options);
    };
    expect(wrong('sqrt(x - 2)', { domain: parseDomain('[0,1]') })).toThrow('has no value anywhere');
    expect(wrong('1/(x - x)', {})).toThrow('has no value anywhere');
    expect(wrong('x', { domain: { y: parseDomain('[0,1]') } })).toThrow('no variable `y`');
    expect(wrong('x + y', { domain: parseDomain('[0,1]') })).toThrow('several variables');
    expect(wrong('x', { domain: parseDomain('(0,1]'), limits: { nodes: -1 } })).toThrow('`nodes`');
  });

  it('takes 10,000 nodes within its limits', () => {
    let terms = Array.from({ length: 2048 }, (_, i) => parseExpression(`sin(${i}*x)*${i + 1}`));
    while (terms.length > 1) {
      terms = terms.flatMap((term, i) => (i % 2 === 0 ? [apply('add', term, terms[i + 1])] : []));
    }
    const [huge] = terms;
    const { report, explanation, rules } = simplify(huge, { limits: { nodes: 11_000, iterations: 2 } });
    expect(report.nodes).toBeLessThanOrEqual(12_100);
    expect(checkExplanation(explanation, rules)).toBeUndefined();
  });
});
