import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { constantDouble } from '../../../src/search/reduction/constant-value.ts';
import { findIdentities } from '../../../src/search/reduction/find-identities.ts';
import { confirmIdentity } from '../../../src/search/reduction/identity.ts';
import { reducedFunction } from '../../../src/search/reduction/reduced-function.ts';

/** Each identity in a few words: its kind and its constants. */
function found(text: string): string[] {
  const f = reducedFunction(parseExpression(text), 'x', -Infinity, Infinity);
  return findIdentities(f).map((one) => {
    expect(confirmIdentity(one.identity)).toBe(true);
    const number = (value: unknown): string =>
      typeof value === 'number' ? String(value) : (constantDouble(value as never)?.toPrecision(6) ?? '?');
    const { kind, identity: _identity, ...constants } = one;
    const values = Object.entries(constants).map(([key, value]) => `${key} ${number(value)}`);
    return [kind, ...values].join(' ');
  });
}

describe('findIdentities', () => {
  it.each([
    ['exp(x)', 'shift by 0.693147 times 2'],
    ['exp2(x)', 'shift by 1.00000 times 2'],
    ['3*exp(2x + 1)', 'shift by 0.346574 times 2'],
    ['exp(-x)', 'shift by -0.693147 times 2'],
    ['expm1(x)', 'shift by 0.693147 times 2 plus 1.00000'],
    ['log(x)', 'scale by 2 plus 0.693147'],
    ['log2(5*x)', 'scale by 2 plus 1.00000'],
    ['sin(x)', 'shift by 3.14159 times -1'],
    ['cos(3x)', 'shift by 1.04720 times -1'],
    ['sin(x)^2', 'shift by 3.14159 times 1'],
    ['cbrt(x)', 'power by 8 times 2'],
    ['rsqrt(x)', 'power by 4 times 0.5'],
    ['atan(x)', 'reciprocal times -1 plus 1.57080'],
    ['sigmoid(x)', 'reflection times -1 slope 0.00000 plus 1.00000'],
    ['x^3 - 2x', 'reflection times -1 slope 0.00000 plus 0.00000'],
  ])('%s: %s', (text, identity) => {
    expect(found(text).map((one) => one.replaceAll(/\b0\.0+\b/g, '0.00000'))).toContain(identity);
  });

  it('of a logarithm on one octave, whose only whole numbers are its zero and twice that', () => {
    const kinds = (lo: number, hi: number): string[] =>
      findIdentities(reducedFunction(parseExpression('log(x)'), 'x', lo, hi)).map(({ kind }) => kind);
    expect(kinds(1, 2)).toEqual(['scale']);
    expect(kinds(1, 1.5)).toEqual([]);
  });

  it('finds none where there are none', () => {
    expect(found('exp(x) + x')).toEqual([]);
    expect(found('gamma(x)')).toEqual([]);
  });
});

describe('confirmIdentity', () => {
  const holds = (left: string, right: string): boolean =>
    confirmIdentity({
      left: parseExpression(left),
      right: parseExpression(right),
      variable: 'x',
      lo: -9,
      hi: 9,
    });

  it('is not fooled by what is nearly true', () => {
    expect(holds('exp(x + ln2)', '2*exp(x)')).toBe(true);
    expect(holds('exp(x + ln2 + 1e-40)', '2*exp(x)')).toBe(false);
    expect(holds('sin(x)', 'sin(x) + 1e-44')).toBe(false);
  });

  it('wants both sides defined at the same points', () => {
    expect(holds('log(x^2)', '2*log(x)')).toBe(false);
    expect(holds('log(x^2)/2', 'log(abs(x))')).toBe(true);
  });

  it('takes no side that is nowhere defined for evidence', () => {
    expect(holds('log(-1 - x^2)', 'sqrt(-1 - x^2)')).toBe(false);
  });
});
