import { apply, type Expression } from '../../expression/expression.ts';
import type { OperationName } from '../../expression/operations.ts';
import type { EGraph } from '../../rewrite/e-graph.ts';
import { matchIndex } from '../../rewrite/match-index.ts';
import { LEAF } from '../../rewrite/node-table.ts';
import { operationName } from '../../rewrite/operation-codes.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { BitsOfError } from './bits-of-error.ts';
import { classTruth, TRUTH_BITS } from './class-truth.ts';
import type { MachineValues } from './machine-values.ts';
import { operationCost, type OperationCosts } from './operation-costs.ts';

export type Extracted = {
  readonly expression: Expression;
  readonly cost: number;
  /** Bits wrong at each point; NaN where the class's true value is not known. */
  readonly errors: Float64Array;
  readonly mean: number;
};

export type ExtractOptions = {
  /** Operations that terms may have. */
  readonly operations: ReadonlySet<string>;
  /** Terms kept of each class: the cheapest, the most accurate, and those that help it most where it is wrong. */
  readonly width: number;
  /** Terms given back of the node's class. */
  readonly results: number;
  /** Combinations of kept terms tried in all; then it ends. */
  readonly combinations: number;
};

const ROUNDS = 7;
/** Mean bits within which the cheaper of two terms is the better. */
const INDIFFERENT = 0.05;

/**
 * Terms of a node's class that a machine computes accurately: from the leaves up, each class keeps a few terms, judged
 * by the values that the machine gets for them against the class's true value at the points of `machine`.
 * @param rootTruth the true values of the node itself, rounded
 */
export function extractAccurate(
  graph: EGraph,
  node: number,
  machine: MachineValues,
  bits: BitsOfError,
  costs: OperationCosts,
  rootTruth: Float64Array,
  { operations, width, results, combinations }: ExtractOptions,
): Extracted[] {
  const { nodes } = graph;
  const index = matchIndex(graph);
  const root = graph.find(node);
  return withWorkspace(TRUTH_BITS, (w) => {
    const truth = classTruth(graph, index, machine.format, machine.variables, machine.columns, w);
    const kept = new Map<number, Extracted[]>();
    const seen = new Set<Expression>();
    // When each class's terms last changed, and when each node was last combined: without news there is nothing to do.
    const news = new Map<number, number>();
    const combined = new Map<number, number>();
    let clock = 0;
    let budget = combinations;
    for (let round = 0, changed = true; changed && round < ROUNDS && budget > 0; round++) {
      changed = false;
      for (const at of index.ofClass) {
        const klass = graph.find(at);
        const values = klass === root ? rootTruth : truth.values(klass);
        if (values === undefined) continue;
        const code = nodes.code.data[at];
        if (code !== LEAF && !operations.has(operationName(code))) continue;
        const children: Extracted[][] = [];
        let latest = 0;
        for (let i = 0; i < nodes.arity.data[at]; i++) {
          const child = graph.find(nodes.own.data[3 * at + i]);
          latest = Math.max(latest, news.get(child) ?? 0);
          children.push(kept.get(child) ?? []);
        }
        if ((combined.get(at) ?? -1) >= latest) continue;
        combined.set(at, latest);
        for (const args of combinationsOf(children)) {
          const operation = code === LEAF ? undefined : (operationName(code) as OperationName);
          const expression =
            operation === undefined ? nodes.term(at) : apply(operation, ...args.map((arg) => arg.expression));
          if (seen.has(expression)) continue;
          if (--budget < 0) break;
          seen.add(expression);
          const cost =
            operation === undefined
              ? 0.01
              : args.reduce((sum, arg) => sum + arg.cost, operationCost(operation, costs));
          const term = measured(expression, cost, machine.of(expression), values, bits);
          const before = kept.get(klass) ?? [];
          const after = retain([...before, term], klass === root ? results : width);
          if (!after.includes(term)) continue;
          kept.set(klass, after);
          news.set(klass, ++clock);
          changed = true;
        }
      }
    }
    return kept.get(root) ?? [];
  });
}

function measured(
  expression: Expression,
  cost: number,
  computed: Float64Array,
  truth: Float64Array,
  bits: BitsOfError,
): Extracted {
  const errors = new Float64Array(truth.length);
  let [sum, count] = [0, 0];
  for (let k = 0; k < truth.length; k++) {
    errors[k] = truth[k] !== truth[k] ? NaN : bits(computed[k], truth[k]);
    if (errors[k] !== errors[k]) continue;
    sum += errors[k];
    count += 1;
  }
  return { expression, cost, errors, mean: count === 0 ? 0 : sum / count };
}

/**
 * The cheapest, the most accurate (the cheapest of those nearly so), and then one after the other the term that lowers the least error over the kept
 * ones most. Ties go to the cheaper, then to the one found first.
 */
export function retain<T extends Pick<Extracted, 'cost' | 'mean' | 'errors'>>(
  terms: readonly T[],
  width: number,
): T[] {
  if (terms.length <= 1) return [...terms];
  const lowest = terms.reduce((mean, term) => Math.min(mean, term.mean), Infinity);
  const best = terms
    .filter((term) => term.mean <= lowest + INDIFFERENT)
    .reduce((a, b) => (b.cost < a.cost || (b.cost === a.cost && b.mean < a.mean) ? b : a));
  const chosen = [best];
  const cheapest = terms.reduce((a, b) =>
    b.cost < a.cost || (b.cost === a.cost && b.mean < a.mean) ? b : a,
  );
  if (cheapest !== best && width > 1) chosen.push(cheapest);
  const least = Float64Array.from(best.errors);
  const lower = (term: T): void => {
    for (let k = 0; k < least.length; k++) if (term.errors[k] < least[k]) least[k] = term.errors[k];
  };
  chosen.forEach(lower);
  while (chosen.length < width) {
    let [most, choice] = [0.05 * least.length, undefined as T | undefined];
    for (const term of terms) {
      if (chosen.includes(term)) continue;
      let gain = 0;
      for (let k = 0; k < least.length; k++) if (term.errors[k] < least[k]) gain += least[k] - term.errors[k];
      if (gain > most) [most, choice] = [gain, term];
    }
    if (choice === undefined) break;
    chosen.push(choice);
    lower(choice);
  }
  return terms.filter((term) => chosen.includes(term));
}

function combinationsOf(lists: readonly (readonly Extracted[])[]): Extracted[][] {
  return lists.reduce<Extracted[][]>(
    (made, list) => made.flatMap((head) => list.map((term) => [...head, term])),
    [[]],
  );
}
