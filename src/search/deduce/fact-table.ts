import type { Step } from './rewriter.ts';
import { matchTerm, type Binding } from './match.ts';
import type { Term, TermBank } from './term-bank.ts';

export type FactRecord = {
  readonly left: Term;
  readonly right: Term;
  readonly proof:
    | { readonly kind: 'axiom' }
    | { readonly kind: 'equations'; readonly steps: readonly Step[] }
    | {
        readonly kind: 'induction';
        /** The constant that stands for the induction variable, and the terms held fixed in the steps. */
        readonly variable: Term;
        readonly cases: readonly CaseRecord[];
      }
    /** Inside a case of an induction only. */
    | { readonly kind: 'hypothesis'; readonly number: number };
};

export type CaseRecord = {
  readonly constructor: string;
  readonly constants: readonly Term[];
  readonly steps: readonly CaseStep[];
};
export type CaseStep = Step & { readonly hypothesis?: number };

/** Equations known, each with its proof; a table on top of another holds what is known in one case of an induction. */
export class FactTable {
  readonly bank: TermBank;
  readonly below: FactTable | undefined;
  private readonly base: number;
  private readonly own: FactRecord[] = [];

  constructor(bank: TermBank, below?: FactTable) {
    this.bank = bank;
    this.below = below;
    this.base = below?.size ?? 0;
  }

  get size(): number {
    return this.base + this.own.length;
  }

  get(fact: number): FactRecord {
    return fact < this.base && this.below !== undefined ? this.below.get(fact) : this.own[fact - this.base];
  }

  add(record: FactRecord): number {
    this.own.push(record);
    return this.size - 1;
  }

  /** Steps in which facts of this table alone are replaced by their own steps, down to hypotheses. */
  grounded(start: Term, steps: readonly Step[]): CaseStep[] {
    const made: CaseStep[] = [];
    let before = start;
    for (const step of steps) {
      if (step.fact < this.base) made.push(step);
      else {
        const { left, right, proof } = this.get(step.fact);
        if (proof.kind === 'hypothesis') made.push({ ...step, hypothesis: proof.number });
        else if (proof.kind === 'equations')
          made.push(...this.grounded(before, this.expand(step, before, left, right, proof.steps)));
        else throw new Error('a case of an induction has no axioms of its own');
      }
      before = step.term;
    }
    return made;
  }

  /** A step as the steps of its equation's proof, at the same place. */
  private expand(step: Step, before: Term, left: Term, right: Term, proof: readonly Step[]): Step[] {
    const { bank } = this;
    const binding: Binding = new Map();
    const [from, to] = step.reversed ? [right, left] : [left, right];
    const { at } = step;
    if (
      !matchTerm(bank, from, bank.at(before, at), binding) ||
      !matchTerm(bank, to, bank.at(step.term, at), binding)
    )
      throw new Error('a step that is no use of its equation');
    const forward = step.reversed ? reversedSteps(left, proof) : proof;
    return forward.map((one) => ({
      term: bank.replaceAt(before, at, bank.substitute(one.term, binding)),
      fact: one.fact,
      reversed: one.reversed,
      at: [...at, ...one.at],
    }));
  }
}

/** The same steps from the end to the start. */
export function reversedSteps(start: Term, steps: readonly Step[]): Step[] {
  return steps
    .map((step, k) => ({ ...step, term: k === 0 ? start : steps[k - 1].term, reversed: !step.reversed }))
    .reverse();
}
