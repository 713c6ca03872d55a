import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { toText } from '../../../../src/expression/to-text.ts';
import { findFormat, type FormatName } from '../../../../src/number/formats.ts';
import { createOracle } from '../../../../src/oracle/create-oracle.ts';
import { fitKernel } from '../../../../src/search/rewrite/kernel/fit-kernel.ts';
import { nearBound } from '../../../../src/search/rewrite/kernel/near-bound.ts';

const fit = (text: string, lo: number, hi: number, format: FormatName = 'f64') =>
  fitKernel(parseExpression(text), 'x', { lo, hi }, findFormat(format));

describe('kernels', () => {
  it.each([
    ['(exp(x) - 1 - x)/x^2', -0.25, 0.25, 'polynomial', 'in x'],
    ['(exp(x) - 1 - x)/x^2', -1, 1, 'quotient', 'in x'],
    ['x - sin(x)', -1, 1, 'polynomial', 'in x'],
    ['(log(x) - x + 1)/(x - 1)^2', 0.875, 1.125, 'quotient', 'in x - 1'],
    ['x - sin(x)', -1, -0.5, 'polynomial', 'in x + 0.75'],
    ['x^2*log(1 + 1/x) - x', 8, 1e300, 'polynomial', 'in 1/x'],
    ['x^2*log(1 - 1/x) + x', -1e300, -8, 'polynomial', 'in 1/x'],
  ])('are as near as the format asks: %s from %d to %d', (text, lo, hi, kind, argument) => {
    const kernel = fit(text, lo, hi);
    expect(kernel?.series).toContain(`minimax ${kind}`);
    expect(kernel?.series.endsWith(argument)).toBe(true);
    const bound = kernel && nearBound(kernel.expression, parseExpression(text), 'x', { lo, hi });
    expect(bound).toBeLessThan(2 ** -51);
    // What is proved is not below what is found.
    const difference = createOracle(parseExpression(`abs((${textOf(kernel)})/(${text}) - 1)`), ['x']);
    for (const part of [0.07, 0.31, 0.52, 0.77, 0.99])
      expect(difference.rounded([lo + (hi - lo) * part], findFormat('f64'))).toBeLessThanOrEqual(bound ?? 0);
  });

  it('are as long as the format asks', () => {
    const terms = (format: FormatName): number => Number(/of (\d+)/.exec(fit('exp(x)', -0.1, 0.1, format)?.series ?? '')?.[1]); // prettier-ignore
    expect(terms('f16')).toBeLessThan(terms('f32'));
    expect(terms('f32')).toBeLessThan(terms('f64'));
  });

  it('are not there for what is no polynomial at all', () => {
    expect(fit('sin(x)', 1e3, 1e300)).toBeUndefined();
    expect(fit('(x + 1)^0.625 - x^0.625', 100, 1e300)).toBeUndefined();
    expect(fit('log(x)', 0, 1)).toBeUndefined();
    expect(fit('abs(x - 0.3)', 0.1, 0.5)).toBeUndefined();
  });
});

function textOf(kernel: ReturnType<typeof fit>): string {
  return kernel === undefined ? 'x' : toText(kernel.expression);
}

describe('how near a kernel is', () => {
  it('is proved, and not where it is not true', () => {
    const [near, f] = ['1 + x + x^2/2', 'exp(x)'].map(parseExpression);
    const bound = nearBound(near, f, 'x', { lo: -0.125, hi: 0.125 }) ?? 0;
    expect(bound).toBeGreaterThan(2 ** -12);
    expect(bound).toBeLessThan(2 ** -11);
    expect(nearBound(near, f, 'x', { lo: -1, hi: Infinity })).toBeUndefined();
    expect(nearBound(near, parseExpression('log(x)'), 'x', { lo: -1, hi: 1 })).toBeUndefined();
  });
});
