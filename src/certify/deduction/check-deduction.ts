import { fail } from '../../error/fault.ts';
import { parseTheory, parseTheoryEquation, parseTheoryTerm } from '../../expression/theory/parse-theory.ts';
import { printEquation } from '../../expression/theory/print-theory.ts';
import type { Theory, TheoryTerm } from '../../expression/theory/theory.ts';
import type { Deduction, Fact, InductionCase, ProofStep } from './deduction.ts';

type Sides = { readonly left: TheoryTerm; readonly right: TheoryTerm };
/** Sides of an equation, and which of its variables stand for constants: those no step may replace. */
type Hypothesis = Sides & { readonly fixed: ReadonlySet<string> };
type Context = {
  readonly theory: Theory;
  readonly facts: readonly Sides[];
  readonly hypotheses: readonly Hypothesis[];
  /** Names a step may not use for anything else, with their sorts. */
  readonly sorts: ReadonlyMap<string, string>;
};

/**
 * Replays every proof of a deduction, knowing nothing of how it was found: an axiom is one of the theory's, a step
 * replaces one term by another that an earlier fact (or a hypothesis of the induction) makes equal, an induction has
 * one case a constructor. What holds then holds in every model of the axioms (with sorts not empty, and for
 * inductions: with values made by constructors alone).
 * @throws NapierError `not-proved` with the fact, the step and the reason of the first failure; the parser's faults
 */
export function checkDeduction(deduction: Deduction): void {
  const theory = parseTheory(deduction.theory);
  const axioms = new Set(theory.axioms.map((axiom) => printEquation(theory, axiom)));
  const facts: Sides[] = [];
  deduction.facts.forEach((fact, number) => {
    try {
      const equation = parseTheoryEquation(theory, fact.statement);
      checkFact(fact, equation, { theory, facts, axioms });
      facts.push(equation);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const message = `fact ${number} of the deduction, ${fact.statement}, is not proved: ${error.message}`;
      fail({ kind: 'not-proved', message });
    }
  });
}

class Refusal extends Error {}

function refuse(reason: string): never {
  throw new Refusal(reason);
}

function checkFact(
  { statement, proof }: Fact,
  equation: Sides,
  known: { readonly theory: Theory; readonly facts: readonly Sides[]; readonly axioms: ReadonlySet<string> },
): void {
  const { theory, facts } = known;
  const sorts = new Map([...variablesOf(equation.left), ...variablesOf(equation.right)]);
  if (proof.kind === 'axiom') {
    if (!known.axioms.has(statement)) refuse('the theory has no such axiom');
    return;
  }
  if (proof.kind === 'equations') {
    checkSteps(equation, proof.steps, { theory, facts, hypotheses: [], sorts });
    return;
  }
  const { variable, cases } = proof;
  const sort = theory.sorts.find(({ name }) => name === sorts.get(variable));
  if (sort === undefined) refuse(`it has no variable ${variable}`);
  if (sort.constructors.length === 0) refuse(`nothing is known of how values of ${sort.name} are made`);
  const made = cases.map((one) => one.constructor);
  if ([...made].sort().join(' ') !== [...sort.constructors].sort().join(' '))
    refuse(`the cases are to be ${sort.constructors.join(', ')}`);
  for (const one of cases) checkCase(equation, variable, one, { theory, facts, hypotheses: [], sorts });
}

function checkCase(equation: Sides, variable: string, one: InductionCase, context: Context): void {
  const { theory, facts } = context;
  const operation = theory.operations.find(({ name }) => name === one.constructor);
  if (operation === undefined) return refuse(`there is no constructor ${one.constructor}`);
  if (one.constants.length !== operation.takes.length) refuse(`${one.constructor} takes other arguments`);
  const sorts = new Map(context.sorts);
  const constants = one.constants.map((name, k): TheoryTerm => {
    if (sorts.has(name) || theory.operations.some((o) => o.name === name))
      refuse(`${name} is not a new name`);
    sorts.set(name, operation.takes[k]);
    return { kind: 'variable', name, sort: operation.takes[k] };
  });
  const value: TheoryTerm = { kind: 'application', operation: one.constructor, args: constants };
  const fixed = new Set(one.constants);
  const own = constants.filter((_, k) => operation.takes[k] === operation.gives);
  const hypotheses = own.map((constant) => ({ ...substituted(equation, variable, constant), fixed }));
  checkSteps(substituted(equation, variable, value), one.steps, { theory, facts, hypotheses, sorts });
}

/** The steps lead from the left side to the right one. Variables are constants here: the steps may not bind them. */
function checkSteps(goal: Sides, steps: readonly ProofStep[], context: Context): void {
  const { theory, facts, hypotheses } = context;
  let term = goal.left;
  const sort = sortOf(theory, goal.left);
  steps.forEach((step, number) => {
    const after = parseTheoryTerm(theory, step.term, sort, new Map(context.sorts));
    const equation: Hypothesis | undefined =
      'fact' in step.by
        ? facts[step.by.fact] && { ...facts[step.by.fact], fixed: new Set() }
        : hypotheses[step.by.hypothesis];
    if (equation === undefined) return refuse(`step ${number} uses what is not known there`);
    const [from, to] = step.reversed ? [equation.right, equation.left] : [equation.left, equation.right];
    const [before, made] = descend(term, after, step.at, number);
    const bound = new Map<string, TheoryTerm>();
    if (
      !matches(theory, from, before, equation.fixed, bound) ||
      !matches(theory, to, made, equation.fixed, bound)
    )
      refuse(`step ${number} is no use of that equation`);
    term = after;
  });
  if (!same(term, goal.right)) refuse('the steps do not end at the right side');
}

/** The parts at a place of two terms that are the same everywhere else. */
function descend(
  before: TheoryTerm,
  after: TheoryTerm,
  at: readonly number[],
  step: number,
): [TheoryTerm, TheoryTerm] {
  for (const index of at) {
    if (before.kind === 'variable' || after.kind === 'variable' || before.operation !== after.operation)
      return refuse(`step ${step} has no such place`);
    const [one, other] = [before.args, after.args];
    if (!(index in one)) refuse(`step ${step} has no such place`);
    if (one.some((arg, k) => k !== index && !same(arg, other[k])))
      refuse(`step ${step} changes more than one place`);
    [before, after] = [one[index], other[index]];
  }
  return [before, after];
}

/** Whether the term is the pattern with terms for its variables (those fixed: themselves); `bound` holds them. */
function matches(
  theory: Theory,
  pattern: TheoryTerm,
  term: TheoryTerm,
  fixed: ReadonlySet<string>,
  bound: Map<string, TheoryTerm>,
): boolean {
  if (pattern.kind === 'variable') {
    if (fixed.has(pattern.name)) return term.kind === 'variable' && term.name === pattern.name;
    const known = bound.get(pattern.name);
    if (known !== undefined) return same(known, term);
    if (sortOf(theory, term) !== pattern.sort) return false;
    bound.set(pattern.name, term);
    return true;
  }
  return (
    term.kind === 'application' &&
    term.operation === pattern.operation &&
    pattern.args.every((arg, k) => matches(theory, arg, term.args[k], fixed, bound))
  );
}

function same(a: TheoryTerm, b: TheoryTerm): boolean {
  if (a.kind === 'variable') return b.kind === 'variable' && a.name === b.name && a.sort === b.sort;
  return (
    b.kind === 'application' && a.operation === b.operation && a.args.every((arg, k) => same(arg, b.args[k]))
  );
}

function substituted({ left, right }: Sides, variable: string, value: TheoryTerm): Sides {
  const replace = (term: TheoryTerm): TheoryTerm => {
    if (term.kind === 'variable') return term.name === variable ? value : term;
    return { ...term, args: term.args.map(replace) };
  };
  return { left: replace(left), right: replace(right) };
}

function sortOf(theory: Theory, term: TheoryTerm): string {
  if (term.kind === 'variable') return term.sort;
  return theory.operations.find(({ name }) => name === term.operation)?.gives ?? refuse('unknown operation');
}

function* variablesOf(term: TheoryTerm): Generator<[string, string], void, void> {
  if (term.kind === 'variable') yield [term.name, term.sort];
  else for (const arg of term.args) yield* variablesOf(arg);
}
