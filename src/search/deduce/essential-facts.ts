import { Completion, type HeldConstants } from './completion.ts';
import { FactTable } from './fact-table.ts';
import { Rewriter } from './rewriter.ts';
import type { TermOrder } from './term-order.ts';

/** How much larger than a fact the equations may be that show it to follow from others. */
const ROOM = 4;

/**
 * Of facts proved by induction those from which, with the axioms, the others follow by equations alone: the later ones
 * are left out first.
 * @param options.steps of completion that may go into showing that one follows
 */
export function essentialFacts(
  facts: FactTable,
  axioms: readonly number[],
  inductive: readonly number[],
  options: { readonly held: HeldConstants; readonly order: TermOrder; readonly steps: number },
): Set<number> {
  const { bank } = facts;
  const { held, order, steps } = options;
  const kept = new Set(inductive);
  for (const fact of [...inductive].reverse()) {
    const { left, right } = facts.get(fact);
    const heaviest = bank.size(left) + bank.size(right) + ROOM;
    const scratch = new Completion(new FactTable(bank, facts), new Rewriter(bank, order), { held, heaviest });
    for (const other of [...axioms, ...kept]) if (other !== fact) scratch.learn(other);
    for (let step = 0; step < steps && scratch.step(); step++);
    if (scratch.redundant(left, right)) kept.delete(fact);
  }
  return kept;
}
