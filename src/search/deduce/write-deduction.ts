import type { Deduction, Fact, ProofStep } from '../../certify/deduction/deduction.ts';
import { printEquation, printTheoryTerm } from '../../expression/theory/print-theory.ts';
import type { Explored } from './explore.ts';
import type { CaseStep, FactRecord } from './fact-table.ts';
import type { Term } from './term-bank.ts';

const LETTERS = ['xyzuvw', 'pqrh', 'ijlo'];
/** Of sorts whose values are atoms, where others are made of constructors. */
const ATOM_LETTERS = 'abcd';
const VALUES = 'kmnt';

/** Facts as texts, with all that their proofs take, in an order in which each follows from those before it. */
export function writeDeduction(
  theoryText: string,
  explored: Explored,
  wanted: readonly number[],
): { readonly deduction: Deduction; readonly numbers: ReadonlyMap<number, number> } {
  const { facts, bank } = explored;
  const needed = new Set<number>();
  const visit = (fact: number): void => {
    if (needed.has(fact)) return;
    needed.add(fact);
    sourcesOf(facts.get(fact)).forEach(visit);
  };
  wanted.forEach(visit);
  const order = [...needed].sort((a, b) => a - b);
  const numbers = new Map(order.map((fact, number) => [fact, number]));
  const names = new TermNames(explored);
  const text = (term: Term): string => printTheoryTerm(bank.theory, bank.write(term, names.of));
  const axioms = new Map(explored.axioms.map((fact, k) => [fact, bank.theory.axioms[k]]));
  const written = order.map((fact): Fact => {
    const axiom = axioms.get(fact);
    if (axiom !== undefined)
      return { statement: printEquation(bank.theory, axiom), proof: { kind: 'axiom' } };
    const { left, right, proof } = facts.get(fact);
    const statement = `${text(left)} = ${text(right)}`;
    if (proof.kind === 'equations')
      return { statement, proof: { kind: 'equations', steps: proof.steps.map(step) } };
    if (proof.kind !== 'induction') throw new Error(`a fact by ${proof.kind} among the deduced ones`);
    const cases = proof.cases.map((one) => ({
      constructor: one.constructor,
      constants: one.constants.map(names.of),
      steps: one.steps.map(step),
    }));
    return { statement, proof: { kind: 'induction', variable: names.of(proof.variable), cases } };
  });
  return { deduction: { theory: theoryText, facts: written }, numbers };

  function step({ term, fact, reversed, at, hypothesis }: CaseStep): ProofStep {
    const by = hypothesis === undefined ? { fact: numbers.get(fact) as number } : { hypothesis };
    return { term: text(term), by, reversed, at };
  }
}

/** An equation of a bank as text. */
export function writeConjecture(explored: Explored, left: Term, right: Term): string {
  const names = new TermNames(explored);
  const { bank } = explored;
  const text = (term: Term): string => printTheoryTerm(bank.theory, bank.write(term, names.of));
  return `${text(left)} = ${text(right)}`;
}

function sourcesOf({ proof }: FactRecord): number[] {
  const facts = (steps: readonly CaseStep[]): number[] =>
    steps.filter(({ hypothesis }) => hypothesis === undefined).map(({ fact }) => fact);
  if (proof.kind === 'equations') return facts(proof.steps);
  return proof.kind === 'induction' ? proof.cases.flatMap(({ steps }) => facts(steps)) : [];
}

/** Names of variables, of the constants that hold them fixed (the same), and of new constants. */
class TermNames {
  private readonly explored: Explored;
  private readonly known = new Map<Term, string>();
  private readonly taken: Set<string>;

  constructor(explored: Explored) {
    this.explored = explored;
    const { bank } = explored;
    this.taken = new Set(bank.theory.operations.map(({ name }) => name));
    // Sorts and numbers in a fixed order, so that a name does not depend on what is printed first.
    for (let index = 0; index < 12; index++) bank.sortNames.forEach((_, sort) => this.variable(index, sort));
    for (let index = 0; index < 6; index++)
      bank.sortNames.forEach((_, sort) =>
        this.known.set(explored.held.fresh(sort, index), this.free(VALUES)),
      );
  }

  readonly of = (term: Term): string => {
    const known = this.known.get(term);
    if (known !== undefined) return known;
    const { bank } = this.explored;
    if (!bank.isVariable(term)) throw new Error('a constant without a name');
    return this.variable(bank.indexOfCode(bank.code(term)), bank.sort(term));
  };

  private variable(index: number, sort: number): string {
    const { bank, held } = this.explored;
    const variable = bank.variable(index, sort);
    const known = this.known.get(variable);
    if (known !== undefined) return known;
    const { sorts } = bank.theory;
    const made = sorts.filter(({ constructors }) => constructors.length > 0);
    const rank = made.length === 0 ? sort : made.indexOf(sorts[sort]);
    const name = this.free(rank < 0 ? ATOM_LETTERS : LETTERS[rank % LETTERS.length]);
    this.known.set(variable, name);
    this.known.set(held.frozen(sort, index), name);
    return name;
  }

  private free(letters: string): string {
    for (let round = 0; ; round++)
      for (const letter of letters) {
        const name = round === 0 ? letter : `${letter}${round}`;
        if (this.taken.has(name)) continue;
        this.taken.add(name);
        return name;
      }
  }
}
