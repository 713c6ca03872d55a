import { describe, expect, it } from 'vitest';
import { integer } from '../../src/expression/expression.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/to-text.ts';
import { checkExplanation } from '../../src/rewrite/check-explanation.ts';
import { EGraph } from '../../src/rewrite/e-graph.ts';
import { explain } from '../../src/rewrite/explain.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { ALL_RULES, RULES } from '../../src/rewrite/rules.ts';
import type { Rule } from '../../src/rewrite/rule.ts';
import { synthesiseRules, type Grammar } from '../../src/rewrite/synthesise-rules.ts';

const RING: Grammar = {
  variables: ['a', 'b', 'c'],
  constants: [integer(0), integer(1)],
  operations: ['add', 'mul', 'neg', 'sub'],
  size: 2,
};

function reaches(from: string, to: string, rules: readonly Rule[], check = false): boolean {
  const graph = new EGraph();
  const root = graph.addExpression(parseExpression(from));
  const goal = parseExpression(to);
  const reached = (): boolean => graph.lookup(goal) === graph.find(root);
  rewrite(graph, rules, { nodes: 8000, until: reached });
  if (check && reached()) {
    expect(checkExplanation(explain(graph, parseExpression(from), goal), rules)).toBeUndefined();
  }
  return reached();
}

describe('synthesiseRules', () => {
  const ring = synthesiseRules(RING);

  it('finds the laws of a ring from values alone', () => {
    for (const [from, to] of [
      ['a + b', 'b + a'],
      ['a*b', 'b*a'],
      ['a + (b + c)', '(a + b) + c'],
      ['a*(b*c)', '(a*b)*c'],
      ['-(-a)', 'a'],
      ['a - a', '0'],
      ['a*0', '0'],
      ['(a + 1)*b', 'a*b + b'],
      ['-(a*b)', '(-a)*b'],
    ] as const) {
      expect(reaches(from, to, ring.rules), `${from} = ${to}`).toBe(true);
    }
    expect(ring.rules.length).toBeLessThan(40);
  });

  it('finds only rules that follow from the proved ones, step by step', () => {
    for (const { left, right } of ring.rules) {
      const texts = [toText(left.term), toText(right.term)] as const;
      expect(reaches(...texts, ALL_RULES, true), texts.join(' → ')).toBe(true);
    }
  });

  it('finds the same rules again', () => {
    const show = (rules: readonly Rule[]): string[] =>
      rules.map((r) => `${toText(r.left.term)} → ${toText(r.right.term)}`);
    expect(show(synthesiseRules(RING).rules)).toEqual(show(ring.rules));
  });

  it('finds conditions, and what holds one way only', () => {
    const grammar: Grammar = {
      variables: ['a', 'b'],
      constants: [],
      operations: ['exp', 'log', 'mul', 'add'],
      size: 2,
    };
    const { rules } = synthesiseRules(grammar, { known: [...RULES.arithmetic] });
    const show = rules.map((r) =>
      `${toText(r.left.term)} → ${toText(r.right.term)} ${r.conditions.map((c) => c.text).join(', ')}`.trim(),
    );
    expect(show).toContain('exp(log(a)) → a');
    expect(show).toContain('log(exp(a)) → a');
    expect(show.filter((text) => text.startsWith('a →'))).toEqual([]);
  });

  it('adds nothing to rules that say all', () => {
    const grammar: Grammar = {
      variables: ['a', 'b'],
      constants: [integer(1)],
      operations: ['mul', 'div'],
      size: 2,
    };
    const known = [...RULES.arithmetic, ...RULES.fractions];
    const { rules } = synthesiseRules(grammar, { known });
    expect(rules.map((r) => `${toText(r.left.term)} → ${toText(r.right.term)}`)).toEqual([]);
  });

  it('refuses grammars that cannot be enumerated', () => {
    expect(() => synthesiseRules({ ...RING, variables: [] })).toThrow('variables');
    expect(() => synthesiseRules({ ...RING, operations: [] })).toThrow('operations');
    expect(() => synthesiseRules({ ...RING, size: 0 })).toThrow('size');
    expect(() => synthesiseRules({ ...RING, size: 2 }, { terms: 50 })).toThrow('more than 50 terms');
  });
});
