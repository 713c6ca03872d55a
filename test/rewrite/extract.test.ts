import { describe, expect, it } from 'vitest';
import type { Expression } from '../../src/expression/expression.ts';
import { foldExpression } from '../../src/expression/fold.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/to-text.ts';
import { termSize } from '../../src/rewrite/cost-function.ts';
import { EGraph } from '../../src/rewrite/e-graph.ts';
import { extract } from '../../src/rewrite/extract.ts';
import { extractDag } from '../../src/rewrite/extract-dag.ts';
import { extractFront, type Measure } from '../../src/rewrite/extract-front.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { ALL_RULES, RULES } from '../../src/rewrite/rules.ts';
import { rule, type Rule } from '../../src/rewrite/rule.ts';

const term = parseExpression;

function saturated(text: string, rules: readonly Rule[], nodes = 2000): { graph: EGraph; root: number } {
  const graph = new EGraph();
  const root = graph.addExpression(term(text));
  rewrite(graph, rules, { nodes });
  return { graph, root };
}

const treeSize = (t: Expression): number =>
  foldExpression<number>(t, (part, args) =>
    args.reduce(
      (a, b) => a + b,
      part.kind === 'apply' ? termSize(part.operation, undefined) : termSize(undefined, part),
    ),
  );
const dagSize = (t: Expression): number => {
  const parts = new Map<Expression, number>();
  foldExpression<undefined>(t, (part) => {
    parts.set(part, part.kind === 'apply' ? termSize(part.operation, undefined) : termSize(undefined, part));
    return undefined;
  });
  return [...parts.values()].reduce((a, b) => a + b, 0);
};

describe('extract', () => {
  it('gives the cheapest tree, with its cost', () => {
    const { graph, root } = saturated('(a*b + a*c)/a', [...RULES.arithmetic, ...RULES.fractions]);
    const { expression, cost } = extract(graph, root, termSize);
    expect(cost).toBe(3);
    expect(treeSize(expression)).toBe(cost);
    expect(graph.lookup(expression)).toBe(graph.find(root));
  });

  it('asks the cost function', () => {
    const { graph, root } = saturated('x + x', [rule('double', 'a + a', '2*a')]);
    const dearly = (dear: string) => (operation: string | undefined) => (operation === dear ? 10 : 1);
    expect(toText(extract(graph, root, dearly('mul')).expression)).toBe('x + x');
    expect(toText(extract(graph, root, dearly('add')).expression)).toBe('2*x');
  });

  it('finds no way around in circles: x = x + 0 has the leaf', () => {
    const { graph, root } = saturated('x + 0', [rule('zero', 'a + 0', 'a'), rule('add', 'a', 'a + 0')]);
    expect(toText(extract(graph, root, termSize).expression)).toBe('x');
    expect(toText(extractDag(graph, root, termSize).expression)).toBe('x');
  });
});

describe('extractDag', () => {
  it('counts shared work once', () => {
    // (x+1)² as a product of one sum: shared 4 nodes, as a polynomial 7.
    const { graph, root } = saturated('x*x + 2*x + 1', RULES.arithmetic, 4000);
    const { expression, cost } = extractDag(graph, root, termSize);
    expect(dagSize(expression)).toBeCloseTo(cost, 9);
    expect(cost).toBeLessThan(4.1);
    expect(graph.lookup(expression)).toBe(graph.find(root));
  });

  it('takes a longer tree when it shares: egg’s example', () => {
    // (x + 2x)^(2x) or (x + (x + x))^(x + x): + + pow and the leaf.
    const rules = [
      rule('associate', 'a + (b + c)', '(a + b) + c'),
      rule('back', '(a + b) + c', 'a + (b + c)'),
    ];
    const graph = new EGraph();
    const root = graph.addExpression(term('(x + (x + x))^(x + x)'));
    rewrite(graph, rules);
    expect(extractDag(graph, root, termSize).cost).toBe(4);
  });

  it('is never dearer than the cheapest tree with its sharing', () => {
    for (const text of [
      '(x + y)*(x + y) + (x + y)',
      'a*b + a*c + a*b*c',
      'exp(x)*exp(y) + exp(x + y)',
      '(x^2 - 1)/(x - 1)',
    ]) {
      const { graph, root } = saturated(text, ALL_RULES, 1500);
      const tree = extract(graph, root, termSize).expression;
      const { expression, cost } = extractDag(graph, root, termSize);
      expect(cost).toBeLessThanOrEqual(dagSize(tree) + 1e-9);
      expect(dagSize(expression)).toBeCloseTo(cost, 9);
    }
  });
});

describe('extractFront', () => {
  const size: Measure = (_, __, args) => args.reduce((a, b) => a + b, 1);
  const depth: Measure = (_, __, args) => 1 + Math.max(0, ...args);

  it('trades size against depth', () => {
    const rules = [
      rule('square', 'a*a', 'a^2'),
      rule('unsquare', 'a^2', 'a*a'),
      rule('four', '((a*a)*a)*a', '(a^2)^2'),
    ];
    const { graph, root } = saturated('((x*x)*x)*x', [
      ...rules,
      rule('assoc', '(a*b)*c', 'a*(b*c)'),
      rule('back', 'a*(b*c)', '(a*b)*c'),
    ]);
    const front = extractFront(graph, root, size, depth);
    expect(front.length).toBeGreaterThan(0);
    for (const [i, entry] of front.entries()) {
      expect(graph.lookup(entry.expression)).toBe(graph.find(root));
      if (i > 0) {
        expect(entry.first).toBeGreaterThan(front[i - 1].first);
        expect(entry.second).toBeLessThan(front[i - 1].second);
      }
    }
    expect(front[0].first).toBe(extract(graph, root, () => 1).cost);
  });

  it('holds what no other term beats, by enumeration', () => {
    const { graph, root } = saturated('a + (b + (c + d))', [
      rule('commute', 'a + b', 'b + a'),
      rule('associate', 'a + (b + c)', '(a + b) + c'),
    ]);
    // All 120 sums have seven nodes; the flattest has depth 3.
    expect(extractFront(graph, root, size, depth).map(({ first, second }) => [first, second])).toEqual([
      [7, 3],
    ]);
  });
});
