import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/expression/parse.ts';
import { substitute } from '../../src/expression/substitute.ts';
import { tidyApply } from '../../src/expression/tidy.ts';
import { foldExpression } from '../../src/expression/fold.ts';
import { toText } from '../../src/expression/to-text.ts';
import type { Expression } from '../../src/expression/expression.ts';

describe('substitute', () => {
  it('replaces all at once', () => {
    const swap = new Map([
      ['x', parseExpression('y')],
      ['y', parseExpression('x + 1')],
    ]);
    expect(substitute(parseExpression('x^2 - y*z'), swap)).toBe(parseExpression('y^2 - (x + 1)*z'));
  });
});

describe('tidyApply', () => {
  const tidy = (source: string): string =>
    toText(
      foldExpression<Expression>(parseExpression(source), (term, args) =>
        term.kind === 'apply' ? tidyApply(term.operation, ...args) : term,
      ),
    );
  it.each([
    ['0 + x', 'x'],
    ['x + 0', 'x'],
    ['x - 0', 'x'],
    ['0 - x', '-x'],
    ['x - x', '0'],
    ['1*x', 'x'],
    ['x*0', '0'],
    ['x/1', 'x'],
    ['x^1', 'x'],
    ['x^0', '1'],
    ['-(-x)', 'x'],
    ['2*3 + 4/6', '20/3'],
    ['2^-3', '0.125'],
    ['1/0', '1/0'],
    ['0^-1', '0^-1'],
    ['2^1000', '2^1000'],
    ['x + (-y)', 'x - y'],
    ['x - (-2)', 'x + 2'],
    ['x + (-2)*y', 'x - 2*y'],
    ['x*2*y*3', '6*(x*y)'],
    ['-(x - y)', 'y - x'],
    ['(-x)*(-y)', 'x*y'],
    ['(-x)/(-y)', 'x/y'],
    ['6*x/4', '1.5*x'],
    ['log(e)', '1'],
    ['log(1)', '0'],
  ])('%s is %s', (source, expected) => {
    expect(tidy(source)).toBe(expected);
  });
});
