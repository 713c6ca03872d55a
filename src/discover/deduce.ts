import { checkDeduction } from '../certify/deduction/check-deduction.ts';
import { fail } from '../error/fault.ts';
import { parseTheory, parseTheoryEquation } from '../expression/theory/parse-theory.ts';
import { printEquation } from '../expression/theory/print-theory.ts';
import type { Theory, TheoryTerm } from '../expression/theory/theory.ts';
import { explore, type Explored } from '../search/deduce/explore.ts';
import { writeConjecture, writeDeduction } from '../search/deduce/write-deduction.ts';
import type { DeductionEntry, DeductionFinding } from './deduction.ts';
import { VERSION } from './version.ts';

export type DeduceOptions = {
  /** Largest side of a conjecture, in operations and variables, 1 to 12. @defaultValue 7 */
  readonly maxSize?: number;
  /** Seed of the points that conjectures are tried at. @defaultValue 1 */
  readonly seed?: number;
  readonly stopped?: () => boolean;
};

const VARIABLES = 3;
const TERMS = 50_000;
/** Equations that follow from those known, handled after each new one. */
const COMPLETION = 60;
const CONJECTURES = 50;

/**
 * Theorems of a theory, found and proved from its axioms; with goals, the search ends when all are proved. Every proof
 * is replayed by the checker before it is told.
 * @param source as `parseTheory` reads it
 * @throws NapierError the parser's; `value` when the axioms contradict each other, with the equation that shows it
 */
export function deduce(source: string, options: DeduceOptions = {}): DeductionFinding {
  const theory = parseTheory(source);
  const maxSize = options.maxSize ?? 7;
  const seed = options.seed ?? 1;
  const { stopped } = options;
  const explored = explore(theory, {
    maxSize,
    variables: VARIABLES,
    maxTerms: TERMS,
    completion: COMPLETION,
    seed,
    ...(stopped === undefined ? {} : { stopped }),
  });
  if (explored.inconsistent !== undefined) refuseAxioms(source, explored);
  const statement = (fact: number): string => {
    const { left, right } = explored.facts.get(fact);
    return writeConjecture(explored, left, right);
  };
  // What was proved again after its first form had been rewritten away stands once.
  const theorems = new Map<number, boolean>();
  const found = new Set<string>();
  for (const { fact, essential } of explored.theorems) {
    if (found.has(statement(fact))) continue;
    found.add(statement(fact));
    theorems.set(fact, essential);
  }
  // A goal that is a theorem as it stands needs no proof of its own.
  const goals = explored.goals.filter((fact) => fact !== undefined && !found.has(statement(fact)));
  const wanted = [...explored.axioms, ...theorems.keys(), ...goals.filter((fact) => fact !== undefined)];
  const { deduction, numbers } = writeDeduction(source, explored, wanted);
  checkDeduction(deduction);
  const asked = new Set(theory.goals.map((goal) => withoutNames(theory, printEquation(theory, goal))));
  const factOf = new Map([...numbers].map(([fact, number]) => [number, fact]));
  const proved = deduction.facts.map(({ statement, proof }, number): DeductionEntry => {
    const fact = factOf.get(number) as number;
    const role =
      proof.kind === 'axiom'
        ? 'axiom'
        : goals.includes(fact) || asked.has(withoutNames(theory, statement))
          ? 'goal'
          : theorems.has(fact)
            ? 'theorem'
            : 'lemma';
    const essential = theorems.get(fact) === true ? ({ essential: true } as const) : {};
    return { identity: statement, role, status: 'proved', ...essential, proof };
  });
  const { counts } = explored;
  return {
    napier: VERSION,
    kind: 'deduction',
    problem: { theory: source, maxSize, seed },
    front: [...proved, ...conjectures(explored)],
    provenance: {
      evaluations: counts.terms,
      distinct: counts.conjectures,
      stop: explored.stop,
      history: [{ phase: 'search', ...counts, facts: explored.facts.size }],
    },
  };
}

/** Goals of the theory that the finding does not prove, as text. */
export function unprovedGoals({ problem, front }: DeductionFinding): string[] {
  const theory = parseTheory(problem.theory);
  const proved = new Set(
    front.flatMap(({ identity, status }) => (status === 'proved' ? [withoutNames(theory, identity)] : [])),
  );
  const goals = theory.goals.map((goal) => printEquation(theory, goal));
  return goals.filter((goal) => !proved.has(withoutNames(theory, goal)));
}

/** A text that equations share which differ in the names of variables alone. */
function withoutNames(theory: Theory, identity: string): string {
  const names = new Map<string, string>();
  const rename = (term: TheoryTerm): TheoryTerm => {
    if (term.kind === 'application') return { ...term, args: term.args.map(rename) };
    const name = names.get(term.name) ?? `v${names.size}`;
    names.set(term.name, name);
    return { ...term, name };
  };
  const { left, right } = parseTheoryEquation(theory, identity);
  return JSON.stringify([rename(left), rename(right)]);
}

function conjectures(explored: Explored): DeductionEntry[] {
  const seen = new Map<string, number>();
  for (const { left, right, points } of explored.open)
    seen.set(writeConjecture(explored, left, right), points);
  return [...seen]
    .slice(0, CONJECTURES)
    .map(([identity, points]) => ({ identity, role: 'conjecture', status: 'measured', points }));
}

function refuseAxioms(source: string, explored: Explored): never {
  const { left, right } = explored.facts.get(explored.inconsistent as number);
  const shown = writeConjecture(explored, left, right);
  fail({
    kind: 'value',
    message: `the axioms contradict each other: they make ${shown}`,
    source,
    span: explored.bank.theory.axioms[explored.axioms.length]?.span ?? explored.bank.theory.axioms[0].span,
    hint: 'with this axiom and those before it different values are equal',
  });
}
