import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/expression/parse.ts';
import { checkExplanation } from '../../src/rewrite/check-explanation.ts';
import { EGraph } from '../../src/rewrite/e-graph.ts';
import { explain } from '../../src/rewrite/explain.ts';
import type { Explanation, Instance } from '../../src/rewrite/explanation.ts';
import { settle, type Facts } from '../../src/rewrite/facts.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { ALL_RULES } from '../../src/rewrite/rules.ts';
import { rule, type Rule } from '../../src/rewrite/rule.ts';

const term = parseExpression;

function proof(
  from: string,
  to: string,
  variables: ReadonlyMap<string, Facts> = new Map(),
  rules: readonly Rule[] = ALL_RULES,
): Explanation {
  const graph = new EGraph({ variables });
  const root = graph.addExpression(term(from));
  const reached = (): boolean => graph.lookup(term(to)) === graph.find(root);
  rewrite(graph, rules, { nodes: 20_000, backoff: { matches: 200, rounds: 2 }, until: reached });
  return explain(graph, term(from), term(to));
}

const POSITIVE = new Map(['x', 'y'].map((name) => [name, settle(0, 8, 1)]));

describe('explanations', () => {
  const cases: readonly (readonly [string, string, ReadonlyMap<string, Facts>?])[] = [
    ['(x + 1)*(x - 1)', 'x*x - 1'],
    ['log(x*y) - log(y)', 'log(x)', POSITIVE],
    ['sqrt(x*x)', 'x', POSITIVE],
    ['exp(log(x) + 2*log(y))', 'x*y^2'],
    ['sin(x + y) - sin(x)*cos(y)', 'cos(x)*sin(y)'],
    ['(2 + 3)*x - x', '4*x'],
    ['abs(-x)', 'x', POSITIVE],
    ['max(x, 0)', 'x', POSITIVE],
  ];
  for (const [from, to, variables] of cases) {
    it(`${from} = ${to}`, () => {
      const explanation = proof(from, to, variables);
      expect(explanation.from).toBe(term(from));
      expect(explanation.steps.at(-1)?.term).toBe(term(to));
      expect(checkExplanation(explanation, ALL_RULES)).toBeUndefined();
    });
  }

  it('use facts that came late: a condition that holds by what a rule showed before', () => {
    // The outer |…| goes only because what it stands around is an |x|, by a rule.
    const rules = [rule('square', 'sqrt(a*a)', 'abs(a)'), rule('positive', 'abs(a)', 'a', 'a >= 0')];
    const explanation = proof('abs(sqrt(x*x))', 'sqrt(x*x)', new Map(), rules);
    expect(checkExplanation(explanation, rules)).toBeUndefined();
    const deep = proof('abs(abs(x) + exp(y))', 'abs(x) + exp(y)', new Map(), rules);
    expect(checkExplanation(deep, rules)).toBeUndefined();
  });
});

describe('the checker', () => {
  const good = proof('1 + log(x*(y*2))', '1 + (log(y*2) + log(x))', POSITIVE);
  const tampered = (change: Partial<Explanation>): string | undefined =>
    checkExplanation({ ...good, ...change }, ALL_RULES);
  const withInstance = (at: number, change: Partial<Instance>): string | undefined =>
    tampered({ instances: good.instances.map((one, i) => (i === at ? { ...one, ...change } : one)) });

  it('accepts what is right', () => {
    expect(tampered({})).toBeUndefined();
    expect(good.instances.length).toBeGreaterThan(1);
  });

  it('objects to conditions that the domain no longer gives', () => {
    expect(tampered({ variables: new Map() })).toContain('is not established');
  });

  it('objects to rules that it was not given', () => {
    expect(
      checkExplanation(
        good,
        ALL_RULES.filter((r) => r.name !== 'log-product'),
      ),
    ).toContain('no such rule');
  });

  it('objects to left sides of which nobody said that they have a value', () => {
    expect(tampered({ assumed: [] })).toContain('not known to have a value');
    expect(tampered({ assumed: [term('x*(y*2)')] })).toContain('not known to have a value');
  });

  it('objects to instances that are not the rule’s', () => {
    const at = good.instances.findIndex((one) => one.rule === 'log-product');
    expect(withInstance(at, { right: term('log(x)*log(y)') })).toContain('right side');
    expect(withInstance(at, { left: term('log(x + y)') })).toContain('left side');
    expect(withInstance(at, { substitution: new Map() })).toContain('no term');
  });

  it('objects to steps that do not fit', () => {
    const { steps } = good;
    expect(tampered({ steps: steps.slice(0, -1) })).toContain('end in another term');
    expect(tampered({ steps: steps.slice(1) })).toBeDefined();
    const last = steps[steps.length - 1];
    expect(tampered({ steps: [...steps.slice(0, -1), { ...last, path: [7] }] })).toContain(
      'does not stand there',
    );
    expect(tampered({ steps: [...steps.slice(0, -1), { ...last, term: term('x') }] })).toContain(
      'another term',
    );
    expect(tampered({ steps: [...steps.slice(0, -1), { ...last, forward: !last.forward }] })).toBeDefined();
    expect(tampered({ steps: [{ ...last, instance: 999 }] })).toContain('no such instance');
    expect(tampered({ to: term('y') })).toContain('end in another term');
  });

  it('objects to wrong arithmetic', () => {
    const sum = (right: string): Explanation => ({
      from: term('1 + 2'),
      to: term(right),
      assumed: [term('1 + 2')],
      variables: new Map(),
      instances: [{ rule: 'arithmetic', left: term('1 + 2'), right: term(right), substitution: new Map() }],
      steps: [{ instance: 0, forward: true, path: [], term: term(right) }],
    });
    expect(checkExplanation(sum('3'), [])).toBeUndefined();
    expect(checkExplanation(sum('4'), [])).toContain('1 + 2 is not 4');
  });

  it('objects to a rule used against its direction where its left side has no value', () => {
    // a → √a·√a is no rule; √a·√a → a, backwards, needs √a.
    const back = ALL_RULES.filter((r) => r.name === 'sqrt-squared');
    const a = term('a');
    const b = term('sqrt(a)*sqrt(a)');
    const wrong: Explanation = {
      from: a,
      to: b,
      assumed: [a],
      variables: new Map(),
      instances: [{ rule: 'sqrt-squared', left: b, right: a, substitution: new Map([['a', a]]) }],
      steps: [{ instance: 0, forward: false, path: [], term: b }],
    };
    expect(checkExplanation(wrong, back)).toContain('not known to have a value');
    expect(checkExplanation({ ...wrong, assumed: [a, b] }, back)).toBeUndefined();
  });
});
