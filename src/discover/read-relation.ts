import { parseExpression } from '../expression/parse.ts';
import { toText } from '../expression/to-text.ts';
import { FORM_NAMES } from '../search/relate/forms.ts';
import type { GivenFunction } from '../search/relate/function-term.ts';
import { opaqueFunction } from '../search/relate/measured/relate-measured.ts';
import { proveZero } from '../search/relate/prove-zero.ts';
import { relationExpression, relationSum, relationText, type Relation } from '../search/relate/relation.ts';
import type { Field } from './json/fields.ts';
import { parseRelationTerm } from './parse-relation-term.ts';
import { readProvenance } from './read-finding.ts';
import { readFunction, RELATE_LIMITS } from './relate.ts';
import type { RelationEntry, RelationFinding, RelationProblem } from './relation.ts';

const LIMITS = { front: 1_000, monomials: 1_000, conditions: 20, length: 200_000, exponent: 12 } as const;
const EDITED = 'a finding is not to be edited by hand';

/**
 * Reads the members of a finding of relations. Nothing is taken on trust: the text and the identity are made again from
 * the function, the terms and the coefficients, and what is called proved is proved again.
 * @throws NapierError with the path and the place of the first thing wrong
 */
export function readRelation(
  version: string,
  fields: Readonly<Record<'problem' | 'front' | 'provenance', Field>>,
): RelationFinding {
  const { problem, f } = readProblem(fields.problem);
  return {
    napier: version,
    kind: 'relation',
    problem,
    front: fields.front.items(LIMITS.front).map((item) => readEntry(item, f, problem.program !== undefined)),
    provenance: readProvenance(fields.provenance),
  };
}

function readProblem(field: Field): { readonly problem: RelationProblem; readonly f: GivenFunction } {
  const p = field.object(['function', 'variables', 'maxDegree', 'seed'], ['with', 'program']);
  const program = p.program && readProgramOf(p.program);
  const f =
    program === undefined
      ? attempt(p.function, (text) => readFunction(text))
      : opaqueFunction(p.variables.items(RELATE_LIMITS.variables).map((name) => name.string()));
  const variables = p.variables.items(RELATE_LIMITS.variables).map((name) => name.string());
  if (variables.join() !== f.variables.join())
    p.variables.refuse(`the function's are ${f.variables.join(', ')}`);
  const terms = p.with?.items(RELATE_LIMITS.terms).map((term) => {
    attempt(term, (text) => parseRelationTerm(f, text));
    return term.string();
  });
  return {
    f,
    problem: {
      function: p.function.string(),
      ...(program === undefined ? {} : { program }),
      variables,
      ...(terms === undefined ? {} : { with: terms }),
      maxDegree: p.maxDegree.count(),
      seed: p.seed.count(),
    },
  };
}

function readProgramOf(field: Field): NonNullable<RelationProblem['program']> {
  const p = field.object(['range', 'accuracy']);
  const [lo, hi = NaN] = p.range.items(2).map((end) => end.number());
  if (!(lo < hi)) p.range.refuse('expected two numbers, the smaller first');
  return { range: [lo, hi], accuracy: p.accuracy.number() };
}

function readEntry(field: Field, f: GivenFunction, ofProgram: boolean): RelationEntry {
  const e = field.object(
    ['identity', 'text', 'form', 'terms', 'monomials', 'status', 'points', 'digits'],
    ['proof'],
  );
  const terms = e.terms
    .items(RELATE_LIMITS.terms + 4)
    .map((term) => attempt(term, (text) => parseRelationTerm(f, text)));
  const monomials = e.monomials.items(LIMITS.monomials).map((item) => {
    const numbers = item.items(terms.length + 1).map((n) => {
      const text = n.string();
      return /^-?\d{1,400}$/.test(text) ? BigInt(text) : n.refuse('expected a whole number as text');
    });
    const [coefficient, ...exponents] = numbers;
    if (exponents.length !== terms.length) item.refuse(`expected ${terms.length + 1} numbers`);
    if (exponents.some((n) => n < 0n || n > LIMITS.exponent))
      item.refuse(`exponents go from 0 to ${LIMITS.exponent}`);
    return { coefficient, exponents: exponents.map(Number) };
  });
  const relation: Relation = { form: e.form.oneOf(FORM_NAMES), terms, monomials };
  const text = relationText(relation);
  if (e.text.string() !== text) e.text.refuse(`the terms make it ${text}`, EDITED);
  const identity = ofProgram ? relationSum(relation) : toText(relationExpression(relation));
  if (e.identity.string() !== identity) e.identity.refuse('the terms make another one', EDITED);
  const status = e.status.oneOf(['proved', 'measured']);
  if (ofProgram && status === 'proved') e.status.refuse('of a program nothing is proved', EDITED);
  const proof = e.proof && readProof(e.proof, identity);
  if ((status === 'proved') !== (proof !== undefined))
    e.status.refuse('exactly proved relations have a proof', EDITED);
  return {
    identity,
    text,
    form: relation.form,
    terms: terms.map((term) => term.text),
    monomials: monomials.map(({ coefficient, exponents }) => [`${coefficient}`, ...exponents.map(String)]),
    status,
    ...(proof === undefined ? {} : { proof }),
    points: e.points.count(),
    digits: e.digits.number(),
  };
}

function readProof(field: Field, identity: string): NonNullable<RelationEntry['proof']> {
  const p = field.object(['method', 'generators', 'conditions']);
  const method = p.method.oneOf(['normal-form']);
  const conditions = p.conditions.items(LIMITS.conditions).map((condition) => condition.string());
  const again = proveZero(parseExpression(identity));
  if (again === undefined) return field.refuse('the identity is not proved by this', EDITED);
  const missing = again.conditions.find((condition) => !conditions.includes(condition));
  if (missing !== undefined) p.conditions.refuse(`the proof also takes ${missing}`, EDITED);
  return { method, generators: p.generators.count(), conditions };
}

/** What a reader of text makes of a field, its faults told at the field. */
function attempt<T>(field: Field, read: (text: string) => T): T {
  const text = field.string();
  if (text.length > LIMITS.length) field.refuse('too long');
  return field.attempt(() => read(text));
}
