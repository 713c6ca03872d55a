import { OPERATIONS, type OperationName } from '../../expression/operations.ts';
import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Format } from '../../number/format.ts';
import type { Workspace } from '../../number/workspace.ts';
import type { BigInterval } from '../../oracle/big-interval.ts';
import { constantValue, rationalValue } from '../../oracle/constant-values.ts';
import { INTERVAL_RULES } from '../../oracle/interval-rules.ts';
import type { EGraph } from '../../rewrite/e-graph.ts';
import type { MatchIndex } from '../../rewrite/match-index.ts';
import { LEAF } from '../../rewrite/node-table.ts';
import { operationName } from '../../rewrite/operation-codes.ts';
import type { Columns } from './machine-values.ts';

/** Bits of the enclosures. What cancels more than this in every form of a class stays unknown there. */
export const TRUTH_BITS = 320;
/** Nodes of a class that are tried for an enclosure narrow enough. */
const TRIES = 12;
/** A value is known when its enclosure is this narrow, relatively. */
const NARROW_BITS = 70;

/**
 * The true values of all classes of an e-graph at points: one enclosure a class and point, from whichever of the class's
 * nodes gives a narrow one. Nodes of a class have one real value wherever the added expressions have values, so a form
 * that cancels is helped by one that does not.
 */
export type ClassTruth = {
  /** Rounded to the format; NaN where unknown. `undefined`: the class is known nowhere. */
  values(klass: number): Float64Array | undefined;
};

export function classTruth(
  graph: EGraph,
  index: MatchIndex,
  format: Format,
  variables: readonly string[],
  columns: Columns,
  w: Workspace,
): ClassTruth {
  const count = columns[0].length;
  const enclosures = new Map<number, (BigInterval | undefined)[]>();
  const missing = new Map<number, number>();
  const tries = new Map<number, number>();
  const done = new Set<number>();
  const { nodes } = graph;
  const mark = { difference: w.big(64), bound: w.big(64) };
  const args: BigInterval[] = [];
  const spare: BigInterval = { lo: w.big(), hi: w.big() };

  const evaluate = (node: number, klass: number): boolean => {
    const known =
      enclosures.get(klass) ?? Array.from({ length: count }, (): BigInterval | undefined => undefined);
    const code = nodes.code.data[node];
    let found = 0;
    if (code === LEAF) {
      const leaf = nodes.term(node);
      if (leaf.kind === 'apply' || (leaf.kind === 'constant' && leaf.name === 'inf')) return false;
      const fixed =
        leaf.kind === 'number'
          ? rationalValue(leaf.numerator, leaf.denominator, w)
          : leaf.kind === 'constant'
            ? constantValue(leaf.name as Exclude<typeof leaf.name, 'inf'>, w)
            : undefined;
      const column =
        fixed === undefined ? columns[variables.indexOf((leaf as { name: string }).name)] : undefined;
      for (let k = 0; k < count; k++) {
        if (fixed !== undefined) known[k] = fixed;
        else {
          const x = w.number((column as Float64Array)[k]);
          known[k] = { lo: x, hi: x };
        }
      }
      found = count;
      done.add(klass);
    } else {
      const operation = operationName(code) as OperationName;
      const { arity } = OPERATIONS[operation];
      const children = Array.from({ length: arity }, (_, i) =>
        enclosures.get(graph.find(nodes.own.data[3 * node + i])),
      );
      if (children.includes(undefined)) return false;
      for (let k = 0; k < count; k++) {
        if (known[k] !== undefined) continue;
        let ready = true;
        for (let i = 0; i < arity; i++) {
          const value = (children[i] as (BigInterval | undefined)[])[k];
          if (value === undefined) ready = false;
          else args[i] = value;
        }
        if (!ready) continue;
        args.length = arity;
        const before = w.mark();
        const fault = INTERVAL_RULES[operation](spare, args, w);
        w.release(before);
        if (fault !== undefined || !isNarrow(spare, mark)) continue;
        known[k] = { lo: w.copy(spare.lo, ROUND.DOWN), hi: w.copy(spare.hi, ROUND.UP) };
        found += 1;
      }
      tries.set(klass, (tries.get(klass) ?? 0) + 1);
    }
    if (found === 0) return false;
    enclosures.set(klass, known);
    const open = (missing.get(klass) ?? count) - found;
    missing.set(klass, open);
    if (open === 0) done.add(klass);
    return true;
  };

  const tried = new Map<number, number>();
  for (let round = 0, changed = true; changed && round < 12; round++) {
    changed = false;
    for (const node of index.ofClass) {
      const klass = graph.find(node);
      if (done.has(klass) || (tries.get(klass) ?? 0) >= TRIES) continue;
      // A node is worth trying again only when its children have become known at more points.
      const code = nodes.code.data[node];
      let open = 1;
      if (code !== LEAF) {
        for (let i = 0; i < nodes.arity.data[node]; i++)
          open += missing.get(graph.find(nodes.own.data[3 * node + i])) ?? count;
      }
      if ((tried.get(node) ?? Infinity) <= open) continue;
      tried.set(node, open);
      if (evaluate(node, klass)) changed = true;
    }
  }

  const rounded = new Map<number, Float64Array>();
  return {
    values: (klass) => {
      const known = enclosures.get(klass);
      if (known === undefined) return undefined;
      let values = rounded.get(klass);
      if (values === undefined) {
        values = Float64Array.from(known, (interval) =>
          interval === undefined ? NaN : format.roundBig(interval.lo),
        );
        rounded.set(klass, values);
      }
      return values;
    },
  };
}

function isNarrow(a: BigInterval, { difference, bound }: { difference: Big; bound: Big }): boolean {
  if (mpfr.mpfr_equal_p(a.lo, a.hi)) return mpfr.mpfr_number_p(a.lo) !== 0;
  if (!mpfr.mpfr_number_p(a.lo) || !mpfr.mpfr_number_p(a.hi)) return false;
  if (mpfr.mpfr_sgn(a.lo) * mpfr.mpfr_sgn(a.hi) <= 0) return false;
  mpfr.mpfr_sub(difference, a.hi, a.lo, ROUND.UP);
  mpfr.mpfr_set(bound, mpfr.mpfr_sgn(a.lo) > 0 ? a.lo : a.hi, ROUND.ZERO);
  mpfr.mpfr_div_2ui(bound, bound, NARROW_BITS, ROUND.ZERO);
  return mpfr.mpfr_cmpabs(difference, bound) <= 0;
}
