import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/expression/parse.ts';
import { OPERATION_NAMES } from '../../src/expression/operations.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { limitAt } from '../../src/oracle/limit-at.ts';
import { LIMIT_RULES } from '../../src/oracle/limit-rules.ts';

/** A limit as text: `-inf`, `0+` (from above), `1-` (from below), `2=` (constantly), `0?`, `undefined`, `swings`, `open`. */
function limit(text: string, x: number, side: 1 | -1): string {
  return withWorkspace(100, (w) => {
    const found = limitAt(parseExpression(text), 'x', { x, side }, w);
    if (found.kind === 'infinite') return found.sign === 1 ? 'inf' : '-inf';
    if (found.kind === 'none') return found.how;
    if (found.kind === 'open') return 'open';
    const value = Number(mpfr.mpfr_get_d(found.value.lo, ROUND.NEAREST).toPrecision(6)) + 0;
    return `${value}${found.side === undefined ? '?' : { '1': '+', '-1': '-', '0': '=' }[`${found.side}`]}`;
  });
}

describe('limitAt', () => {
  it.each([
    ['exp(x)', '0+', 'inf'],
    ['exp(-x^2)', '0+', '0+'],
    ['1 - exp(x)', '1-', '-inf'],
    ['tanh(x)', '-1+', '1-'],
    ['atan(2x) + 1', '-0.570796+', '2.5708-'],
    ['log(1 + exp(x))', '0+', 'inf'],
    ['1/(1 + exp(-x))', '0+', '1-'],
    ['gelu(x)', '0-', 'inf'],
    ['sin(x)', 'swings', 'swings'],
    ['sin(x)/x', '0?', '0?'],
    ['x + sin(x)', '-inf', 'inf'],
    ['sin(x) - sin(x)', 'open', 'open'],
    ['sin(x) + cos(x)', 'open', 'open'],
    ['exp(sin(x))', 'wild', 'wild'],
    ['floor(sin(x)/4)', 'open', 'open'],
    ['1/sin(x)/x', 'open', 'open'],
    ['sqrt(x)', 'undefined', 'inf'],
    ['log(x) + sin(x)', 'undefined', 'inf'],
    ['acos(x)', 'undefined', 'undefined'],
    ['acos(1/x)', '1.5708+', '1.5708-'],
    ['x^3', '-inf', 'inf'],
    ['x^(-2)', '0+', '0+'],
    ['2^(-x)', 'inf', '0+'],
    ['x^(1/3)', 'undefined', 'inf'],
    ['x - x', 'open', 'open'],
    ['0*exp(x)', '0=', '0='],
    ['max(x, 3)', '3=', 'inf'],
    ['min(abs(x), atan(x))', '-1.5708+', '1.5708-'],
    ['hypot(x, 1)', 'inf', 'inf'],
    ['atan2(1, x)', 'open', '0+'],
    ['besselk(2, x)', 'undefined', '0+'],
    ['besseli(1, x)', '-inf', 'inf'],
    ['lgamma(x)', 'wild', 'inf'],
    ['floor(1/x)', '-1=', '0='],
    ['round(1/x)', '0=', '0='],
  ])('%s goes to %s at -inf, to %s at inf', (text, below, above) => {
    expect([limit(text, -Infinity, 1), limit(text, Infinity, -1)]).toEqual([below, above]);
  });

  it.each<[string, number, string, string]>([
    ['1/x', 0, '-inf', 'inf'],
    ['1/x^2', 0, 'inf', 'inf'],
    ['log(x)', 0, 'undefined', '-inf'],
    ['rsqrt(1 - x)', 1, 'inf', 'undefined'],
    ['atanh(x)', -1, 'undefined', '-inf'],
    ['gamma(x)', -1, 'inf', '-inf'],
    ['gamma(x)', -2, '-inf', 'inf'],
    ['lgamma(x)', -3, 'inf', 'inf'],
    ['zeta(x)', 1, '-inf', 'inf'],
    ['acosh(x)', 1, 'undefined', '0+'],
    ['bessel_y1(x)', 0, 'undefined', '-inf'],
    ['cos(x) - 1', 0, '0-', '0-'],
    ['cosh(x)', 0, '1+', '1+'],
    ['sin(x)', 0, '0-', '0+'],
    ['x^2 - 1', 1, '0-', '0+'],
    ['exp(1/x)', 0, '0+', 'inf'],
    ['1/log(x)', 1, '-inf', 'inf'],
    ['abs(x)', 0, '0+', '0+'],
    ['floor(x)', 2, '1=', '2='],
    ['ceil(x)', 0, '0=', '1='],
    ['sin(x)/x', 0, 'open', 'open'],
    ['1/floor(x)', 0.5, 'undefined', 'undefined'],
  ])('%s at %d goes to %s from below, to %s from above', (text, x, below, above) => {
    expect([limit(text, x, -1), limit(text, x, 1)]).toEqual([below, above]);
  });

  it('has a rule for every operation', () => {
    expect(Object.keys(LIMIT_RULES).toSorted()).toEqual([...OPERATION_NAMES].toSorted());
  });
});
