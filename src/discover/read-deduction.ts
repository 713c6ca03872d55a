import { checkDeduction } from '../certify/deduction/check-deduction.ts';
import type { FactProof, InductionCase, ProofStep } from '../certify/deduction/deduction.ts';
import { parseTheory, parseTheoryEquation } from '../expression/theory/parse-theory.ts';
import type { Theory } from '../expression/theory/theory.ts';
import { DEDUCTION_ROLES, type DeductionEntry, type DeductionFinding } from './deduction.ts';
import type { Field } from './json/fields.ts';
import { readProvenance } from './read-finding.ts';

const LIMITS = { front: 20_000, steps: 10_000, cases: 50, depth: 200 } as const;
const EDITED = 'a finding is not to be edited by hand';

/**
 * Reads the members of a finding of deductions. Nothing is taken on trust: every proof is replayed.
 * @throws NapierError with the path and the place of the first thing wrong
 */
export function readDeduction(
  version: string,
  fields: Readonly<Record<'problem' | 'front' | 'provenance', Field>>,
): DeductionFinding {
  const p = fields.problem.object(['theory', 'maxSize', 'seed']);
  const source = p.theory.string();
  const theory = p.theory.attempt(() => parseTheory(source));
  const front = fields.front.items(LIMITS.front).map((item) => readEntry(item, theory));
  const facts = front.flatMap(({ identity, proof }) =>
    proof === undefined ? [] : [{ statement: identity, proof }],
  );
  if (front.some(({ proof }, k) => (proof === undefined) !== k >= facts.length))
    fields.front.refuse('conjectures come after what is proved', EDITED);
  fields.front.attempt(() => checkDeduction({ theory: source, facts }));
  return {
    napier: version,
    kind: 'deduction',
    problem: { theory: source, maxSize: p.maxSize.count(), seed: p.seed.count() },
    front,
    provenance: readProvenance(fields.provenance),
  };
}

function readEntry(field: Field, theory: Theory): DeductionEntry {
  const e = field.object(['identity', 'role', 'status'], ['essential', 'proof', 'points']);
  const identity = e.identity.string();
  e.identity.attempt(() => parseTheoryEquation(theory, identity));
  const role = e.role.oneOf(DEDUCTION_ROLES);
  const status = e.status.oneOf(['proved', 'measured']);
  if ((status === 'proved') !== (e.proof !== undefined) || (status === 'proved') === (e.points !== undefined))
    e.status.refuse('what is proved has a proof, what is measured has points', EDITED);
  if ((role === 'conjecture') !== (status === 'measured'))
    e.role.refuse('a conjecture is not proved', EDITED);
  if (e.essential !== undefined && !e.essential.boolean()) e.essential.refuse('true, or not there', EDITED);
  return {
    identity,
    role,
    status,
    ...(e.essential === undefined ? {} : { essential: true }),
    ...(e.proof === undefined ? {} : { proof: readProof(e.proof) }),
    ...(e.points === undefined ? {} : { points: e.points.count() }),
  };
}

function readProof(field: Field): FactProof {
  const p = field.object(['kind'], ['steps', 'variable', 'cases']);
  const kind = p.kind.oneOf(['axiom', 'equations', 'induction']);
  if (kind === 'axiom') {
    field.object(['kind']);
    return { kind };
  }
  if (kind === 'equations') {
    const { steps } = field.object(['kind', 'steps']);
    return { kind, steps: readSteps(steps) };
  }
  const { variable, cases } = field.object(['kind', 'variable', 'cases']);
  return { kind, variable: variable.string(), cases: cases.items(LIMITS.cases).map(readCase) };
}

function readCase(field: Field): InductionCase {
  const c = field.object(['constructor', 'constants', 'steps']);
  return {
    constructor: c.constructor.string(),
    constants: c.constants.items(LIMITS.cases).map((name) => name.string()),
    steps: readSteps(c.steps),
  };
}

function readSteps(field: Field): ProofStep[] {
  return field.items(LIMITS.steps).map((item) => {
    const s = item.object(['term', 'at'], ['fact', 'hypothesis', 'reversed']);
    if ((s.fact === undefined) === (s.hypothesis === undefined))
      item.refuse('expected a fact or a hypothesis');
    const by =
      s.fact === undefined ? { hypothesis: (s.hypothesis as Field).count() } : { fact: s.fact.count() };
    return {
      term: s.term.string(),
      by,
      reversed: s.reversed?.boolean() ?? false,
      at: s.at.items(LIMITS.depth).map((index) => index.count()),
    };
  });
}
