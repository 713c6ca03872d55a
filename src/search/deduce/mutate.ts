import type { Deduction, Fact } from '../../certify/deduction/deduction.ts';
import { parseTheory, parseTheoryEquation } from '../../expression/theory/parse-theory.ts';
import { printTheoryTerm } from '../../expression/theory/print-theory.ts';
import type { Random } from '../../number/random.ts';
import { matchTerm, type Binding } from './match.ts';
import { TermBank, type Term } from './term-bank.ts';

/** Facts whose variables have numbers from here on are told apart from the one they are used on. */
const APART = 32;
const TRIES = 50;

/**
 * A new fact from two of a deduction: one side of the first rewritten by the second at some place, with its proof of
 * two steps (mutation of theorems: Alchemy, Wu et al., ICLR 2025). True by the way it is made, and so a test of
 * whatever proves or checks. `undefined` when no place was found in a number of tries.
 */
export function mutateDeduction(deduction: Deduction, random: Random): Fact | undefined {
  const theory = parseTheory(deduction.theory);
  const bank = new TermBank(theory);
  const sides = deduction.facts.map(({ statement }) => {
    const { left, right } = bank.readEquation(parseTheoryEquation(theory, statement));
    return [left, right] as const;
  });
  const taken = new Set(theory.operations.map(({ name }) => name));
  const nameOf = (term: Term): string => {
    let name = `x${bank.code(term)}`;
    while (taken.has(name)) name += "'";
    return name;
  };
  const text = (term: Term): string => printTheoryTerm(theory, bank.write(term, nameOf));
  for (let k = 0; k < TRIES; k++) {
    const [first, second] = [random.integer(sides.length), random.integer(sides.length)];
    const [left, right] = sides[first];
    const reversed = random.integer(2) === 1;
    const [from, to] = (reversed ? [...sides[second]].reverse() : sides[second]).map((side) =>
      bank.apart(side, APART),
    );
    const places = [...bank.places(right)];
    if (places.length === 0 || bank.isVariable(from)) continue;
    const at = places[random.integer(places.length)];
    const binding: Binding = new Map();
    if (!matchTerm(bank, from, bank.at(right, at), binding)) continue;
    const made = bank.replaceAt(right, at, bank.substitute(to, binding));
    const steps = [
      { term: text(right), by: { fact: first }, reversed: false, at: [] },
      { term: text(made), by: { fact: second }, reversed, at },
    ];
    return { statement: `${text(left)} = ${text(made)}`, proof: { kind: 'equations', steps } };
  }
  return undefined;
}
