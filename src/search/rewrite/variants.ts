import type { Expression } from '../../expression/expression.ts';
import { EGraph } from '../../rewrite/e-graph.ts';
import { explain } from '../../rewrite/explain.ts';
import type { Explanation } from '../../rewrite/explanation.ts';
import type { Facts } from '../../rewrite/facts.ts';
import { rewrite, type StopReason } from '../../rewrite/rewrite.ts';
import type { Rule } from '../../rewrite/rule.ts';
import type { BitsOfError } from './bits-of-error.ts';
import { extractAccurate, type ExtractOptions } from './extract-accurate.ts';
import type { MachineValues } from './machine-values.ts';
import type { OperationCosts } from './operation-costs.ts';

/** A term equal to another one wherever that has a value. */
export type Variant = { readonly expression: Expression; readonly explain: () => Explanation };

export type VariantOptions = ExtractOptions & { readonly nodes: number; readonly iterations: number };

/** Accurate terms that the rules find equal to an expression; and why rewriting ended. */
export function variantsOf(
  expression: Expression,
  facts: ReadonlyMap<string, Facts>,
  rules: readonly Rule[],
  machine: MachineValues,
  bits: BitsOfError,
  costs: OperationCosts,
  truth: Float64Array,
  options: VariantOptions,
): { readonly variants: readonly Variant[]; readonly stop: StopReason } {
  const graph = new EGraph({ variables: facts });
  const root = graph.addExpression(expression);
  const { stop } = rewrite(graph, rules, {
    iterations: options.iterations,
    nodes: Math.max(options.nodes, 2 * graph.nodeCount),
    backoff: { matches: 60, rounds: 2 },
  });
  if (stop === 'Contradiction') return { variants: [], stop };
  const variants = extractAccurate(graph, root, machine, bits, costs, truth, options)
    .filter((found) => found.expression !== expression)
    .map((found) => ({
      expression: found.expression,
      explain: () => explain(graph, expression, found.expression),
    }));
  return { variants, stop };
}
