import type { FactTable } from './fact-table.ts';
import { reversedSteps } from './fact-table.ts';
import { unify } from './match.ts';
import type { Rewriter, Rule, Step } from './rewriter.ts';
import type { Term, TermBank } from './term-bank.ts';

/** An equation that follows, with the steps from its left side to its right. */
type Pending = {
  readonly left: Term;
  readonly right: Term;
  readonly steps: readonly Step[];
  /** It was in use before, and is kept whatever it weighs. */
  readonly old?: boolean;
};

/** Variables of two equations are told apart by numbers from here on. */
const APART = 64;
/** Equations of more variables are not looked at for every order of them. */
const PERMUTED = 4;

/** Constants that hold variables fixed, ordered by number: one below all operations of a theory, one above. */
export type HeldConstants = {
  readonly frozen: (sort: number, index: number) => Term;
  readonly high: (sort: number, index: number) => Term;
};

export class InconsistencyFound extends Error {
  readonly fact: number;
  constructor(fact: number) {
    super('the equations make different things equal');
    this.fact = fact;
  }
}

/**
 * Completion without failure (Bachmair, Dershowitz & Plaisted, 1989): equations overlapped with each other, the lightest
 * first, until none is left or enough was done. Every equation it makes is a fact with its steps.
 */
export class Completion {
  readonly rewriter: Rewriter;
  private readonly facts: FactTable;
  private readonly bank: TermBank;
  /** By weight. */
  private readonly queue: Pending[][] = [];
  /** Equations queued, and in use: as texts that do not depend on names. */
  private readonly met = new Set<string>();
  private readonly known = new Set<string>();
  private readonly held: HeldConstants;
  private readonly heaviest: number;
  private readonly eager: boolean;

  constructor(
    facts: FactTable,
    rewriter: Rewriter,
    options: {
      readonly held: HeldConstants;
      /** Equations whose sides have more operations and variables than this together are left out. */
      readonly heaviest: number;
      /** Equations are brought to normal form when they are made, to be told apart: for long runs. */
      readonly eager?: boolean;
    },
  ) {
    this.facts = facts;
    this.bank = facts.bank;
    this.rewriter = rewriter;
    this.held = options.held;
    this.heaviest = options.heaviest;
    this.eager = options.eager ?? false;
  }

  /** Takes in a fact whatever it weighs, and what follows from it together with those there. */
  learn(fact: number): void {
    const { left, right } = this.facts.get(fact);
    this.activate(left, right, fact);
  }

  /** Handles the lightest equation that follows; false when there is none. */
  step(): boolean {
    const weight = this.queue.findIndex((list) => list.length > 0);
    if (weight < 0) return false;
    const next = this.queue[weight].shift() as Pending;
    this.take(next);
    return true;
  }

  /** The normal forms of both sides are equal. */
  joins(left: Term, right: Term): boolean {
    return this.rewriter.normalForm(left) === this.rewriter.normalForm(right);
  }

  /** Steps from one side to the other of an equation that joins. */
  joinSteps(left: Term, right: Term): Step[] {
    return [...this.rewriter.steps(left), ...reversedSteps(right, this.rewriter.steps(right))];
  }

  /** Joins in every order of its variables, below the theory's constants or above all: it adds nothing. */
  redundant(left: Term, right: Term): boolean {
    const { bank, held } = this;
    const codes = bank.variables(right, bank.variables(left));
    if (codes.length > PERMUTED) return this.joins(left, right);
    const sorts = codes.map((code) => bank.sortOfCode(code));
    const joins = (order: readonly number[], low: number): boolean => {
      const by = new Map(
        codes.map((code, k) => [code, (order[k] < low ? held.frozen : held.high)(sorts[k], order[k])]),
      );
      return this.joins(bank.substitute(left, by), bank.substitute(right, by));
    };
    return permutations(codes.length).every((order) =>
      [...Array(codes.length + 1).keys()].every((low) => joins(order, codes.length - low)),
    );
  }

  private take({ left, right, steps, old }: Pending): void {
    const { bank, rewriter } = this;
    const [nl, nr] = [rewriter.normalForm(left), rewriter.normalForm(right)];
    if (nl === nr) return;
    const weight = bank.size(nl) + bank.size(nr);
    if (weight > this.heaviest && !old) return;
    const all = [...reversedSteps(left, rewriter.steps(left)), ...steps, ...rewriter.steps(right)];
    const { by, key } = this.renaming(nl, nr);
    if (this.known.has(key)) return;
    this.known.add(key);
    const [one, other] = [bank.substitute(nl, by), bank.substitute(nr, by)];
    if (this.redundant(one, other)) return;
    const renamed = all.map((step) => ({ ...step, term: bank.substitute(step.term, by) }));
    const fact = this.facts.add({ left: one, right: other, proof: { kind: 'equations', steps: renamed } });
    this.activate(one, other, fact);
  }

  private activate(left: Term, right: Term, fact: number): void {
    const { rewriter } = this;
    if (this.contradicts(left, right)) throw new InconsistencyFound(fact);
    const rules = rewriter.add(left, right, fact);
    if (rules.length === 0) return;
    // Older equations with a side that this one makes smaller are handled again.
    const downwards = rules.filter((rule) => !rule.ordered);
    if (downwards.length > 0) {
      const old = new Set<number>();
      for (const rule of rewriter.all())
        if (rule.fact !== fact && !old.has(rule.fact) && rewriter.reducible(rule.left, downwards))
          old.add(rule.fact);
      for (const one of old) {
        rewriter.remove(one);
        const { left: from, right: to } = this.facts.get(one);
        this.known.delete(this.renaming(from, to).key);
        this.push({
          left: from,
          right: to,
          steps: [{ term: to, fact: one, reversed: false, at: [] }],
          old: true,
        });
      }
    }
    for (const rule of rules) {
      for (const other of rewriter.all()) {
        this.overlap(rule, other);
        if (other.fact !== fact) this.overlap(other, rule);
      }
    }
  }

  /** Equations that the first rule makes inside the left side of the second. */
  private overlap(inner: Rule, outer: Rule): void {
    const { bank, rewriter } = this;
    const [from, into] = [bank.apart(inner.left, APART), bank.apart(inner.right, APART)];
    for (const at of bank.places(outer.left)) {
      if (at.length === 0 && inner.fact === outer.fact && inner.reversed === outer.reversed) continue;
      const binding = unify(bank, from, bank.at(outer.left, at));
      if (binding === undefined) continue;
      const peak = bank.substitute(outer.left, binding);
      const to = bank.substitute(outer.right, binding);
      const made = bank.substitute(into, binding);
      // Instances that lead upwards say nothing new.
      if (inner.ordered && rewriter.order.greater(made, bank.at(peak, at))) continue;
      if (outer.ordered && rewriter.order.greater(to, peak)) continue;
      const left = bank.replaceAt(peak, at, made);
      if (left === to) continue;
      this.push({
        left,
        right: to,
        steps: [
          { term: peak, fact: inner.fact, reversed: !inner.reversed, at },
          { term: to, fact: outer.fact, reversed: outer.reversed, at: [] },
        ],
      });
    }
  }

  private push(pending: Pending): void {
    const { bank, rewriter } = this;
    let { left, right } = pending;
    if (this.eager) {
      [left, right] = [rewriter.normalForm(left), rewriter.normalForm(right)];
      if (left === right) return;
      const { key } = this.renaming(left, right);
      if (this.met.has(key) && !pending.old) return;
      this.met.add(key);
    }
    const weight = bank.size(left) + bank.size(right);
    // Normal forms of what is not in normal form may be lighter, but rarely by half.
    if (weight > (this.eager ? 1 : 2) * this.heaviest && !pending.old) return;
    for (let k = this.queue.length; k <= weight; k++) this.queue.push([]);
    this.queue[weight].push(pending);
  }

  /** Variables numbered as they come, and a text that equations equal up to names share. */
  private renaming(left: Term, right: Term): { by: Map<number, Term>; key: string } {
    const { bank } = this;
    const named = (one: Term, other: Term): Map<number, Term> => {
      const codes = bank.variables(other, bank.variables(one));
      return new Map(codes.map((code, k) => [code, bank.variable(k, bank.sortOfCode(code))]));
    };
    const [by, back] = [named(left, right), named(right, left)];
    const text = (map: Map<number, Term>, one: Term, other: Term): string =>
      `${bank.substitute(one, map)} ${bank.substitute(other, map)}`;
    return { by, key: [text(by, left, right), text(back, right, left)].sort()[0] };
  }

  /** No value, or one alone, is equal to the term: the variable is not in it, or is under constructors only. */
  private differs(variable: Term, term: Term): boolean {
    const { bank } = this;
    if (!bank.variables(term).includes(bank.code(variable))) return true;
    const under = (part: Term): boolean =>
      part === variable ||
      (!bank.isVariable(part) &&
        bank.operations[bank.operation(part)].constructor &&
        bank.args(part).some(under));
    return term !== variable && under(term);
  }

  /** Values made differently by free constructors, or two values whatever they are. */
  private contradicts(left: Term, right: Term): boolean {
    const { bank } = this;
    if (bank.isVariable(left)) return this.differs(left, right);
    if (bank.isVariable(right)) return this.differs(right, left);
    const [f, g] = [bank.operations[bank.operation(left)], bank.operations[bank.operation(right)]];
    return f.constructor && g.constructor && f !== g;
  }
}

const ORDERS: number[][][] = [];

function permutations(count: number): number[][] {
  ORDERS[count] ??= permute([...Array(count).keys()]);
  return ORDERS[count];
}

function permute(rest: readonly number[]): number[][] {
  if (rest.length === 0) return [[]];
  return rest.flatMap((first) =>
    permute(rest.filter((one) => one !== first)).map((tail) => [first, ...tail]),
  );
}
