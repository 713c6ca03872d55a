import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkDeduction } from '../../src/certify/deduction/check-deduction.ts';
import type { Deduction, Fact, ProofStep } from '../../src/certify/deduction/deduction.ts';
import { deduce } from '../../src/discover/deduce.ts';
import { createRandom } from '../../src/number/random.ts';
import { mutateDeduction } from '../../src/search/deduce/mutate.ts';

const theory = readFileSync(new URL('../../docs/theories/lists.theory', import.meta.url), 'utf8');
const PEANO = `type N = 0 | s(N)
operation N + N : N
axiom x + 0 = x
axiom x + s(y) = s(x + y)`;

let made: Deduction;
beforeAll(() => {
  const facts = deduce(theory).front.flatMap(({ identity, proof }) =>
    proof === undefined ? [] : [{ statement: identity, proof }],
  );
  made = { theory, facts };
});

describe('the checker of deductions', () => {
  it('accepts what was found', () => {
    expect(made.facts.length).toBeGreaterThan(6);
    expect(() => checkDeduction(made)).not.toThrow();
  });

  it('refuses each proof with any one step left out, changed, moved or turned round', () => {
    let changes = 0;
    made.facts.forEach((fact, number) => {
      for (const steps of lists(fact)) {
        for (const [k, step] of steps.entries()) {
          const others: (ProofStep | undefined)[] = [
            undefined,
            { ...step, reversed: !step.reversed },
            { ...step, at: [...step.at, 0] },
            { ...step, at: [5] },
            { ...step, term: `rev(${step.term})` },
            { ...step, by: { fact: 10_000 } },
            { ...step, by: { hypothesis: 7 } },
          ];
          for (const other of others) {
            const changed = steps.flatMap((one, j) =>
              j === k ? (other === undefined ? [] : [other]) : [one],
            );
            const facts = made.facts.map((one, j) => (j === number ? replaced(one, steps, changed) : one));
            expect(() => checkDeduction({ theory, facts }), `${fact.statement} ${k}`).toThrow();
            changes++;
          }
        }
      }
    });
    expect(changes).toBeGreaterThan(100);
  });

  it('refuses a fact that uses itself or a later one', () => {
    const steps: ProofStep[] = [{ term: 'y + x', by: { fact: 0 }, reversed: false, at: [] }];
    const fact: Fact = { statement: 'x + y = y + x', proof: { kind: 'equations', steps } };
    expect(() => checkDeduction({ theory: PEANO, facts: [fact] })).toThrow(/not proved/);
  });

  it('refuses axioms that the theory has not', () => {
    const fact: Fact = { statement: 'x + y = x', proof: { kind: 'axiom' } };
    expect(() => checkDeduction({ theory: PEANO, facts: [fact] })).toThrow(/no such axiom/);
  });

  const AXIOMS: Fact[] = [
    { statement: 'x + 0 = x', proof: { kind: 'axiom' } },
    { statement: 'x + s(y) = s(x + y)', proof: { kind: 'axiom' } },
  ];
  const zero = {
    constructor: '0',
    constants: [],
    steps: [{ term: '0', by: { fact: 0 }, reversed: false, at: [] }],
  };
  const next = {
    constructor: 's',
    constants: ['k'],
    steps: [
      { term: 's(0 + k)', by: { fact: 1 }, reversed: false, at: [] },
      { term: 's(k)', by: { hypothesis: 0 }, reversed: false, at: [0] },
    ],
  };
  const induction = (cases: readonly (typeof zero | typeof next)[]): Deduction => ({
    theory: PEANO,
    facts: [...AXIOMS, { statement: '0 + x = x', proof: { kind: 'induction', variable: 'x', cases } }],
  });

  it('takes an induction with all its cases, once each, and new constants', () => {
    expect(() => checkDeduction(induction([zero, next]))).not.toThrow();
    expect(() => checkDeduction(induction([zero]))).toThrow(/the cases are to be 0, s/);
    expect(() => checkDeduction(induction([next]))).toThrow(/the cases are to be 0, s/);
    expect(() => checkDeduction(induction([zero, zero, next]))).toThrow(/the cases/);
    expect(() => checkDeduction(induction([zero, { ...next, constants: ['x'] }]))).toThrow(/not a new name/);
    expect(() => checkDeduction(induction([zero, { ...next, constants: [] }]))).toThrow(/other arguments/);
  });

  it('does not let a hypothesis be used for another value than the smaller one', () => {
    // x + y = y, "by induction over y": the hypothesis for k used at s(k).
    const cases = [
      { constructor: '0', constants: [], steps: [] },
      {
        constructor: 's',
        constants: ['k'],
        steps: [{ term: 's(k)', by: { hypothesis: 0 }, reversed: false, at: [] }],
      },
    ];
    const fact: Fact = { statement: '0 + y = y', proof: { kind: 'induction', variable: 'y', cases } };
    expect(() => checkDeduction({ theory: PEANO, facts: [...AXIOMS, fact] })).toThrow(/not proved/);
  });

  it('does not let a variable of another type be bound', () => {
    const two =
      'type N = 0 | s(N)\ntype M\noperation c : M\noperation f(M) : N\noperation N + N : N\naxiom f(x) = 0';
    const steps: ProofStep[] = [{ term: '0', by: { fact: 0 }, reversed: false, at: [] }];
    const facts: Fact[] = [
      { statement: 'f(x) = 0', proof: { kind: 'axiom' } },
      { statement: 's(0) = 0', proof: { kind: 'equations', steps } },
    ];
    expect(() => checkDeduction({ theory: two, facts })).toThrow(/no use of that equation/);
  });

  it('accepts mutations of what is true, and refuses them without their second step', () => {
    const random = createRandom(7);
    let count = 0;
    for (let k = 0; k < 300; k++) {
      const fact = mutateDeduction(made, random);
      if (fact === undefined || fact.proof.kind !== 'equations') continue;
      count++;
      expect(() => checkDeduction({ theory, facts: [...made.facts, fact] }), fact.statement).not.toThrow();
      const [first, second] = fact.proof.steps;
      if (first.term === second.term) continue;
      const cut: Fact = { ...fact, proof: { kind: 'equations', steps: [first] } };
      expect(() => checkDeduction({ theory, facts: [...made.facts, cut] })).toThrow();
    }
    expect(count).toBeGreaterThan(200);
  });
});

function lists({ proof }: Fact): (readonly ProofStep[])[] {
  if (proof.kind === 'axiom') return [];
  return proof.kind === 'equations' ? [proof.steps] : proof.cases.map(({ steps }) => steps);
}

function replaced(fact: Fact, steps: readonly ProofStep[], by: readonly ProofStep[]): Fact {
  const { proof } = fact;
  if (proof.kind === 'equations') return { ...fact, proof: { ...proof, steps: by } };
  if (proof.kind === 'axiom') return fact;
  const cases = proof.cases.map((one) => (one.steps === steps ? { ...one, steps: by } : one));
  return { ...fact, proof: { ...proof, cases } };
}
