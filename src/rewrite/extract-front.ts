import { apply, type Expression } from '../expression/expression.ts';
import type { OperationName } from '../expression/operations.ts';
import type { EGraph } from './e-graph.ts';
import { matchIndex } from './match-index.ts';
import { LEAF } from './node-table.ts';
import { operationName } from './operation-codes.ts';

/**
 * A measure of terms for fronts, from those of the arguments. It must not fall below any argument's (size, depth,
 * a bound on the error, …).
 */
export type Measure = (
  operation: string | undefined,
  leaf: Expression | undefined,
  args: readonly number[],
) => number;

export type FrontTerm = { readonly expression: Expression; readonly first: number; readonly second: number };

/**
 * Terms of a node's class that no other beats in both measures, the cheapest by the first one first. Each class keeps
 * at most `width` terms (then those spread evenly over its front): while no class has more, the front is complete.
 */
export function extractFront(
  graph: EGraph,
  node: number,
  first: Measure,
  second: Measure,
  width = 16,
): FrontTerm[] {
  const { nodes } = graph;
  const { ofClass } = matchIndex(graph);
  const fronts = new Map<number, FrontTerm[]>();
  // A term of a front is at most as deep as there are classes, and rounds deepen by one: more change nothing.
  for (let round = 0, changed = true; changed && round <= graph.classCount; round++) {
    changed = false;
    for (const at of ofClass) {
      const klass = graph.find(at);
      const children: FrontTerm[][] = [];
      for (let i = 0; i < nodes.arity.data[at]; i++) {
        children.push(fronts.get(graph.find(nodes.own.data[3 * at + i])) ?? []);
      }
      const code = nodes.code.data[at];
      const operation = code === LEAF ? undefined : operationName(code);
      let front = fronts.get(klass) ?? [];
      for (const args of combinations(children)) {
        const expression =
          operation === undefined
            ? nodes.term(at)
            : apply(operation as OperationName, ...args.map((arg) => arg.expression));
        const leaf = operation === undefined ? expression : undefined;
        const a = first(operation, leaf, args.map((arg) => arg.first)); // prettier-ignore
        const b = second(operation, leaf, args.map((arg) => arg.second)); // prettier-ignore
        if (front.some((term) => term.first <= a && term.second <= b)) continue;
        const made = { expression, first: a, second: b };
        front = [...front.filter((term) => term.first < a || term.second < b), made];
        front.sort((x, y) => x.first - y.first);
        if (front.length > width) front = spread(front, width);
        // What the limit dropped at once is no change.
        if (front.includes(made)) changed = true;
      }
      fronts.set(klass, front);
    }
  }
  return fronts.get(graph.find(node)) ?? [];
}

function combinations(lists: readonly (readonly FrontTerm[])[]): FrontTerm[][] {
  return lists.reduce<FrontTerm[][]>(
    (made, list) => made.flatMap((head) => list.map((term) => [...head, term])),
    [[]],
  );
}

/** Evenly spread, both ends kept. */
function spread(front: readonly FrontTerm[], width: number): FrontTerm[] {
  return Array.from({ length: width }, (_, i) => front[Math.round((i * (front.length - 1)) / (width - 1))]);
}
