import type { Expression } from '../../expression/expression.ts';
import type { OperationName } from '../../expression/operations.ts';
import { EGraph } from '../../rewrite/e-graph.ts';
import { explain } from '../../rewrite/explain.ts';
import type { Explanation } from '../../rewrite/explanation.ts';
import { extract } from '../../rewrite/extract.ts';
import type { Facts } from '../../rewrite/facts.ts';
import { operationsOf, relevantRules } from '../../rewrite/relevant-rules.ts';
import { rewrite } from '../../rewrite/rewrite.ts';
import { operationCost, type OperationCosts } from './operation-costs.ts';

export type Lowered = { readonly expression: Expression; readonly explain: () => Explanation };

/** Dearer than anything that can be computed. */
const ABSENT = 1e9;

/** The operations of an expression that cannot be computed. */
export function absentOperations(
  expression: Expression,
  { operations }: OperationCosts,
): readonly OperationName[] {
  if (operations === undefined) return [];
  return ([...operationsOf(expression)] as OperationName[]).filter((name) => !operations.has(name));
}

/** The cheapest equal term that the rules find without operations that there are not; `undefined` when there is none. */
export function lower(
  expression: Expression,
  facts: ReadonlyMap<string, Facts>,
  costs: OperationCosts,
): Lowered | undefined {
  const graph = new EGraph({ variables: facts });
  const root = graph.addExpression(expression);
  const { stop } = rewrite(graph, relevantRules(expression), {
    iterations: 10,
    nodes: Math.max(4000, 3 * graph.nodeCount),
    backoff: { matches: 100, rounds: 2 },
  });
  if (stop === 'Contradiction') return undefined;
  const { expression: lowered } = extract(graph, root, (operation) =>
    operation === undefined ? 0.01 : Math.min(ABSENT, operationCost(operation as OperationName, costs)),
  );
  if (absentOperations(lowered, costs).length > 0) return undefined;
  return { expression: lowered, explain: () => explain(graph, expression, lowered) };
}
