import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/expression/parse.ts';
import { checkExplanation } from '../../src/rewrite/check-explanation.ts';
import { EGraph } from '../../src/rewrite/e-graph.ts';
import { explain } from '../../src/rewrite/explain.ts';
import { settle, type Facts } from '../../src/rewrite/facts.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { RULES } from '../../src/rewrite/rules.ts';
import { rule } from '../../src/rewrite/rule.ts';
import { PUBLISHED_RULES } from './published-rules.ts';
import { sampleRule } from '../../src/rewrite/sample-rule.ts';

const plain = [...RULES.arithmetic, ...RULES.fractions];
const OURS = {
  trig: [...plain, ...RULES.trigonometric],
  exp: [...plain, ...RULES.signs, ...RULES.powers, ...RULES.exponential, ...RULES.logarithm],
  rational: [...plain, ...RULES.signs],
};

/** Wrong only where a cosine is 0, which no double's is: what must have a value besides the left side. */
const COSINES: Readonly<Record<string, readonly string[]>> = {
  'tan(a + b)': ['1/cos(a)', '1/cos(b)'],
  'tan(2*a)': ['1/cos(a)'],
  'tan((a + b)/2)': ['1/(cos(a) + cos(b))'],
  'tan((a - b)/2)': ['1/(cos(a) + cos(b))'],
};

/** Is `to` found, and its explanation right, wherever `from` and `assumed` have values? */
function derives(
  from: string,
  to: string,
  set: keyof typeof OURS,
  assumed: readonly string[] = [],
  variables: ReadonlyMap<string, Facts> = new Map(),
): boolean {
  const graph = new EGraph({ variables });
  const start = graph.addExpression(parseExpression(from));
  for (const text of assumed) graph.addExpression(parseExpression(text));
  const goal = parseExpression(to);
  const reached = (): boolean => graph.lookup(goal) === graph.find(start);
  rewrite(graph, OURS[set], { nodes: 6000, iterations: 10, until: reached });
  if (!reached()) return false;
  const objection = checkExplanation(explain(graph, parseExpression(from), goal), OURS[set]);
  expect(objection, `${from} = ${to}`).toBeUndefined();
  return true;
}

describe('the rule sets that Ruler was compared with', () => {
  const counts = { rational: [83, 4], exp: [62, 20], trig: [41, 4] };
  for (const set of ['rational', 'exp', 'trig'] as const) {
    it(`${set}: every sound rule follows from ours, from its left side alone`, () => {
      const derived: string[] = [];
      const unsound: string[] = [];
      for (const [left, right] of PUBLISHED_RULES[set]) {
        const name = `${left} → ${right}`;
        if (derives(left, right, set)) {
          expect(sampleRule(rule(name, left, right), 40).failure).toBeUndefined();
          derived.push(name);
          continue;
        }
        unsound.push(name);
        // Not derived: then it is wrong somewhere, and right where its conditions hold.
        const cosines = COSINES[left];
        if (cosines === undefined) {
          expect(sampleRule(rule(name, left, right), 300).failure, name).toBeDefined();
          const positive = settle(2, 8, 0);
          const smaller = settle(1 / 8, 1, 0);
          const known = new Map([['a', positive], ['b', smaller], ['c', positive]]); // prettier-ignore
          expect(derives(left, right, set, [], known), name).toBe(true);
        } else expect(derives(left, right, set, cosines), name).toBe(true);
      }
      expect([derived.length, unsound.length], unsound.join('\n')).toEqual(counts[set]);
    });
  }
});
