import { describe, expect, it } from 'vitest';
import { integer, variable, type Expression } from '../../src/expression/expression.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/to-text.ts';
import { createRandom } from '../../src/number/random.ts';
import { EGraph } from '../../src/rewrite/e-graph.ts';
import { FLAG, settle } from '../../src/rewrite/facts.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { rule } from '../../src/rewrite/rule.ts';
import { prefixTerm } from './prefix-terms.ts';

const term = parseExpression;

/** Joins two terms as a user's equation would: by a rule without variables. */
function equate(graph: EGraph, left: string, right: string): void {
  for (const text of [left, right]) graph.addExpression(term(text));
  rewrite(graph, [rule(`${left} = ${right}`, left, right)], { iterations: 1, backoff: false });
}

describe('e-graph', () => {
  it('keeps equal terms once', () => {
    const graph = new EGraph({ analyse: false });
    const a = graph.addExpression(term('sin(x)*y + sin(x)*y'));
    expect(graph.nodeCount).toBe(5);
    expect(graph.addExpression(term('sin(x)*y + sin(x)*y'))).toBe(a);
    expect(graph.nodeCount).toBe(5);
    expect(graph.classCount).toBe(5);
  });

  it('closes under congruence, upwards and at once', () => {
    const graph = new EGraph({ analyse: false });
    const deep = (x: string): string => `exp(sin(tan(${x} + 1)))`;
    const a = graph.addExpression(term(deep('x')));
    const b = graph.addExpression(term(deep('y')));
    expect(graph.find(a)).not.toBe(graph.find(b));
    graph.union(graph.addLeaf(variable('x')), graph.addLeaf(variable('y')), -1);
    graph.rebuild();
    expect(graph.find(a)).toBe(graph.find(b));
    // x, y, 1 and one of each operation.
    expect(graph.nodeCount).toBe(7);
    expect(graph.classCount).toBe(6);
  });

  it('finds f(a) = a from f³(a) = a and f⁵(a) = a (Nelson and Oppen’s example)', () => {
    const graph = new EGraph({ analyse: false });
    const f = (n: number): Expression => prefixTerm('(f '.repeat(n) + 'a' + ')'.repeat(n));
    const nodes = [0, 3, 5].map((n) => graph.addExpression(f(n)));
    graph.union(nodes[1], nodes[0], -1);
    graph.union(nodes[2], nodes[0], -1);
    graph.rebuild();
    expect(graph.lookup(f(1))).toBe(graph.find(nodes[0]));
    expect(graph.classCount).toBe(1);
    expect(graph.nodeCount).toBe(2);
  });

  it('agrees with closing under congruence by brute force, on random unions', () => {
    const random = createRandom(3);
    for (let round = 0; round < 30; round++) {
      const graph = new EGraph({ analyse: false });
      const texts = ['a', 'b', 'c'];
      while (texts.length < 25) {
        const pick = (): string => texts[random.integer(texts.length)];
        const text = random.integer(2) === 0 ? `(f ${pick()})` : `(g ${pick()} ${pick()})`;
        if (!texts.includes(text)) texts.push(text);
      }
      const all = texts.map(prefixTerm);
      const nodes = all.map((t) => graph.addExpression(t));
      const index = new Map(all.map((t, i) => [t, i]));
      const group = all.map((_, i) => i);
      const find = (i: number): number => (group[i] === i ? i : find(group[i]));
      for (let k = 0; k < 5; k++) {
        const [i, j] = [random.integer(all.length), random.integer(all.length)];
        graph.union(nodes[i], nodes[j], -1);
        group[find(i)] = find(j);
      }
      graph.rebuild();
      for (let changed = true; changed;) {
        changed = false;
        for (const [i, s] of all.entries()) {
          for (const [j, t] of all.entries()) {
            if (
              find(i) === find(j) ||
              s.kind !== 'apply' ||
              t.kind !== 'apply' ||
              s.operation !== t.operation
            )
              continue;
            const same = s.args.every(
              (arg, k) => find(index.get(arg) as number) === find(index.get(t.args[k]) as number),
            );
            if (!same) continue;
            group[find(i)] = find(j);
            changed = true;
          }
        }
      }
      for (const [i] of all.entries()) {
        for (const [j] of all.entries()) {
          expect(graph.find(nodes[i]) === graph.find(nodes[j])).toBe(find(i) === find(j));
        }
      }
    }
  });

  it('does exact arithmetic, and keeps only the number of a class that is one', () => {
    const graph = new EGraph();
    const node = graph.addExpression(term('(1/3 + 1/6)*4 - 2^10/2^9'));
    expect(graph.nodes.term(graph.literalOf(graph.find(node)))).toBe(integer(0));
    expect(graph.isLive(node)).toBe(false);
  });

  it('says so when two numbers would be equal', () => {
    const graph = new EGraph();
    equate(graph, '1', '2');
    expect(graph.contradiction).toContain('two different numbers');
  });

  it('looks terms up without adding them', () => {
    const graph = new EGraph();
    const node = graph.addExpression(term('a + b*c'));
    const before = graph.nodeCount;
    expect(graph.lookup(term('b*c'))).toBeGreaterThanOrEqual(0);
    expect(graph.lookup(term('a + b*c'))).toBe(graph.find(node));
    expect(graph.lookup(term('b + c'))).toBe(-1);
    expect(graph.lookup(term('d'))).toBe(-1);
    expect(graph.nodeCount).toBe(before);
  });
});

describe('facts of classes', () => {
  const factsOf = (root: string, part: string, domains: Record<string, [number, number, number?]> = {}) => {
    const variables = new Map(
      Object.entries(domains).map(([name, [lo, hi, flags]]) => [name, settle(lo, hi, flags ?? 0)]),
    );
    const graph = new EGraph({ variables });
    graph.addExpression(term(root));
    return graph.factsOf(graph.lookup(term(part)));
  };

  it('come from the domain', () => {
    expect(factsOf('x*x + 1', 'x*x + 1')).toMatchObject({ lo: 1, hi: Infinity });
    expect(factsOf('x - 1', 'x - 1', { x: [2, 3] })).toMatchObject({ lo: 1, hi: 2 });
    expect(factsOf('exp(x)', 'exp(x)').flags & FLAG.NONZERO).not.toBe(0);
    expect(factsOf('1/x', '1/x', { x: [0, 4, FLAG.NONZERO] }).lo).toBeLessThanOrEqual(0.25);
    expect(factsOf('1/x', '1/x', { x: [0, 4, FLAG.NONZERO] }).lo).toBeGreaterThan(0.24);
  });

  it('come from having a value: a logarithm’s argument is positive, a divisor not 0', () => {
    expect(factsOf('log(x)', 'x')).toMatchObject({ lo: 0, flags: FLAG.NONZERO });
    expect(factsOf('y/(x + 1)', 'x + 1').flags & FLAG.NONZERO).not.toBe(0);
    expect(factsOf('x^(1/2)', 'x').lo).toBe(0);
    expect(factsOf('x^2', 'x').lo).toBe(-Infinity);
    expect(factsOf('acosh(x)', 'x').lo).toBe(1);
  });

  it('know integers and their parity', () => {
    const { flags } = factsOf('2*n + 1', '2*n + 1', { n: [-Infinity, Infinity, FLAG.INTEGER] });
    expect(flags & FLAG.ODD).not.toBe(0);
    expect(factsOf('2*x', '2*x').flags & FLAG.INTEGER).toBe(0);
  });

  it('meet when classes become one', () => {
    const graph = new EGraph({ variables: new Map([['x', settle(-1, 5, 0)], ['y', settle(2, 9, 0)]]) }); // prettier-ignore
    const root = graph.addExpression(term('sqrt(x + y)'));
    graph.union(graph.lookup(term('x')), graph.lookup(term('y')), -1);
    graph.rebuild();
    expect(graph.factsOf(graph.lookup(term('x')))).toMatchObject({ lo: 2, hi: 5 });
    expect(graph.factsOf(graph.find(root)).lo).toBeGreaterThanOrEqual(1.99);
  });

  it('find that nothing has a value', () => {
    for (const text of ['1/0', 'log(-exp(x))', 'sqrt(-1 - x*x)', 'asin(3)']) {
      const graph = new EGraph();
      graph.addExpression(term(text));
      expect(graph.contradiction, text).toBeDefined();
    }
    const fine = new EGraph();
    fine.addExpression(term('log(x)/x'));
    expect(fine.contradiction).toBeUndefined();
  });

  it('print as they were read', () => {
    const graph = new EGraph();
    const node = graph.addExpression(term('x^2 - 1/3'));
    expect(toText(graph.nodes.term(node))).toBe('x^2 - 1/3');
  });
});
