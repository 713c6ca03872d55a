import { describe, expect, it } from 'vitest';
import type { OperationIdentity } from '../../../../src/expression/identities.ts';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { findIdentities } from '../../../../src/search/reduction/find-identities.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import type { Reduction, Step } from '../../../../src/search/reduction/step.ts';
import { complementStep } from '../../../../src/search/reduction/steps/complement.ts';
import { reciprocalStep } from '../../../../src/search/reduction/steps/reciprocal.ts';
import { EXACT, relativeError, runnable } from './program-of.ts';

/** What a step offers on a formula of which more is known. */
function told(
  step: Step,
  text: string,
  [lo, hi]: readonly number[],
  row: OperationIdentity,
): readonly Reduction[] {
  const f = reducedFunction(parseExpression(text), 'x', lo, hi);
  return step.reductions(f, findIdentities(f, [row]), EXACT);
}

describe('complement', () => {
  it.each([
    ['x^2/(x^2 + (1 - x)^2)', '1', '-1', '1', [0.01, 0.99]],
    ['exp(-(x - 1)^2)', '2', '1', '0', [0, 2.5]],
    ['atan(x - 3)', '6', '-1', '0', [1, 4]],
  ])('%s: f(%s - x) = %s f(x) + %s', (text, about, times, plus, domain) => {
    const row = { kind: 'reflection', about, times, slope: '0', plus } as const;
    const [reduction] = told(complementStep, text, domain, row);
    expect(reduction.inners[0].hi).toBe(Number(about) / 2);
    const run = runnable(reduction);
    const [lo, hi] = domain;
    for (let k = 0; k <= 20; k++) {
      const x = lo + ((hi - lo) * (k + 0.3)) / 21;
      expect([x, relativeError(text, x, run(x)) < 2 ** -44]).toEqual([x, true]);
    }
  });

  it('offers nothing for what does not hold, or where the middle lies outside', () => {
    const row = { kind: 'reflection', about: '1', times: '1', slope: '0', plus: '0' } as const;
    expect(told(complementStep, 'exp(x)', [0, 1], row)).toEqual([]);
    expect(told(complementStep, 'x*(1 - x)', [0.6, 1], row)).toEqual([]);
    expect(told(complementStep, 'x*(1 - x)', [0.1, 1], { ...row, about: '2/3' })).toEqual([]);
  });
});

describe('reciprocal', () => {
  it.each([
    ['x/(1 + x^2)', '1', '0'],
    ['3 - log(x)^2/(1 + log(x)^2)', '1', '0'],
    ['x^2/(1 + x^2) + 1', '-1', '3'],
  ])('%s: f(1/x) = %s f(x) + %s', (text, times, plus) => {
    const list = told(reciprocalStep, text, [0, 2 ** 100], { kind: 'reciprocal', times, plus });
    expect(list.length).toBeGreaterThan(0);
    expect(list[0].inners[0].hi).toBe(1);
    if (text.includes('log')) return;
    const run = runnable(list[0]);
    for (const x of [0.3, 0.99, 1.25, 7, 1e9]) {
      expect([x, relativeError(text, x, run(x)) < 2 ** -40]).toEqual([x, true]);
    }
  });
});
