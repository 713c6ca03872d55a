import type { Expression } from '../expression/expression.ts';
import type { CostFunction } from './cost-function.ts';
import type { EGraph } from './e-graph.ts';
import { cheapestTrees, chosenTerm, ownCosts, type Extracted } from './extract.ts';
import { matchIndex, type MatchIndex } from './match-index.ts';

/** Rounds of trying every other node of every class in use. */
const IMPROVEMENTS = 20;

/**
 * A cheap term of a node's class where work that is shared counts once, as in a program. To find the cheapest is
 * NP-hard; this takes the better of two starts (the cheapest tree; bottom up, with the set of classes that each class's
 * best term uses) and improves it by changing one class's node at a time. Guaranteed: it never costs more than the
 * cheapest tree does with its own sharing counted, and no change of one node makes it cheaper (within 20 rounds).
 */
export function extractDag(graph: EGraph, node: number, cost: CostFunction): Extracted {
  const { expressions, cost: total } = extractDags(graph, [node], cost);
  return { expression: expressions[0], cost: total };
}

/** The same for several nodes together: work that their terms share counts once. */
export function extractDags(
  graph: EGraph,
  wanted: readonly number[],
  cost: CostFunction,
): { readonly expressions: readonly Expression[]; readonly cost: number } {
  const index = matchIndex(graph);
  const own = ownCosts(graph, cost);
  const roots = wanted.map((node) => graph.find(node));
  const starts = [cheapestTrees(graph, cost).node, greedyChoice(graph, index, own)];
  let best: { choice: Int32Array; cost: number } | undefined;
  for (const start of starts) {
    const choice = improved(graph, index, own, roots, start);
    const total = sharedCost(graph, own, roots, choice);
    if (best === undefined || total < best.cost) best = { choice, cost: total };
  }
  const { choice, cost: total } = best as { choice: Int32Array; cost: number };
  return { expressions: roots.map((root) => chosenTerm(graph, root, choice)), cost: total };
}

function childrenOf(graph: EGraph, node: number): number[] {
  const { nodes } = graph;
  const out: number[] = [];
  for (let i = 0; i < nodes.arity.data[node]; i++) out.push(graph.find(nodes.own.data[3 * node + i]));
  return out;
}

/** Bottom up, each class keeps the cheapest set of classes that one of its terms needs. */
function greedyChoice(graph: EGraph, index: MatchIndex, own: Float64Array): Int32Array {
  const choice = new Int32Array(graph.nodes.length).fill(-1);
  const sets = new Map<number, { uses: Map<number, number>; total: number }>();
  for (let changed = true; changed;) {
    changed = false;
    for (const node of index.ofClass) {
      const klass = graph.find(node);
      const children = childrenOf(graph, node).map((child) => sets.get(child));
      if (children.includes(undefined)) continue;
      const known = sets.get(klass)?.total ?? Infinity;
      // A lower bound before the sets are joined.
      if (own[node] + Math.max(0, ...children.map((child) => child?.total ?? 0)) >= known) continue;
      const uses = new Map<number, number>();
      for (const child of children) for (const [used, price] of child?.uses ?? []) uses.set(used, price);
      if (uses.has(klass)) continue;
      uses.set(klass, own[node]);
      let total = 0;
      for (const price of uses.values()) total += price;
      if (total >= known) continue;
      sets.set(klass, { uses, total });
      choice[klass] = node;
      changed = true;
    }
  }
  return choice;
}

/** What the chosen nodes cost that the roots need, each once; infinite when they go in a circle. */
function sharedCost(graph: EGraph, own: Float64Array, roots: readonly number[], choice: Int32Array): number {
  const state = new Map<number, 'open' | 'done'>();
  const stack = [...roots];
  let total = 0;
  while (stack.length > 0) {
    const klass = stack[stack.length - 1];
    const node = choice[klass];
    if (node < 0) return Infinity;
    const known = state.get(klass);
    if (known !== undefined) {
      if (known === 'open') {
        state.set(klass, 'done');
        total += own[node];
      }
      stack.pop();
      continue;
    }
    state.set(klass, 'open');
    for (const child of childrenOf(graph, node)) {
      const there = state.get(child);
      if (there === undefined) stack.push(child);
      else if (there === 'open') return Infinity;
    }
  }
  return total;
}

function improved(
  graph: EGraph,
  index: MatchIndex,
  own: Float64Array,
  roots: readonly number[],
  start: Int32Array,
): Int32Array {
  const choice = start.slice();
  let total = sharedCost(graph, own, roots, choice);
  for (let round = 0, changed = true; changed && round < IMPROVEMENTS; round++) {
    changed = false;
    for (const klass of inUse(graph, roots, choice)) {
      for (let i = index.classStart[klass]; i < index.classStart[klass + 1]; i++) {
        const before = choice[klass];
        choice[klass] = index.ofClass[i];
        const cost = sharedCost(graph, own, roots, choice);
        if (cost < total) {
          total = cost;
          changed = true;
        } else choice[klass] = before;
      }
    }
  }
  return choice;
}

function inUse(graph: EGraph, roots: readonly number[], choice: Int32Array): Set<number> {
  const used = new Set(roots);
  for (const klass of used) for (const child of childrenOf(graph, choice[klass])) used.add(child);
  return used;
}
