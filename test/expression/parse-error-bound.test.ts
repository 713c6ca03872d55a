import { describe, expect, it } from 'vitest';
import { parseErrorBound } from '../../src/expression/parse-error-bound.ts';

describe('parseErrorBound', () => {
  it.each([
    ['1ulp', { value: 1, measure: 'ulp' }],
    ['0.51 ulps', { value: 0.51, measure: 'ulp' }],
    ['12digits', { value: 1e-12, measure: 'relative' }],
    ['12bits', { value: 2 ** -12, measure: 'relative' }],
    ['1e-7', { value: 1e-7 }],
    ['.5', { value: 0.5 }],
    ['0x1.8p-20', { value: 1.5 * 2 ** -20 }],
  ])('%s', (source, bound) => {
    expect(parseErrorBound(source)).toEqual(bound);
  });

  it.each<[string, RegExp]>([
    ['', /not an error bound/],
    ['ulp', /not an error bound/],
    ['1e', /unknown unit `e`/],
    ['1foot', /unknown unit `foot`/],
    ['0', /positive/],
    ['-1ulp', /positive/],
    ['1e-400', /positive/],
    ['1e999', /positive/],
    ['5000bits', /positive/],
    ['0x', /not an error bound|unknown unit/],
    ['0x1.2.3', /not an error bound/],
    ['1 2', /not an error bound/],
  ])('refuses %s', (source, message) => {
    expect(() => parseErrorBound(source)).toThrow(message);
  });
});
