import type { Term, TermBank } from './term-bank.ts';

/** Terms by the codes of the variables they stand for. */
export type Binding = Map<number, Term>;

/** Whether `term` is `pattern` with terms for its variables, which `binding` then holds (it may be left half filled). */
export function matchTerm(bank: TermBank, pattern: Term, term: Term, binding: Binding): boolean {
  if (bank.isGround(pattern)) return pattern === term;
  if (bank.isVariable(pattern)) {
    const code = bank.code(pattern);
    const known = binding.get(code);
    if (known !== undefined) return known === term;
    if (bank.sort(pattern) !== bank.sort(term)) return false;
    binding.set(code, term);
    return true;
  }
  if (bank.operation(pattern) !== bank.operation(term)) return false;
  const [patterns, terms] = [bank.args(pattern), bank.args(term)];
  for (let k = 0; k < patterns.length; k++)
    if (!matchTerm(bank, patterns[k], terms[k], binding)) return false;
  return true;
}

/** The most general terms for variables that make both equal; `undefined` when none do. */
export function unify(bank: TermBank, one: Term, other: Term): Binding | undefined {
  const binding: Binding = new Map();
  if (!unifyIn(bank, one, other, binding)) return undefined;
  // Triangular form to terms without bound variables.
  for (const [code, term] of binding) binding.set(code, resolve(bank, term, binding));
  return binding;
}

function unifyIn(bank: TermBank, one: Term, other: Term, binding: Binding): boolean {
  one = walk(bank, one, binding);
  other = walk(bank, other, binding);
  if (one === other) return true;
  if (bank.sort(one) !== bank.sort(other)) return false;
  if (!bank.isVariable(one) && bank.isVariable(other)) [one, other] = [other, one];
  if (bank.isVariable(one)) {
    if (occurs(bank, bank.code(one), other, binding)) return false;
    binding.set(bank.code(one), other);
    return true;
  }
  if (bank.operation(one) !== bank.operation(other)) return false;
  const [ones, others] = [bank.args(one), bank.args(other)];
  return ones.every((arg, k) => unifyIn(bank, arg, others[k], binding));
}

function walk(bank: TermBank, term: Term, binding: Binding): Term {
  while (bank.isVariable(term)) {
    const next = binding.get(bank.code(term));
    if (next === undefined) break;
    term = next;
  }
  return term;
}

function occurs(bank: TermBank, code: number, term: Term, binding: Binding): boolean {
  term = walk(bank, term, binding);
  if (bank.isGround(term)) return false;
  if (bank.isVariable(term)) return bank.code(term) === code;
  return bank.args(term).some((arg) => occurs(bank, code, arg, binding));
}

function resolve(bank: TermBank, term: Term, binding: Binding): Term {
  if (bank.isGround(term)) return term;
  if (bank.isVariable(term)) {
    const bound = binding.get(bank.code(term));
    return bound === undefined ? term : resolve(bank, bound, binding);
  }
  return bank.make(
    bank.operation(term),
    bank.args(term).map((arg) => resolve(bank, arg, binding)),
  );
}
