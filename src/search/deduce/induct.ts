import { Completion, InconsistencyFound, type HeldConstants } from './completion.ts';
import { FactTable, type CaseRecord, type FactRecord } from './fact-table.ts';
import { Rewriter } from './rewriter.ts';
import type { Term, TermBank } from './term-bank.ts';

/** Equations that one case may take in on the way. */
const STEPS = 60;
/** How much larger than the goal they may be. */
const ROOM = 8;

export type Held = HeldConstants & {
  /** New constants of an induction; none is used twice in one case. */
  readonly fresh: (sort: number, index: number) => Term;
};

/**
 * Proves an equation by induction over one of its variables: for each constructor, from the statement at its arguments.
 * The other variables are any values in the hypotheses, fixed ones in the goal.
 * @param code of the variable; its sort has constructors
 */
export function induct(
  facts: FactTable,
  rewriter: Rewriter,
  left: Term,
  right: Term,
  code: number,
  held: Held,
): FactRecord | undefined {
  const { bank } = facts;
  const codes = bank.variables(right, bank.variables(left));
  const sort = bank.sortOfCode(code);
  const hold = holding(bank, codes, held);
  const cases: CaseRecord[] = [];
  for (const name of bank.theory.sorts[sort].constructors) {
    const operation = bank.operations.findIndex((one) => one.name === name);
    const { takes } = bank.operations[operation];
    const constants = takes.map((one, k) => held.fresh(one, k));
    const value = bank.make(operation, constants);
    const goal = (side: Term): Term => bank.substitute(side, new Map([...hold, [code, value]]));
    const table = new FactTable(bank, facts);
    constants
      .filter((_, k) => takes[k] === sort)
      .forEach((constant, number) => {
        const at = new Map([[code, constant]]);
        const [one, other] = [bank.substitute(left, at), bank.substitute(right, at)];
        table.add({ left: one, right: other, proof: { kind: 'hypothesis', number } });
      });
    const steps = proveCase(table, facts.size, rewriter, goal(left), goal(right), held);
    if (steps === undefined) return undefined;
    cases.push({ constructor: name, constants, steps });
  }
  return { left, right, proof: { kind: 'induction', variable: hold.get(code) as Term, cases } };
}

/** The constants that hold variables fixed, by the variables' codes. */
export function holding(bank: TermBank, codes: readonly number[], held: Held): Map<number, Term> {
  return new Map(codes.map((code) => [code, held.frozen(bank.sortOfCode(code), bank.indexOfCode(code))]));
}

function proveCase(
  table: FactTable,
  first: number,
  rewriter: Rewriter,
  left: Term,
  right: Term,
  held: Held,
): CaseRecord['steps'] | undefined {
  const { bank } = table;
  const local = new Rewriter(bank, rewriter.order, rewriter);
  const heaviest = bank.size(left) + bank.size(right) + ROOM;
  const completion = new Completion(table, local, { held, heaviest });
  try {
    if (!completion.joins(left, right)) {
      for (let fact = first, end = table.size; fact < end; fact++) completion.learn(fact);
      for (let step = 0; !completion.joins(left, right); step++)
        if (step >= STEPS || !completion.step()) return undefined;
    }
  } catch (error) {
    // A hypothesis that contradicts the facts: the statement is hardly true.
    if (error instanceof InconsistencyFound) return undefined;
    throw error;
  }
  return table.grounded(left, completion.joinSteps(left, right));
}
