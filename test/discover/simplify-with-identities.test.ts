import { describe, expect, it } from 'vitest';
import { identityRules, MOST_IDENTITY_RULES } from '../../src/discover/identity-rules.ts';
import { relate } from '../../src/discover/relate.ts';
import { relateProgram } from '../../src/discover/relate-program.ts';
import { simplifyWithIdentities } from '../../src/discover/simplify-with-identities.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/to-text.ts';
import { simplifyExactly } from '../../src/rewrite/calculate/simplify-exactly.ts';

const shapes = (source: string): string[] =>
  identityRules(relate(source)).rules.map(
    ({ left, right, conditions }) =>
      `${toText(left.term)} -> ${toText(right.term)}${conditions.map(({ text }) => `; ${text}`).join('')}`,
  );

describe('identities as rules', () => {
  it('guards what the right side needs', () => {
    const rules = shapes('log(x)');
    expect(rules).toContain('log(x*y) -> log(x) + log(y); y > 0; x > 0');
    expect(rules).toContain('log(x) + log(y) -> log(x*y); x*y > 0');
  });

  it('leaves out rules that feed themselves, keeps their other direction', () => {
    const rules = shapes('x - 101*floor(x/101)');
    expect(rules.some((rule) => rule.startsWith('x + 101 -'))).toBe(true);
    expect(rules.some((rule) => rule.startsWith('x - 101*'))).toBe(false);
  });

  it('takes no measured identity, none that is not proved again, none of a program', () => {
    const finding = relate('tanh(x)');
    const measured = finding.front.map((entry) => ({ ...entry, status: 'measured' as const }));
    expect(identityRules({ ...finding, front: measured }).rules).toEqual([]);
    const wrong = finding.front.map((entry) => ({
      ...entry,
      monomials: entry.monomials.map(([coefficient, ...rest], i) => [i === 0 ? '7' : coefficient, ...rest]),
    }));
    expect(identityRules({ ...finding, front: wrong }).rules).toEqual([]);
    expect(() => identityRules(relateProgram((x) => 2 * x, { name: 'twice', arity: 1 }))).toThrow(/measured/);
  });

  it('says when a finding gives more than it takes', () => {
    const finding = relate('2^x');
    const addition = finding.front.filter(({ terms }) => terms.includes('f(x + y)'));
    const front = Array.from({ length: MOST_IDENTITY_RULES }, (_, k) =>
      addition.map((entry) => ({
        ...entry,
        terms: entry.terms.map((text) => text.replace(/\by\b/, `(y + ${k})`)),
      })),
    ).flat();
    const { rules, complete } = identityRules({ ...finding, front });
    expect([rules.length, complete]).toEqual([MOST_IDENTITY_RULES, false]);
    expect(identityRules(finding).complete).toBe(true);
  });
});

describe('simplifying with them', () => {
  it('finds what exact algebra does not', () => {
    const e = parseExpression('(tanh(a) + tanh(b))/(1 + tanh(a)*tanh(b))');
    const { expression, used } = simplifyWithIdentities(e, relate('tanh(x)'));
    expect(toText(simplifyExactly(e))).toBe('(tanh(a) + tanh(b))/(1 + tanh(a)*tanh(b))');
    expect(toText(expression)).toBe('tanh(a + b)');
    expect(used).toEqual(['f(x + y) = (f(x) + f(y)) / (1 + f(x)*f(y))']);
  });
});
