import { describe, expect, it } from 'vitest';
import { apply, integer, rational, variable, type Expression } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, OPERATIONS, type OperationName } from '../../src/expression/operations.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { toText } from '../../src/expression/to-text.ts';
import { createRandom, type Random } from '../../src/number/random.ts';
import { checkExplanation } from '../../src/rewrite/check-explanation.ts';
import type { CostFunction } from '../../src/rewrite/cost-function.ts';
import { EGraph } from '../../src/rewrite/e-graph.ts';
import { explain } from '../../src/rewrite/explain.ts';
import { extract } from '../../src/rewrite/extract.ts';
import { FLAG, type Facts } from '../../src/rewrite/facts.ts';
import { factsOfDomain } from '../../src/rewrite/facts-of-domain.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { ALL_RULES } from '../../src/rewrite/rules.ts';
import { drawNumber } from '../../src/rewrite/sample-rule.ts';
import { valueAt } from '../../src/rewrite/value-at.ts';

const NAMES = ['x', 'y'];
const DOMAINS = ['[-4,4]', '(0,3]', '[0,2]', '[1/2,2]', '[-2,0)'].map((text) =>
  factsOfDomain(parseDomain(text)),
);
const COMMON: readonly OperationName[] = [
  'add', 'sub', 'mul', 'div', 'neg', 'pow', 'sqrt', 'exp', 'log', 'abs', 'sin', 'cos',
]; // prettier-ignore
/** Those that rules speak of, but for the slow ones. */
const OTHERS = OPERATION_NAMES.filter((name) => !/bessel|airy|zeta|gamma|floor|ceil|round|trunc/.test(name));

function randomTerm(random: Random, depth: number): Expression {
  if (depth === 0 || random.integer(6) === 0) {
    const kind = random.integer(6);
    if (kind === 0) return integer(random.integer(7) - 3);
    if (kind === 1) return rational(BigInt(random.integer(7) - 3), 2n);
    return variable(NAMES[random.integer(2)]);
  }
  const table = random.integer(3) === 0 ? OTHERS : COMMON;
  const name = table[random.integer(table.length)];
  return apply(name, ...Array.from({ length: OPERATIONS[name].arity }, () => randomTerm(random, depth - 1)));
}

const inside = (x: number, facts: Facts): boolean =>
  facts.lo <= x && x <= facts.hi && !(x === 0 && facts.flags & FLAG.NONZERO);

/** Points of the domain where the term has a value: corners first, then whatever comes. */
function pointsOf(term: Expression, domains: readonly Facts[], random: Random): number[][] {
  const corners = [0, 1, -1, 2, 0.5];
  const value = valueAt(term, NAMES);
  const points: number[][] = [];
  for (let i = 0; i < 2000 && points.length < 40; i++) {
    const point =
      i < 25 ? [corners[i % 5], corners[Math.floor(i / 5)]] : [drawNumber(random), drawNumber(random)];
    if (point.every((x, k) => inside(x, domains[k])) && typeof value(point) !== 'string') points.push(point);
  }
  return points;
}

/** A cost that prefers some operations by chance: another member of the class each time. */
function randomCost(random: Random): CostFunction {
  const costs = new Map<string | undefined, number>();
  return (operation) => {
    const cost = costs.get(operation) ?? 0.2 + 4 * random.next();
    costs.set(operation, cost);
    return cost;
  };
}

const deep = process.env.NAPIER_DEEP !== undefined;

describe('rewriting random terms with all rules', () => {
  const count = deep ? 2000 : 60;
  it(
    `keeps the value of ${count} terms wherever they have one, and can say why`,
    { timeout: 900_000 },
    () => {
      const random = createRandom(5);
      let tried = 0;
      for (let i = 0; i < count; i++) {
        const term = randomTerm(random, 3 + random.integer(2));
        const domains = NAMES.map(() => DOMAINS[random.integer(DOMAINS.length)]);
        const graph = new EGraph({ variables: new Map(NAMES.map((name, k) => [name, domains[k]])) });
        const root = graph.addExpression(term);
        const report = rewrite(graph, ALL_RULES, {
          nodes: 1500,
          iterations: 6,
          backoff: { matches: 60, rounds: 2 },
        });
        const points = pointsOf(term, domains, random);
        if (report.stop === 'Contradiction') {
          expect(points, `${toText(term)} has values, but: ${graph.contradiction}`).toEqual([]);
          continue;
        }
        const value = valueAt(term, NAMES);
        for (let k = 0; k < 4; k++) {
          const { expression } = extract(graph, root, randomCost(random));
          if (expression === term) continue;
          const other = valueAt(expression, NAMES);
          for (const point of points) {
            const a = value(point);
            const b = other(point);
            if (typeof a === 'string' || b === 'undecided') continue;
            const same = typeof b !== 'string' && a.lo <= b.hi && b.lo <= a.hi;
            expect(same, `${toText(term)} and ${toText(expression)} at ${point}`).toBe(true);
            tried += 1;
          }
          const objection = checkExplanation(explain(graph, term, expression), ALL_RULES);
          expect(objection, `${toText(term)} = ${toText(expression)}`).toBeUndefined();
        }
      }
      expect(tried).toBeGreaterThan(20 * count);
    },
  );
});
