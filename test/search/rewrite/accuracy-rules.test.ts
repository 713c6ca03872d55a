import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { sampleRule } from '../../../src/rewrite/sample-rule.ts';
import { ALL_RULES } from '../../../src/rewrite/rules.ts';
import { ACCURACY_RULES, improvingRules } from '../../../src/search/rewrite/accuracy-rules.ts';

describe('rules of accuracy', () => {
  it.each(ACCURACY_RULES.map((rule) => [rule.name, rule] as const))('%s holds at 60 points', (_, rule) => {
    const { points, failure, undecided } = sampleRule(rule, 60);
    expect(failure).toBeUndefined();
    expect(points - undecided).toBeGreaterThan(10);
  });

  it('have names of their own', () => {
    const names = [...ALL_RULES, ...ACCURACY_RULES].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('go with the rules of the themes of an expression', () => {
    const names = improvingRules(parseExpression('sin(x) - x')).map(({ name }) => name);
    expect(names).toContain('sin-difference');
    expect(names).toContain('atan-difference');
    expect(names).not.toContain('exp-add');
    expect(names).not.toContain('to-mul-one');
  });
});
