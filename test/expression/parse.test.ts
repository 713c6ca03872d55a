import { describe, expect, it } from 'vitest';
import { NapierError, type FaultKind } from '../../src/error/fault.ts';
import { apply, constant, integer, variable } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, OPERATIONS } from '../../src/expression/operations.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { prefix } from './prefix.ts';

describe('parseExpression', () => {
  it.each([
    ['2x', '(mul 2 x)'],
    ['x^3 - 2x', '(sub (pow x 3) (mul 2 x))'],
    ['2^-x', '(pow 2 (neg x))'],
    ['sin(pi*x)/x', '(div (sin (mul pi x)) x)'],
    ['exp(-x^2)', '(exp (neg (pow x 2)))'],
    ['|x|', '(abs x)'],
    ['||x|-1|', '(abs (sub (abs x) 1))'],
    ['2|x|', '(mul 2 (abs x))'],
    ['|x|y', '(mul (abs x) y)'],
    ['|2(|x|+1)|', '(abs (mul 2 (add (abs x) 1)))'],
    ['2(x+1)', '(mul 2 (add x 1))'],
    ['(x+1)(x-1)', '(mul (add x 1) (sub x 1))'],
    ['x^2^3', '(pow x (pow 2 3))'],
    ['3 sin(x)', '(mul 3 (sin x))'],
    ['x**2', '(pow x 2)'],
    ['2×x÷3·y', '(mul (div (mul 2 x) 3) y)'],
    ['x − 1', '(sub x 1)'],
    ['√2 + √(x)', '(add (sqrt 2) (sqrt x))'],
    ['√x^2', '(pow (sqrt x) 2)'],
    ['2πx', '(mul (mul 2 pi) x)'],
    ['x² + x¹⁰', '(add (pow x 2) (pow x 10))'],
    ['-x^2', '(neg (pow x 2))'],
    ['-x*y', '(neg (mul x y))'],
    ['-x+y', '(add (neg x) y)'],
    ['-2x', '(mul -2 x)'],
    ['-2^2', '(neg (pow 2 2))'],
    ['-2²', '(neg (pow 2 2))'],
    ['(-2)^2', '(pow -2 2)'],
    ['x - -y*z', '(sub x (neg (mul y z)))'],
    ['x*-y*z', '(mul (mul x (neg y)) z)'],
    ['2^-x^2*y', '(mul (pow 2 (neg (pow x 2))) y)'],
    ['x^-2', '(pow x -2)'],
    ['+x', 'x'],
    ['a/b/c', '(div (div a b) c)'],
    ['a-b-c', '(sub (sub a b) c)'],
    ['1/3', '1/3'],
    ['-2/4*x', '(mul -1/2 x)'],
    ['(1)/3', '(div 1 3)'],
    ['2*1/3', '(div (mul 2 1) 3)'],
    ['1/0', '(div 1 0)'],
    ['1/2^2', '(div 1 (pow 2 2))'],
    ['0.1', '1/10'],
    ['.5 + 5.', '(add 1/2 5)'],
    ['1e-7', '1/10000000'],
    ['2e', '(mul 2 e)'],
    ['2e3x', '(mul 2000 x)'],
    ['0x1.8p-1', '3/4'],
    ['0xfF', '255'],
    ['gamma', 'egamma'],
    ['gamma(x) + gamma', '(add (gamma x) egamma)'],
    ['ln(x) + arctan(x)', '(add (log x) (atan x))'],
    ['besseli(2, x)', '(besseli 2 x)'],
    ['W + W(x)', '(add W (lambertw x))'],
    ['y0 y1(x)', '(mul y0 (bessel_y1 x))'],
    ['pow(x, y)', '(pow x y)'],
    ['fma(x, y, z)', '(fma x y z)'],
    ['x_1 + x2', '(add x_1 x2)'],
    ['`sr*` + `sin`', '(add sr* sin)'],
    [' \t\n x ', 'x'],
    ['inf', 'inf'],
  ])('%s', (source, expected) => {
    expect(prefix(parseExpression(source))).toBe(expected);
  });

  it.each(OPERATION_NAMES.filter((name) => OPERATIONS[name].notation === undefined))(
    '%s, with its aliases',
    (name) => {
      const args = ['a', 'b', 'c'].slice(0, OPERATIONS[name].arity);
      for (const text of [name, ...OPERATIONS[name].aliases]) {
        expect(parseExpression(`${text}(${args.join(',')})`)).toBe(apply(name, ...args.map(variable)));
      }
    },
  );

  it('gives the same object for the same term', () => {
    expect(parseExpression('x*(x+1)')).toBe(
      apply('mul', variable('x'), apply('add', variable('x'), integer(1))),
    );
    expect(parseExpression('π')).toBe(constant('pi'));
  });

  const big = '('.repeat(1_000_000);
  it.each<[string, FaultKind, [number, number], RegExp, RegExp | undefined]>([
    ['', 'syntax', [0, 0], /empty/, /exp\(x\)/],
    ['   ', 'syntax', [3, 3], /empty/, /exp\(x\)/],
    ['tahn(x)', 'name', [0, 4], /unknown function `tahn`/, /did you mean `tanh`\? `napier functions` lists/],
    ['qqqqqq(x)', 'name', [0, 6], /unknown function `qqqqqq`/, /^`napier functions` lists/],
    ['x(x+1)', 'name', [0, 1], /unknown function `x`/, /x\*\(/],
    ['(x', 'syntax', [0, 1], /never closed/, /add a \)/],
    ['1 + (x*(y)', 'syntax', [4, 5], /never closed/, undefined],
    ['sin(x', 'syntax', [3, 4], /never closed/, undefined],
    ['|x', 'syntax', [0, 1], /bar is never closed/, undefined],
    ['x)', 'syntax', [1, 2], /never opened/, undefined],
    ['()', 'syntax', [0, 2], /nothing between/, undefined],
    ['x+', 'syntax', [1, 2], /nothing to the right of `\+`/, undefined],
    ['(x+)', 'syntax', [2, 3], /nothing to the right of `\+`/, undefined],
    ['*x', 'syntax', [0, 1], /cannot begin with `\*`/, undefined],
    ['x + * y', 'syntax', [2, 3], /nothing to the right/, undefined],
    ['exp()', 'syntax', [0, 5], /`exp` takes 1 argument, not 0/, /exp\(x\)/],
    ['1 + pow(x)', 'syntax', [4, 10], /`pow` takes 2 arguments, not 1/, /pow\(a, b\)/],
    ['ln(x, y)', 'syntax', [0, 8], /`ln` takes 1 argument, not 2/, /ln\(x\)/],
    ['sin(,)', 'syntax', [4, 5], /expected a number, a name or a bracket, found `,`/, undefined],
    ['sin x', 'syntax', [0, 3], /`sin` is a function and needs a bracket/, /sin\(x\)/],
    ['sqrt 2', 'syntax', [0, 4], /`sqrt` is a function/, /sqrt\(x\)/],
    ['sin^2(x)', 'syntax', [0, 3], /`sin` is a function/, /sin\(x\)\^2/],
    ['x/2y', 'syntax', [3, 4], /two ways/, /\(a\/2\)\*x or a\/\(2\*x\)/],
    ['1/2(x)', 'syntax', [3, 4], /two ways/, undefined],
    ['2 3', 'syntax', [2, 3], /expected an operator/, undefined],
    ['1.2.3', 'syntax', [3, 5], /expected an operator/, undefined],
    ['x!', 'syntax', [1, 2], /unexpected character `!`/, /gamma\(x \+ 1\)/],
    ['x = 1', 'syntax', [2, 3], /unexpected character `=`/, /not an equation/],
    ['x + 1,5', 'syntax', [5, 6], /unexpected `,`/, /point/],
    ['(1,5)', 'syntax', [2, 3], /comma outside a function/, /point/],
    ['[x]', 'syntax', [0, 1], /cannot begin with `\[`/, undefined],
    ['x\u0000', 'syntax', [1, 2], /U\+0000/, undefined],
    ['x + \ud800', 'syntax', [4, 5], /U\+D800/, undefined],
    ['0x + 1', 'syntax', [0, 2], /does not end well/, undefined],
    ['1_000', 'syntax', [0, 2], /does not end well/, /underscores/],
    ['`x', 'syntax', [0, 1], /unexpected/, /backquote/],
    ['1e999999999', 'limit', [0, 11], /beyond ±10000/, /power/],
    ['x + 1e-999999999', 'limit', [4, 16], /beyond ±10000/, undefined],
    ['0x1p99999999', 'limit', [0, 12], /beyond ±40000/, undefined],
    ['1'.repeat(20_000), 'limit', [0, 20_000], /more than 10000 digits/, undefined],
    [big, 'limit', [65_536, 65_537], /1000000 characters long; at most 65536/, undefined],
    [big.slice(0, 60_000), 'limit', [1000, 1001], /nested more than 1000 deep/, undefined],
    ['|'.repeat(60_000), 'limit', [1000, 1001], /nested more than 1000 deep/, undefined],
    ['x+'.repeat(20_000) + 'x', 'limit', [1999, 2000], /nested more than 1000 deep/, undefined],
    ['2^'.repeat(20_000) + 'x', 'limit', [8001, 8002], /nested more than 1000 deep/, undefined],
    ['-'.repeat(60_000) + 'x', 'limit', [4000, 4001], /nested more than 1000 deep/, undefined],
  ])('refuses %.40s', (source, kind, span, message, hint) => {
    let fault;
    try {
      parseExpression(source);
    } catch (error) {
      if (!(error instanceof NapierError)) throw error;
      fault = error.fault;
    }
    expect(fault).toMatchObject({ kind, span, source });
    expect(fault?.message).toMatch(message);
    if (hint !== undefined) expect(fault?.hint).toMatch(hint);
  });

  it('takes nesting up to the limit', () => {
    expect(prefix(parseExpression('('.repeat(1000) + 'x' + ')'.repeat(1000)))).toBe('x');
    expect(prefix(parseExpression('-('.repeat(999) + 'x' + ')'.repeat(999)))).toMatch(/^\(neg \(neg/);
    expect(prefix(parseExpression('x+'.repeat(999) + 'x'))).toMatch(/^\(add \(add/);
    expect(prefix(parseExpression('|'.repeat(999) + 'x' + '|'.repeat(999)))).toMatch(/^\(abs \(abs/);
  });
});
