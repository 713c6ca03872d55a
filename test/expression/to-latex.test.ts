import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { apply, variable, type Expression } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, OPERATIONS } from '../../src/expression/operations.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { toLatex } from '../../src/expression/to-latex.ts';
import { terms } from './arbitrary.ts';

const render = (latex: string): string => katex.renderToString(latex, { throwOnError: true, strict: false });

describe('toLatex', () => {
  it.each([
    ['2x', '2 x'],
    ['x*2', 'x \\cdot 2'],
    ['x*y*z', 'x y z'],
    ['x*(y*z)', 'x y z'],
    ['-2x', '-2 x'],
    ['x*(-2)', 'x \\left(-2\\right)'],
    ['(-x)*y', '-x y'],
    ['-(x + y)', '-\\left(x + y\\right)'],
    ['x - (y - z)', 'x - \\left(y - z\\right)'],
    ['x + (y - z)', 'x + y - z'],
    ['x + (-y)', 'x + \\left(-y\\right)'],
    ['1/3', '\\frac{1}{3}'],
    ['sin(pi*x)/x', '\\frac{\\sin\\left(\\pi x\\right)}{x}'],
    ['(x/y)^2', '\\left(\\frac{x}{y}\\right)^{2}'],
    ['x^(1/3)', 'x^{1/3}'],
    ['2^(x/2)', '2^{\\frac{x}{2}}'],
    ['exp(-x^2)', 'e^{-x^{2}}'],
    ['exp(x)^2', '\\left(e^{x}\\right)^{2}'],
    ['(-2)^x', '\\left(-2\\right)^{x}'],
    ['x*2^y', 'x \\cdot 2^{y}'],
    ['sqrt(1 + x)', '\\sqrt{1 + x}'],
    ['cbrt(x)', '\\sqrt[3]{x}'],
    ['|x|', '\\left|x\\right|'],
    ['floor(x)', '\\left\\lfloor x\\right\\rfloor'],
    ['besseli(2, x)', 'I_{2}\\left(x\\right)'],
    ['log(x)', '\\ln\\left(x\\right)'],
    ['ln2^2', '\\left(\\ln 2\\right)^{2}'],
    ['1.5e-300', '1.5\\times 10^{-300}'],
    ['alpha + x1 + x_max + rate', '\\alpha + x_{1} + x_{\\mathit{max}} + \\mathit{rate}'],
    ['`a_b c`', '\\mathtt{a\\_b\\ c}'],
  ])('%s', (source, latex) => {
    expect(toLatex(parseExpression(source))).toBe(latex);
    expect(render(latex)).toContain('katex');
  });

  it.each(OPERATION_NAMES)('KaTeX sets %s', (name) => {
    const args = ['x', 'y', 'z'].slice(0, OPERATIONS[name].arity).map(variable);
    expect(render(toLatex(apply('pow', apply(name, ...args), variable('n'))))).toContain('katex');
  });

  it('KaTeX sets every term (law)', () => {
    fc.assert(
      fc.property(terms, (term) => {
        expect(render(toLatex(term))).toContain('katex');
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('does not give different terms of different value the same formula', () => {
    const sources = ['a-(b-c)', 'a-b-c', 'a-b+c', 'a-(b+c)', '(a/b)/c', 'a/(b/c)', '(a^b)^c', 'a^(b^c)', '-a^b', '(-a)^b',
      '(a+b)*c', 'a+b*c', 'a*(-b)', 'a-b', 'exp(a)^b', 'exp(a^b)', 'rsqrt(a)^b', 'rsqrt(a^b)', '(1/3)^a', '1/3^a',
      '-(a-b)', '-a-b', '2*3', '23', '(2e30)^a', '2e30*a', 'lgamma(a)^b', 'lgamma(a^b)', '(2*a)^b', '2*a^b']; // prettier-ignore
    const formulas = sources.map((source) => toLatex(parseExpression(source)));
    expect(new Set(formulas).size).toBe(sources.length);
  });

  it('is as stored for the golden formulas', () => {
    const golden = readFileSync(new URL('../golden/expression-latex.txt', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    for (const line of golden) {
      const [source, latex] = line.split('\t');
      expect(toLatex(parseExpression(source))).toBe(latex);
    }
  });

  it('refuses a formula that is exponentially large as a tree', () => {
    let term: Expression = variable('x');
    for (let i = 0; i < 200; i++) term = apply('add', term, term);
    expect(() => toLatex(term)).toThrow(/longer than/);
  });
});
