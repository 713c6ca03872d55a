import { describe, expect, it } from 'vitest';
import { apply, rational, variable, type Expression } from '../../src/expression/expression.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/to-text.ts';
import { createRandom } from '../../src/number/random.ts';
import { checkExplanation } from '../../src/rewrite/check-explanation.ts';
import type { Explanation } from '../../src/rewrite/explanation.ts';
import { rationalForms } from '../../src/rewrite/rational-forms.ts';
import { RATIONAL, wrongRationalIdentity } from '../../src/rewrite/rational-identity.ts';
import { valueAt } from '../../src/rewrite/value-at.ts';

const objection = (left: string, right: string): string | undefined =>
  wrongRationalIdentity(parseExpression(left), parseExpression(right));

describe('rational identities', () => {
  it.each([
    ['1/(x+1) - 2/x + 1/(x-1)', '2/(x*(x*x - 1))'],
    ['x/x', '1'],
    ['sin(x)/(1 + sin(x))', '1 - 1/(1 + sin(x))'],
    ['(x^3 - y^3)/(x - y)', 'x*x + x*y + y^2'],
    ['x^(-2)*x', '1/x'],
    ['1/(x*x - 1)', '0.5/(x - 1) - 0.5/(x + 1)'],
  ])('%s = %s', (left, right) => expect(objection(left, right)).toBeUndefined());

  it.each([
    ['x + 1', 'x + 2', /different/],
    ['1', 'x/x', /not on the left/],
    ['x', 'x*x/x', /may be 0/],
    ['x + y', '(x*x - y*y)/(x - y)', /may be 0/],
    ['1/(x - 1)', '(x + 1)/(x*x - 1)', /may be 0/],
    ['1/x', '1/(x - x + 0*x)', /divisor of the right side is 0/],
    ['x^9', 'x^8*x', /not on the left/],
    ['sqrt(x)*sqrt(x)', 'x', /not on the left/],
  ])('%s = %s is not one', (left, right, message) => expect(objection(left, right)).toMatch(message));

  it('are checked in explanations, and only what they prove is passed', () => {
    const explanation = (left: string, right: string): Explanation => {
      const [from, to] = [parseExpression(left), parseExpression(right)];
      return {
        from,
        to,
        assumed: [from],
        variables: new Map(),
        instances: [{ rule: RATIONAL, left: from, right: to, substitution: new Map() }],
        steps: [{ instance: 0, forward: true, path: [], term: to }],
      };
    };
    expect(checkExplanation(explanation('1/x - 1/(x + 1)', '1/(x*(x + 1))'), [])).toBeUndefined();
    expect(checkExplanation(explanation('1/x - 1/(x + 1)', '1/(x*(x + 2))'), [])).toMatch(/may be 0/);
    expect(checkExplanation(explanation('1/x - 1/(x + 1)', '2/(x*(x + 1))'), [])).toMatch(/different/);
  });
});

describe('forms of rational functions', () => {
  it.each([
    ['1/(x+1) - 2/x + 1/(x-1)', '2/((x + 1)*x*(x - 1))'],
    ['(a*b - a*c)/(a*a)', '(b - c)/a'],
    ['1/(x*x-1) + 1/(x-1)', '(x + 2)/((x - 1)*(x + 1))'],
    ['(exp(x)^2 - 1)/(exp(x) - 1)', 'exp(x) + 1'],
    ['1/(1 + 1/x) - 1', '-1/(x + 1)'],
  ])('%s is %s', (given, form) => {
    const names = [...new Set(given.match(/\b[abcx]\b/g))];
    const [one, two] = [parseExpression(given), rationalForms(parseExpression(given))[0]];
    expect(wrongRationalIdentity(two, parseExpression(form)) ?? toText(two)).toBe(toText(two));
    expect(toText(two).length).toBeLessThanOrEqual(form.length + 4);
    const [f, g] = [valueAt(one, names), valueAt(two, names)];
    const [a, b] = [f(names.map(() => 0.375)), g(names.map(() => 0.375))];
    if (typeof a !== 'object' || typeof b !== 'object') throw new Error('no value');
    expect(a.lo <= b.hi && b.lo <= a.hi).toBe(true);
  });

  it('have the value of random terms wherever those have one', () => {
    const random = createRandom(7);
    const pick = (n: number): number => Math.floor(random.next() * n);
    const grow = (depth: number): Expression => {
      if (depth === 0 || random.next() < 0.15)
        return [variable('x'), variable('y'), rational(BigInt(1 + pick(4)), BigInt(1 + pick(3)))][pick(3)];
      const operation = (['add', 'sub', 'mul', 'div', 'div'] as const)[pick(5)];
      return apply(operation, grow(depth - 1), grow(depth - 1));
    };
    let [checked, made] = [0, 0];
    for (let i = 0; i < 400; i++) {
      const term = grow(4);
      const f = valueAt(term, ['x', 'y']);
      for (const form of rationalForms(term)) {
        made += 1;
        const g = valueAt(form, ['x', 'y']);
        for (const point of [
          [0, 1],
          [1, 0],
          [1, 1],
          [-1, 2],
          [0.5, -0.25],
          [3, 3],
          [2, -1],
        ]) {
          const [a, b] = [f(point), g(point)];
          if (typeof a !== 'object') continue;
          const said = `${toText(term)} = ${toText(form)} at ${point.join()}`;
          expect(b, said).not.toBe('undefined');
          if (typeof b === 'object') expect(a.lo <= b.hi && b.lo <= a.hi, said).toBe(true);
          checked += 1;
        }
      }
    }
    expect(made).toBeGreaterThan(100);
    expect(checked).toBeGreaterThan(300);
  });
});
