import { matchTerm, type Binding } from './match.ts';
import type { Term, TermBank } from './term-bank.ts';
import type { TermOrder } from './term-order.ts';

/** One replacement: the whole term after it, and by which equation, at which place. */
export type Step = {
  readonly term: Term;
  readonly fact: number;
  readonly reversed: boolean;
  readonly at: readonly number[];
};

/** One direction of an equation. */
export type Rule = {
  readonly left: Term;
  readonly right: Term;
  readonly fact: number;
  readonly reversed: boolean;
  /** The left side is not greater in general: an instance must be looked at. */
  readonly ordered: boolean;
};

/**
 * Rewriting by equations, always downwards in the term order (ordered rewriting: Bachmair, Dershowitz & Plaisted,
 * Completion without failure, 1989), innermost first.
 */
export class Rewriter {
  readonly bank: TermBank;
  readonly order: TermOrder;
  private readonly rules: Rule[][] = [];
  private readonly normal = new Map<Term, Term>();
  /** The step at the root of a term whose arguments are normal. */
  private readonly roots = new Map<Term, { readonly rule: Rule; readonly to: Term } | undefined>();

  constructor(bank: TermBank, order: TermOrder, from?: Rewriter) {
    this.bank = bank;
    this.order = order;
    from?.rules.forEach((rules, head) => (this.rules[head] = [...rules]));
  }

  /** All rules, those of one operation together. */
  all(): Rule[] {
    return this.rules.flat();
  }

  /** Takes an equation in: downwards where it has a direction, else both ways on instances. */
  add(left: Term, right: Term, fact: number): Rule[] {
    const { order } = this;
    const down = order.greater(left, right);
    const up = !down && order.greater(right, left);
    const rules: Rule[] = [];
    const ordered = !down && !up;
    if (down || ordered) rules.push({ left, right, fact, reversed: false, ordered });
    if (up || ordered) rules.push({ left: right, right: left, fact, reversed: true, ordered });
    const { bank } = this;
    for (const rule of rules) {
      if (bank.isVariable(rule.left)) continue;
      const head = bank.operation(rule.left);
      (this.rules[head] ??= []).push(rule);
    }
    this.forget();
    return rules;
  }

  /** Takes out what an equation brought in. */
  remove(fact: number): void {
    this.rules.forEach((rules, head) => (this.rules[head] = rules.filter((rule) => rule.fact !== fact)));
    this.forget();
  }

  normalForm(term: Term): Term {
    const known = this.normal.get(term);
    if (known !== undefined) return known;
    const { bank } = this;
    if (bank.isVariable(term)) return term;
    const args = bank.args(term);
    const inner =
      args.length === 0
        ? term
        : bank.make(
            bank.operation(term),
            args.map((arg) => this.normalForm(arg)),
          );
    const root = this.root(inner);
    const found = root === undefined ? inner : this.normalForm(root.to);
    this.normal.set(term, found);
    return found;
  }

  /** The steps from a term to its normal form. */
  steps(term: Term): Step[] {
    const steps: Step[] = [];
    this.trace(term, term, [], steps);
    return steps;
  }

  /** Whether a rule applies somewhere, tried on the term as it is. */
  reducible(term: Term, by: readonly Rule[]): boolean {
    const { bank } = this;
    for (const at of bank.places(term)) {
      const part = bank.at(term, at);
      if (by.some((rule) => this.apply(rule, part) !== undefined)) return true;
    }
    return false;
  }

  /** Appends the steps that bring the part at a place to its normal form; returns the whole term after them. */
  private trace(whole: Term, part: Term, at: readonly number[], steps: Step[]): Term {
    const { bank } = this;
    if (bank.isVariable(part)) return whole;
    let current = part;
    for (const [k, arg] of bank.args(part).entries()) {
      if (this.normalForm(arg) === arg) continue;
      whole = this.trace(whole, arg, [...at, k], steps);
      current = bank.at(whole, at);
    }
    const root = this.root(current);
    if (root === undefined) return whole;
    whole = bank.replaceAt(whole, at, root.to);
    steps.push({ term: whole, fact: root.rule.fact, reversed: root.rule.reversed, at });
    return this.trace(whole, root.to, at, steps);
  }

  private root(term: Term): { readonly rule: Rule; readonly to: Term } | undefined {
    if (this.roots.has(term)) return this.roots.get(term);
    let found: { readonly rule: Rule; readonly to: Term } | undefined;
    for (const rule of this.rules[this.bank.operation(term)] ?? []) {
      const to = this.apply(rule, term);
      if (to === undefined) continue;
      found = { rule, to };
      break;
    }
    this.roots.set(term, found);
    return found;
  }

  private apply(rule: Rule, term: Term): Term | undefined {
    const binding: Binding = new Map();
    if (!matchTerm(this.bank, rule.left, term, binding)) return undefined;
    const to = this.bank.substitute(rule.right, binding);
    // A variable that only the right side has would stay free: no rewriting downwards.
    if (rule.ordered && !this.order.greater(term, to)) return undefined;
    return to;
  }

  private forget(): void {
    this.normal.clear();
    this.roots.clear();
  }
}
