import type { Equation } from '../../expression/theory/theory.ts';
import { matchTerm, type Binding } from './match.ts';
import type { Model } from './model.ts';
import { TermBank, type Term } from './term-bank.ts';

/** Values of a sort to try: so many, of at most so many constructors; atoms of a sort that has none. */
const VALUES = 15;
const SMALL = 7;
const ATOMS = 2;
/** The largest value computed, in constructors, and rewriting steps for one. */
const LARGEST = 300;
const STEPS = 20_000;
const DEPTH = 1_000;

type Definition = { readonly left: Term; readonly right: Term };

/**
 * The model whose values are terms of free constructors (atoms, where a sort has none). Operations are computed by
 * those axioms that define them: f(patterns of constructors) = term.
 */
export function freeModel(bank: TermBank): Model {
  const definitions: Definition[][] = [];
  for (const axiom of bank.theory.axioms) {
    const definition = definitionOf(bank, axiom);
    if (definition !== undefined) (definitions[bank.operation(definition.left)] ??= []).push(definition);
  }
  const atoms = bank.sortNames.map((name, sort) =>
    bank.theory.sorts[sort].constructors.length > 0
      ? []
      : Array.from({ length: ATOMS }, (_, k) => bank.constant(`${name}${k}`, sort)),
  );
  const known = new Map<Term, Term>();
  let steps = 0;
  const apply = (operation: number, args: readonly number[]): number => {
    steps = STEPS;
    return evaluate(operation, args, 0);
  };
  return { values: smallValues(bank, atoms), apply };

  function evaluate(operation: number, args: readonly number[], depth: number): number {
    if (args.includes(-1)) return -1;
    const call = bank.make(operation, args);
    if (bank.operations[operation].constructor) return bank.size(call) > LARGEST ? -1 : call;
    const value = known.get(call);
    if (value !== undefined) return value;
    if (--steps < 0 || depth > DEPTH) return -1;
    for (const { left, right } of definitions[operation] ?? []) {
      const binding: Binding = new Map();
      if (!matchTerm(bank, left, call, binding)) continue;
      const result = instance(right, binding, depth + 1);
      if (result >= 0) known.set(call, result);
      return result;
    }
    return -1;
  }

  function instance(term: Term, binding: Binding, depth: number): number {
    if (bank.isVariable(term)) return binding.get(bank.code(term)) ?? -1;
    const args = bank.args(term).map((arg) => instance(arg, binding, depth));
    return evaluate(bank.operation(term), args, depth);
  }
}

/** The axiom as a definition: of an operation that is no constructor, at patterns of constructors. */
function definitionOf(bank: TermBank, axiom: Equation): Definition | undefined {
  const sides = bank.readEquation(axiom);
  if (bank.isVariable(sides.left) || bank.operations[bank.operation(sides.left)].constructor)
    return undefined;
  const pattern = (term: Term): boolean =>
    bank.isVariable(term) ||
    (bank.operations[bank.operation(term)].constructor && bank.args(term).every(pattern));
  if (!bank.args(sides.left).every(pattern)) return undefined;
  const bound = bank.variables(sides.left);
  return bank.variables(sides.right).every((code) => bound.includes(code)) ? sides : undefined;
}

/** The first values of each sort by size. */
function smallValues(bank: TermBank, atoms: readonly (readonly Term[])[]): Term[][] {
  const values = atoms.map((list) => [...list]);
  const constructors = bank.operations
    .map((one, index) => ({ ...one, index }))
    .filter((one) => one.constructor);
  for (let round = 0; round < SMALL; round++) {
    const made: [number, Term][] = [];
    for (const { index, takes, gives } of constructors)
      for (const args of tuples(takes.map((sort) => values[sort])))
        made.push([gives, bank.make(index, args)]);
    made.sort(([, a], [, b]) => bank.size(a) - bank.size(b) || a - b);
    for (const [sort, value] of made)
      if (values[sort].length < VALUES && bank.size(value) <= SMALL && !values[sort].includes(value))
        values[sort].push(value);
  }
  return values;
}

function tuples(lists: readonly (readonly Term[])[]): Term[][] {
  return lists.reduce<Term[][]>(
    (rows, list) => rows.flatMap((row) => list.map((one) => [...row, one])),
    [[]],
  );
}
