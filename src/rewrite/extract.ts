import { apply, type Expression } from '../expression/expression.ts';
import type { OperationName } from '../expression/operations.ts';
import type { CostFunction } from './cost-function.ts';
import type { EGraph } from './e-graph.ts';
import { matchIndex } from './match-index.ts';
import { LEAF } from './node-table.ts';
import { operationName } from './operation-codes.ts';

export type Extracted = { readonly expression: Expression; readonly cost: number };

/** For each class, the node that begins its cheapest term (−1: none), and what that term costs. */
export type Choice = { readonly node: Int32Array; readonly cost: Float64Array };

/**
 * The cheapest term of a node's class, counted as a tree: a part that stands in two places counts twice. It is the
 * cheapest of all terms that the e-graph holds; among equally cheap ones, the one found first.
 */
export function extract(graph: EGraph, node: number, cost: CostFunction): Extracted {
  const choice = cheapestTrees(graph, cost);
  const root = graph.find(node);
  return { expression: chosenTerm(graph, root, choice.node), cost: choice.cost[root] };
}

/** Cheapest trees of all classes, by relaxation until nothing gets cheaper. */
export function cheapestTrees(graph: EGraph, cost: CostFunction): Choice {
  const { nodes } = graph;
  const { ofClass } = matchIndex(graph);
  const node = new Int32Array(nodes.length).fill(-1);
  const best = new Float64Array(nodes.length).fill(Infinity);
  const own = ownCosts(graph, cost);
  const canonical = nodes.canonical.data;
  for (let changed = true; changed;) {
    changed = false;
    for (const at of ofClass) {
      let total = own[at];
      for (let i = 0; i < nodes.arity.data[at]; i++) total += best[canonical[3 * at + i]];
      const klass = graph.find(at);
      if (total < best[klass]) {
        best[klass] = total;
        node[klass] = at;
        changed = true;
      }
    }
  }
  return { node, cost: best };
}

/** The cost of each node by itself. */
export function ownCosts(graph: EGraph, cost: CostFunction): Float64Array {
  const { nodes } = graph;
  return Float64Array.from({ length: nodes.length }, (_, at) => {
    const code = nodes.code.data[at];
    return code === LEAF ? cost(undefined, nodes.term(at)) : cost(operationName(code), undefined);
  });
}

/** The term that a choice of one node for each class makes. */
export function chosenTerm(graph: EGraph, root: number, choice: Int32Array): Expression {
  const { nodes } = graph;
  const made = new Map<number, Expression>();
  const stack = [root];
  while (stack.length > 0) {
    const klass = stack[stack.length - 1];
    const node = choice[klass];
    const args: Expression[] = [];
    const before = stack.length;
    for (let i = 0; i < nodes.arity.data[node]; i++) {
      const child = graph.find(nodes.own.data[3 * node + i]);
      const term = made.get(child);
      if (term === undefined) stack.push(child);
      else args.push(term);
    }
    if (stack.length > before) continue;
    stack.pop();
    const code = nodes.code.data[node];
    made.set(klass, code === LEAF ? nodes.term(node) : apply(operationName(code) as OperationName, ...args));
  }
  return made.get(root) as Expression;
}
