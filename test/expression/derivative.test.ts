import { describe, expect, it } from 'vitest';
import { derivative } from '../../src/expression/derivative.ts';
import { apply, integer, rational, variable, type Expression } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, OPERATIONS } from '../../src/expression/operations.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { substitute } from '../../src/expression/substitute.ts';
import { toText } from '../../src/expression/to-text.ts';
import { needs } from '../tool.ts';
import { evaluate } from './evaluate.ts';
import { runGP, toGP } from './gp.ts';

const d = (source: string, name = 'x'): string => toText(derivative(parseExpression(source), name));

describe('derivative', () => {
  it.each([
    ['7', '0'],
    ['pi*y', '0'],
    ['x', '1'],
    ['x^3 - 2x', '3*x^2 - 2'],
    ['exp(-x^2)', '-2*(exp(-x^2)*x)'],
    ['2^x', '2^x*log(2)'],
    ['e^x', 'e^x'],
    ['sin(x)', 'cos(x)'],
    ['cos(x)', '-sin(x)'],
    ['1/x', '-(1/x^2)'],
    ['log(1 + exp(x))', 'exp(x)/(1 + exp(x))'],
    ['x*y + y^2', 'y'],
    ['fma(x, y, x)', 'y + 1'],
    ['bessel_jn(3, x)', '(bessel_jn(2, x) - bessel_jn(4, x))/2'],
  ])('%s', (source, expected) => {
    expect(d(source)).toBe(expected);
  });

  it.each([
    'x^3 - 2*x + 1/x', 'exp(-x^2)*sin(3x)', 'x^x', 'log(1+exp(x))', 'tan(x)/cosh(x)', 'sqrt(x+1) - sqrt(x)', 'hypot(x, 2x)',
    'atan2(x, 1 + x^2)', 'min(x, 1/x)*max(x^2, 1)', '|x - 2|', 'fma(x, x, sinh(x))', 'expm1(log1p(x))^3', 'cbrt(x)*rsqrt(x)',
    'log2(x) + log10(x) + exp2(x) + exp10(x)', 'asin(x/3) + acos(x/3) + atan(x)', 'asinh(x) + acosh(x + 1) + atanh(x/3)',
    'sinpi(x) - cospi(x)', 'sigmoid(x)*softplus(x)', 'silu(x) + mish(x)', 'sinc(x)', '(x^2 - 1)/(x^2 + 1)', '-x/-(x + 2)',
    '(2x)/4 - (-3*x)*(-2)',
  ])('%s against central differences', (source) => {
    const term = parseExpression(source);
    const exact = derivative(term, 'x');
    for (const x of [0.3, 0.7, 1.3, 1.9]) {
      const h = 1e-5;
      const difference = (evaluate(term, x + h) - evaluate(term, x - h)) / (2 * h);
      expect(evaluate(exact, x)).toBeCloseTo(difference, 6);
    }
  }); // prettier-ignore

  needs('gp')('against PARI/GP, every rule of the table', () => {
    const cases = OPERATION_NAMES.flatMap((name) =>
      OPERATIONS[name].derivative.flatMap((rule, i) => (rule === undefined ? [] : [{ name, i }])),
    );
    // The order of a Bessel function is an integer; the other arguments avoid special points.
    const point = (name: string, i: number): Expression => {
      if (/^bessel(_jn|_yn|i|k)$/.test(name) && i === 0) return integer(3);
      return [rational(7n, 10n), rational(6n, 5n), rational(2n, 5n)][i];
    };
    const built = cases.map(({ name, i }) => {
      const args = OPERATIONS[name].parity.map((_, j) => (j === i ? variable('x') : point(name, j)));
      // acosh is defined from 1 on only.
      const at = name === 'acosh' ? rational(17n, 10n) : point(name, i);
      return { name, i, at, term: apply(name, ...args) };
    });
    const exact = runGP(
      built.map(({ term, at }) => toGP(substitute(derivative(term, 'x'), new Map([['x', at]])))),
    );
    const numeric = runGP(built.map(({ term, at }) => `derivnum(x=${toGP(at)},${toGP(term)})`));
    it.each(built.map(({ name, i }, k) => [name, i + 1, exact[k], numeric[k]] as const))(
      '%s in argument %i: %f',
      (_name, _i, ours, theirs) => {
        expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-12 * Math.abs(theirs));
      },
    );
  });

  it.each([
    'airy_ai(x)',
    'zeta(x)',
    'digamma(x)',
    'floor(x)',
    'ceil(x)',
    'round(x)',
    'trunc(x)',
    'bessel_jn(x, 2)',
  ])('says that %s has no known derivative', (source) => {
    expect(() => d(source)).toThrow(/derivative of `\w+`( in argument 1)? is not known/);
    expect(d(source.replace('x', 'y'))).toBe('0');
  });

  it('shares what is shared: a term of 2^60 leaves has a derivative at once', () => {
    let term: Expression = variable('x');
    for (let i = 0; i < 60; i++) term = apply('mul', term, term);
    expect(derivative(term, 'x').kind).toBe('apply');
  });

  it('refuses a result nested too deep, without a stack overflow', () => {
    let term: Expression = variable('x');
    for (let i = 0; i < 50_000; i++) term = apply('sin', term);
    expect(() => derivative(term, 'x')).toThrow(/nested more than 1000 deep/);
  });
});
