import { describe, expect, it } from 'vitest';
import { ALL_RULES, RULES, THEMES } from '../../src/rewrite/rules.ts';
import { rule } from '../../src/rewrite/rule.ts';
import { sampleRule } from '../../src/rewrite/sample-rule.ts';

describe('rules', () => {
  it('have names of their own', () => {
    const names = ALL_RULES.map((r) => r.name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  // A rule without variables has one point; the rest must be tried on 200 at which its left side has a value.
  for (const theme of THEMES) {
    describe(theme, () => {
      for (const r of RULES[theme]) {
        it(r.name, () => {
          const wanted = r.variables.length === 0 ? 1 : 200;
          const { points, failure, undecided } = sampleRule(r, wanted);
          expect(failure).toBeUndefined();
          expect(points).toBe(wanted);
          expect(undecided).toBeLessThanOrEqual(points / 10);
        });
      }
    });
  }

  it('that are wrong are found out', () => {
    const wrong = [
      rule('log', 'log(a*b)', 'log(a) + log(b)'),
      rule('sqrt', 'sqrt(a*a)', 'a'),
      rule('pow', '(a^b)^c', 'a^(b*c)'),
      rule('neg-pow', 'a^(-b)', '1/a^b'),
      rule('reciprocal', 'a', '1/(1/a)'),
      rule('asin', 'asin(sin(a))', 'a'),
    ];
    for (const r of wrong) expect(sampleRule(r, 200).failure, r.name).toBeDefined();
  });
});
