import type { Term, TermBank } from './term-bank.ts';

/**
 * The lexicographic path ordering (Baader & Nipkow, Term Rewriting and All That, 1998, definition 5.4.12): operations
 * declared later are greater. Well-founded, kept by substitution and by context, total on terms without variables:
 * rewriting downwards ends.
 */
export class TermOrder {
  private readonly bank: TermBank;
  private readonly known = new Map<number, boolean>();

  constructor(bank: TermBank) {
    this.bank = bank;
  }

  greater(one: Term, other: Term): boolean {
    if (one === other) return false;
    const { bank } = this;
    if (bank.isVariable(one)) return false;
    if (bank.isVariable(other)) return bank.variables(one).includes(bank.code(other));
    const key = one * 2 ** 26 + other;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = this.compare(one, other);
    this.known.set(key, found);
    return found;
  }

  private compare(one: Term, other: Term): boolean {
    const { bank } = this;
    const [ones, others] = [bank.args(one), bank.args(other)];
    if (ones.some((arg) => arg === other || this.greater(arg, other))) return true;
    const [f, g] = [bank.operation(one), bank.operation(other)];
    if (f !== g)
      return (
        bank.operations[f].rank > bank.operations[g].rank && others.every((arg) => this.greater(one, arg))
      );
    const first = ones.findIndex((arg, k) => arg !== others[k]);
    return this.greater(ones[first], others[first]) && others.every((arg) => this.greater(one, arg));
  }
}
