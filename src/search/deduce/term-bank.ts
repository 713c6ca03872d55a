import type { Equation, Theory, TheoryTerm } from '../../expression/theory/theory.ts';

/** A term of a {@link TermBank}. */
export type Term = number;

export type BankOperation = {
  readonly name: string;
  /** Numbers of the sorts. */
  readonly takes: readonly number[];
  readonly gives: number;
  readonly constructor: boolean;
  /** What of two operations is the greater one in the order of terms. */
  readonly rank: number;
};

/** Constants made on the way come below all operations of a theory. */
const THEORY_RANK = 1 << 20;

/**
 * First-order terms, each there once: equal terms are equal numbers. A variable is a number and a sort; constants may
 * be added (variables held fixed, the new values of an induction).
 */
export class TermBank {
  readonly theory: Theory;
  readonly operations: BankOperation[];
  readonly sortNames: readonly string[];
  /** Per term: its operation, or −1 − c for the variable with code c. */
  private readonly heads: number[] = [];
  private readonly arguments: (readonly Term[])[] = [];
  private readonly sizes: number[] = [];
  private readonly grounds: boolean[] = [];
  private readonly known = new Map<string, Term>();

  constructor(theory: Theory) {
    this.theory = theory;
    this.sortNames = theory.sorts.map(({ name }) => name);
    const constructors = new Set(theory.sorts.flatMap((sort) => sort.constructors));
    this.operations = theory.operations.map(({ name, takes, gives }, index) => ({
      name,
      takes: takes.map((sort) => this.sortNames.indexOf(sort)),
      gives: this.sortNames.indexOf(gives),
      constructor: constructors.has(name),
      rank: THEORY_RANK + index,
    }));
  }

  /** The variable with this number, of this sort. */
  variable(index: number, sort: number): Term {
    return this.intern(-1 - (index * this.sortNames.length + sort), []);
  }

  /**
   * A new constant, greater in the order of terms than those added before; below all operations of the theory, or
   * above all of them.
   */
  constant(name: string, sort: number, above = false): Term {
    const rank = this.operations.length + (above ? 2 * THEORY_RANK : 0);
    this.operations.push({ name, takes: [], gives: sort, constructor: false, rank });
    return this.intern(this.operations.length - 1, []);
  }

  make(operation: number, args: readonly Term[]): Term {
    return this.intern(operation, args);
  }

  isVariable(term: Term): boolean {
    return this.heads[term] < 0;
  }

  /** Of a variable: what tells it from other variables, a small number from 0. */
  code(term: Term): number {
    return -1 - this.heads[term];
  }

  variableOfCode(code: number): Term {
    return this.intern(-1 - code, []);
  }

  /** The number of the variable with this code. */
  indexOfCode(code: number): number {
    return Math.floor(code / this.sortNames.length);
  }

  sortOfCode(code: number): number {
    return code % this.sortNames.length;
  }

  operation(term: Term): number {
    return this.heads[term];
  }

  args(term: Term): readonly Term[] {
    return this.arguments[term];
  }

  /** Operations, constants and variables in it. */
  size(term: Term): number {
    return this.sizes[term];
  }

  /** Without variables. */
  isGround(term: Term): boolean {
    return this.grounds[term];
  }

  sort(term: Term): number {
    const head = this.heads[term];
    return head < 0 ? this.sortOfCode(-1 - head) : this.operations[head].gives;
  }

  /** Codes of the variables, in the order in which they come, added to `into`. */
  variables(term: Term, into: number[] = []): number[] {
    if (this.grounds[term]) return into;
    if (this.isVariable(term)) {
      const code = this.code(term);
      if (!into.includes(code)) into.push(code);
    } else for (const arg of this.arguments[term]) this.variables(arg, into);
    return into;
  }

  /** The term with these in place of its variables (by code; those absent stay). */
  substitute(term: Term, by: ReadonlyMap<number, Term>): Term {
    if (this.grounds[term]) return term;
    if (this.isVariable(term)) return by.get(this.code(term)) ?? term;
    return this.make(
      this.heads[term],
      this.arguments[term].map((arg) => this.substitute(arg, by)),
    );
  }

  /** The term with its variables numbered from `from` on: told apart from those of another. */
  apart(term: Term, from: number): Term {
    const renamed = (code: number): Term =>
      this.variable(from + this.indexOfCode(code), this.sortOfCode(code));
    return this.substitute(term, new Map(this.variables(term).map((code) => [code, renamed(code)])));
  }

  /** With another term at a place. */
  replaceAt(term: Term, at: readonly number[], by: Term, from = 0): Term {
    if (from === at.length) return by;
    const args = [...this.arguments[term]];
    args[at[from]] = this.replaceAt(args[at[from]], at, by, from + 1);
    return this.make(this.heads[term], args);
  }

  at(term: Term, at: readonly number[]): Term {
    return at.reduce((part, index) => this.arguments[part][index], term);
  }

  /** Places of all parts that are not variables, the whole one first. */
  *places(term: Term, path: readonly number[] = []): Generator<readonly number[], void, void> {
    if (this.isVariable(term)) return;
    yield path;
    for (const [k, arg] of this.arguments[term].entries()) yield* this.places(arg, [...path, k]);
  }

  /** A term of the theory's syntax; `variables` collects its variables, numbered as they come. */
  read(term: TheoryTerm, variables: Map<string, Term>): Term {
    if (term.kind === 'variable') {
      const known = variables.get(term.name);
      if (known !== undefined) return known;
      const made = this.variable(variables.size, this.sortNames.indexOf(term.sort));
      variables.set(term.name, made);
      return made;
    }
    const operation = this.operations.findIndex(({ name }) => name === term.operation);
    return this.make(
      operation,
      term.args.map((arg) => this.read(arg, variables)),
    );
  }

  /** Both sides of an equation of the theory's syntax. */
  readEquation({ left, right }: Pick<Equation, 'left' | 'right'>): {
    readonly left: Term;
    readonly right: Term;
  } {
    const variables = new Map<string, Term>();
    return { left: this.read(left, variables), right: this.read(right, variables) };
  }

  /** The same in the theory's syntax; constants that are not the theory's become variables. */
  write(term: Term, nameOf: (term: Term) => string): TheoryTerm {
    const operation = this.operations[this.heads[term]];
    if (this.heads[term] < 0 || this.heads[term] >= this.theory.operations.length)
      return { kind: 'variable', name: nameOf(term), sort: this.sortNames[this.sort(term)] };
    return {
      kind: 'application',
      operation: operation.name,
      args: this.arguments[term].map((arg) => this.write(arg, nameOf)),
    };
  }

  private intern(head: number, args: readonly Term[]): Term {
    const key = `${head} ${args.join(' ')}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const term = this.heads.length;
    this.known.set(key, term);
    this.heads.push(head);
    this.arguments.push(args);
    this.sizes.push(args.reduce((sum, arg) => sum + this.sizes[arg], 1));
    this.grounds.push(head >= 0 && args.every((arg) => this.grounds[arg]));
    return term;
  }
}
