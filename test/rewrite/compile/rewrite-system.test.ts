import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { toText } from '../../../src/expression/to-text.ts';
import { rewriteSystem } from '../../../src/rewrite/compile/rewrite-system.ts';
import { compileExpressions } from '../../../src/discover/calculate/compile.ts';
import type { NamedExpression } from '../../../src/program/system/expression-to-system.ts';

const system = (...texts: string[]): NamedExpression[] =>
  texts.map((text, i) => ({ name: `f${i}`, expression: parseExpression(text) }));
const rewritten = (...texts: string[]): string[] =>
  rewriteSystem(system(...texts)).map(({ expression }) => toText(expression));

describe('a system through the e-graph', () => {
  it('takes the form with fewer cycles', () => {
    expect(rewritten('exp(a)*exp(b)')).toEqual(['exp(a + b)']);
    expect(compileExpressions(system('x/y + z/y')).program.code.map(({ op }) => op)).toEqual(['add', 'div']);
    expect(compileExpressions(system('sqrt(x)*sqrt(y)')).operations).toMatchObject({
      written: 3,
      compiled: 2,
    });
  });

  it('counts what several outputs share once', () => {
    // One quotient for all three.
    expect(compileExpressions(system('x/(1 + x)', '1/(1 + x)', 'y/(1 + x)')).program.code.filter(({ op }) => op === 'div')).toHaveLength(1); // prettier-ignore
    // tan from the sine and cosine that are there.
    const { program } = compileExpressions(system('tan(x)', 'sin(x)', 'cos(x)'));
    expect(program.code.map(({ op }) => op).sort()).toEqual(['cos', 'div', 'sin']);
  });

  it('leaves sums and products to the exact form, and functions written for accuracy as they are', () => {
    const plain = system('x*y + x*z', '-x');
    expect(rewriteSystem(plain)).toBe(plain);
    expect(rewritten('hypot(x, y)', 'log1p(x)')).toEqual(['hypot(x, y)', 'log1p(x)']);
  });

  it('does not undo what keeps digits', () => {
    // Three operations fewer as a difference of roots, which cancels for large x.
    expect(rewritten('1/(sqrt(x + 1) + sqrt(x))')).toEqual(['1/(sqrt(x + 1) + sqrt(x))']);
    expect(rewritten('2*sin(x/2)^2')).not.toEqual(['1 - cos(x)']);
  });

  it('is no more than what one expression says of itself', () => {
    // log(x) says that x > 0, but not to the other output.
    expect(rewritten('log(x)', 'sqrt(x*x)/y')[1]).not.toBe('x/y');
  });

  it('lets what has no value be', () => {
    const nowhere = system('1/(x - x)', 'exp(a)*exp(b)');
    expect(rewriteSystem(nowhere)).toBe(nowhere);
  });
});
