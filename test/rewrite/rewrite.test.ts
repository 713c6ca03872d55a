import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/to-text.ts';
import { checkExplanation } from '../../src/rewrite/check-explanation.ts';
import { termSize } from '../../src/rewrite/cost-function.ts';
import { EGraph } from '../../src/rewrite/e-graph.ts';
import { explain } from '../../src/rewrite/explain.ts';
import { extract } from '../../src/rewrite/extract.ts';
import { settle } from '../../src/rewrite/facts.ts';
import { rewrite, type Limits } from '../../src/rewrite/rewrite.ts';
import { ALL_RULES } from '../../src/rewrite/rules.ts';
import { rule } from '../../src/rewrite/rule.ts';
import { MATH_GOALS, MATH_RULES } from './math-language.ts';
import { prefixTerm } from './prefix-terms.ts';

const AC = [rule('commute', 'a + b', 'b + a'), rule('associate', 'a + (b + c)', '(a + b) + c')];
const sum = (n: number): string =>
  [...'pqrstuvwz'].slice(0, n).reduceRight((rest, name) => (rest === '' ? name : `${name} + (${rest})`), '');

describe('rewrite', () => {
  it.each([3, 5, 7])('saturates sums of %i terms: every subset a class, every split of one a node', (n) => {
    const graph = new EGraph();
    graph.addExpression(parseExpression(sum(n)));
    const report = rewrite(graph, AC, { nodes: 1e6, backoff: false });
    expect(report.stop).toBe('Saturated');
    expect(report.classes).toBe(2 ** n - 1);
    // Ordered pairs of disjoint subsets that are not empty, and the leaves.
    expect(report.nodes).toBe(3 ** n - 2 ** (n + 1) + 1 + n);
  });

  it('gives the same e-graph each time', () => {
    const run = (): unknown => {
      const graph = new EGraph();
      const root = graph.addExpression(parseExpression('(x + 1)^2/(x + 1) + sin(x)^2'));
      const report = rewrite(graph, ALL_RULES, { nodes: 3000 });
      return { report, best: toText(extract(graph, root, termSize).expression) };
    };
    expect(run()).toEqual(run());
  });

  const start = '(a + b)*(c + d)*(a + c)*(b + d) + sin(a + b + c)^2*(x + y)';
  const stopped = (limits: Limits): { stop: string; nodes: number; iterations: number } => {
    const graph = new EGraph();
    graph.addExpression(parseExpression(start));
    return rewrite(graph, ALL_RULES, limits);
  };

  it('stops within a tenth of its limit of nodes', () => {
    for (const nodes of [300, 2000, 9000]) {
      const report = stopped({ nodes, iterations: 1000 });
      expect(report.stop).toBe('NodeLimit');
      expect(report.nodes).toBeLessThanOrEqual(1.1 * nodes);
    }
  });

  it('stops at its limits of rounds and of time, and when it is told', () => {
    expect(stopped({ iterations: 2 })).toMatchObject({ stop: 'IterationLimit', iterations: 2 });
    expect(stopped({ time: 1e-6 }).stop).toBe('TimeLimit');
    expect(stopped({ until: () => true })).toMatchObject({ stop: 'Reached', iterations: 0 });
  });

  it('refuses limits that are none', () => {
    for (const limits of [{ nodes: 0 }, { iterations: -1 }, { time: NaN }]) {
      expect(() => stopped(limits)).toThrow('must be a positive number');
    }
  });

  it('stops when no point of the domain is left', () => {
    const graph = new EGraph({ variables: new Map([['x', settle(-3, -1, 0)]]) });
    graph.addExpression(parseExpression('log(x) + 1'));
    expect(rewrite(graph, ALL_RULES).stop).toBe('Contradiction');
  });

  it('applies a rule with a condition only where that is known', () => {
    const split = rule('log-product', 'log(a*b)', 'log(a) + log(b)', 'a > 0', 'b > 0');
    const finds = (text: string, goal: string): boolean => {
      const graph = new EGraph({ variables: new Map([['x', settle(0, 1, 1)], ['y', settle(1, 2, 0)]]) }); // prettier-ignore
      graph.addExpression(parseExpression(text));
      rewrite(graph, [split]);
      return graph.lookup(parseExpression(goal)) >= 0;
    };
    expect(finds('log(x*y)', 'log(x) + log(y)')).toBe(true);
    expect(finds('log((x*x)*exp(z))', 'log(x*x) + log(exp(z))')).toBe(true);
    expect(finds('log(x*z)', 'log(x) + log(z)')).toBe(false);
    expect(finds('log(x*z) + sqrt(z)', 'log(x) + log(z)')).toBe(false);
    expect(finds('log(x*z) + log(z)', 'log(x) + log(z)')).toBe(true);
  });
});

describe('the math suite of egg’s tests', () => {
  for (const { name, start, goal, limits, both } of MATH_GOALS) {
    it(name, () => {
      const graph = new EGraph({ analyse: false });
      const from = prefixTerm(start);
      const to = prefixTerm(goal);
      const root = graph.addExpression(from);
      if (both) graph.addExpression(to);
      rewrite(graph, MATH_RULES, { ...limits, until: () => graph.lookup(to) === graph.find(root) });
      const explanation = explain(graph, from, to);
      expect(explanation.steps.length).toBeGreaterThan(0);
      expect(checkExplanation(explanation, MATH_RULES)).toBeUndefined();
    });
  }

  it('does not find what is not so', () => {
    const graph = new EGraph({ analyse: false });
    const root = graph.addExpression(prefixTerm('(+ x y)'));
    rewrite(graph, MATH_RULES, { nodes: 3000 });
    expect(graph.lookup(prefixTerm('(/ x y)'))).not.toBe(graph.find(root));
    expect(() => explain(graph, prefixTerm('(+ x y)'), prefixTerm('(/ x y)'))).toThrow(
      'not found to be equal',
    );
  });

  it('saturates x·1', () => {
    const graph = new EGraph({ analyse: false });
    graph.addExpression(prefixTerm('(* x 1)'));
    expect(rewrite(graph, MATH_RULES, { iterations: 10 }).stop).toBe('Saturated');
  });
});
