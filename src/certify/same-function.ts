import type { Domain } from '../expression/domain.ts';
import type { Expression } from '../expression/expression.ts';
import { NapierError } from '../error/fault.ts';
import { mpfr } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { intervalOf } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { checkExplanation } from '../rewrite/check-explanation.ts';
import { EGraph } from '../rewrite/e-graph.ts';
import { explain } from '../rewrite/explain.ts';
import { factsOfDomain } from '../rewrite/facts-of-domain.ts';
import { relevantRules } from '../rewrite/relevant-rules.ts';
import { rewrite } from '../rewrite/rewrite.ts';

/** Cells of the proof that a term has a value everywhere; twice as many are looked at. */
const CELLS = 1000;
const PRECISION = 128;
const LIMITS = { iterations: 8, nodes: 4000, backoff: { matches: 100, rounds: 2 } } as const;

/** Where a term has to have a value: all real numbers from `lo` to `hi`. */
export type Extent = { readonly lo: number; readonly hi: number };

/**
 * Proves that two terms are one function: that both have a value everywhere on the extent, and that they are the same
 * term or one follows from the other by rules that hold on the domain (rewrite/), the derivation checked without the
 * e-graph that found it.
 * @returns the cells that the proof of having values took, or `undefined`: not proved, which says nothing
 */
export function proveSameFunction(
  one: Expression,
  other: Expression,
  { variable, domain }: { readonly variable: string; readonly domain: Domain },
  extent: Extent,
): number | undefined {
  const cells = definedOn(other, variable, extent);
  if (cells === undefined) return undefined;
  if (one === other) return cells;
  const more = definedOn(one, variable, extent);
  return more !== undefined && isDerived(one, other, variable, domain) ? cells + more : undefined;
}

function isDerived(one: Expression, other: Expression, variable: string, domain: Domain): boolean {
  try {
    const graph = new EGraph({ variables: new Map([[variable, factsOfDomain(domain)]]) });
    const [a, b] = [graph.addExpression(one), graph.addExpression(other)];
    const rules = [...new Set([...relevantRules(one), ...relevantRules(other)])];
    rewrite(graph, rules, { ...LIMITS, until: () => graph.find(a) === graph.find(b) });
    if (graph.contradiction !== undefined || graph.find(a) !== graph.find(b)) return false;
    return checkExplanation(explain(graph, one, other), rules) === undefined;
  } catch (error) {
    // A derivation too long to write down is none.
    if (error instanceof NapierError) return false;
    throw error;
  }
}

/** In how many cells the oracle bounds the term, all of the extent together; `undefined` when it does not. */
function definedOn(term: Expression, variable: string, { lo, hi }: Extent): number | undefined {
  const oracle = createOracle(term, [variable]);
  return withWorkspace(PRECISION, (w) => {
    const stack: [number, number][] = [[lo, hi]];
    let cells = 0;
    for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
      const [a, b] = cell;
      const mark = w.mark();
      const range = oracle.range([intervalOf(w, a, b)], w);
      const bounded = !('kind' in range) && mpfr.mpfr_number_p(range.lo) && mpfr.mpfr_number_p(range.hi);
      w.release(mark);
      if (bounded) {
        cells++;
        continue;
      }
      const middle = a + (b - a) / 2;
      if (cells + stack.length > CELLS || !(middle > a && middle < b)) return undefined;
      stack.push([middle, b], [a, middle]);
    }
    return cells;
  });
}
