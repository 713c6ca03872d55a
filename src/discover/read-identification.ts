import { parseExpression } from '../expression/parse.ts';
import { readExactPolynomial } from '../search/identify/fractions/read-polynomial.ts';
import { COMPLEX_ENGINES } from '../search/identify/complex/identify-complex-value.ts';
import { IDENTIFY_ENGINE_NAMES } from '../search/identify/proposal.ts';
import { SEQUENCE_FORMS } from '../search/identify/sequence-rule.ts';
import type { IdentificationEntry, IdentificationFinding, IdentificationProblem } from './identification.ts';
import { claim } from './identify-number.ts';
import type { Field } from './json/fields.ts';
import { readProvenance } from './read-finding.ts';
import { readFractionEntry, readFractionProblem } from './read-fraction.ts';

const LIMITS = { front: 10_000, terms: 1_000 } as const;
const VALUE_FORMS = ['value', 'root'] as const;
const COMPLEX_FORMS = ['complex-value', 'complex-root'] as const;
const FORMS = [...VALUE_FORMS, ...COMPLEX_FORMS, ...SEQUENCE_FORMS, 'balance'] as const;

/**
 * Reads the members of an identification. Every field is checked: expressions must parse, and what is said of chance
 * must follow from the digits. (Whether a formula meets the number is not evaluated again.)
 * @param fields `problem`, `front` and `provenance` of the file
 * @throws NapierError with the path and the place of the first thing wrong
 */
export function readIdentification(
  version: string,
  fields: Readonly<Record<'problem' | 'front' | 'provenance', Field>>,
): IdentificationFinding {
  const problem = readProblem(fields.problem);
  return {
    napier: version,
    kind: 'identification',
    problem,
    front: fields.front.items(LIMITS.front).map((item) => readEntry(item, problem)),
    provenance: readProvenance(fields.provenance),
  };
}

function readProblem(field: Field): IdentificationProblem {
  const given = field.entries(10).find(([key]) => key === 'question')?.[1];
  const question = (given ?? field.refuse('the member "question" is missing')).oneOf([
    'number',
    'complex',
    'sequence',
    'reaction',
    'continued-fraction',
  ]);
  if (question === 'continued-fraction') return readFractionProblem(field);
  if (question === 'sequence') {
    const f = field.object(['question', 'terms']);
    return { question, terms: f.terms.items(LIMITS.terms).map((term) => term.string()) };
  }
  if (question === 'reaction') {
    const f = field.object(['question', 'reaction']);
    return { question, reaction: f.reaction.string() };
  }
  if (question === 'complex') {
    const f = field.object(['question', 'number', 'box', 'digits']);
    const box = f.box.object(['re', 'im']);
    const side = (part: Field): { lo: string; hi: string } => {
      const { lo, hi } = part.object(['lo', 'hi']);
      return { lo: lo.parsedBy(parseExpression), hi: hi.parsedBy(parseExpression) };
    };
    return {
      question,
      number: f.number.string(),
      box: { re: side(box.re), im: side(box.im) },
      digits: f.digits.number(),
    };
  }
  const f = field.object(['question', 'interval', 'digits'], ['number', 'fraction']);
  const interval = f.interval.object(['lo', 'hi']);
  return {
    question,
    ...(f.number === undefined ? {} : { number: f.number.string() }),
    ...(f.fraction === undefined ? {} : { fraction: readPolynomials(f.fraction) }),
    interval: { lo: interval.lo.parsedBy(parseExpression), hi: interval.hi.parsedBy(parseExpression) },
    digits: f.digits.number(),
  };
}

function readEntry(field: Field, problem: IdentificationProblem): IdentificationEntry {
  if (problem.question === 'continued-fraction') return readFractionEntry(field, problem);
  const { question } = problem;
  const given = field.entries(20).find(([key]) => key === 'form')?.[1];
  const form = (given ?? field.refuse('the member "form" is missing')).oneOf(FORMS);
  const fits = {
    number: VALUE_FORMS,
    complex: COMPLEX_FORMS,
    sequence: SEQUENCE_FORMS,
    reaction: ['balance'],
  } as const;
  if (!(fits[question] as readonly string[]).includes(form))
    field.refuse(`a ${form} does not answer a ${question}`);
  if (form === 'balance') {
    const f = field.object(['form', 'expression', 'text', 'status']);
    return {
      form,
      expression: f.expression.parsedBy(parseExpression),
      text: f.text.string(),
      status: f.status.oneOf(['proved']),
    };
  }
  if (form === 'complex-value' || form === 'complex-root') {
    const f = field.object(['form', 'expression', 'digits', 'spent', 'chance', 'status', 'engine']);
    return {
      form,
      expression: f.expression.parsedBy(parseExpression),
      ...readClaim(f),
      status: f.status.oneOf(['measured']),
      engine: f.engine.oneOf(COMPLEX_ENGINES),
    };
  }
  if (form === 'value' || form === 'root') {
    const f = field.object(['form', 'expression', 'digits', 'spent', 'chance', 'status', 'engine'], ['name']);
    return {
      form,
      expression: f.expression.parsedBy(parseExpression),
      ...(f.name === undefined ? {} : { name: f.name.string() }),
      ...readClaim(f),
      status: f.status.oneOf(['measured']),
      engine: f.engine.oneOf(IDENTIFY_ENGINE_NAMES),
    };
  }
  const f = field.object(['form', 'expression', 'terms', 'digits', 'spent', 'chance', 'status']);
  const terms = f.terms.object(['spent', 'checked']);
  return {
    form,
    expression: f.expression.parsedBy(parseExpression),
    terms: { spent: terms.spent.count(), checked: terms.checked.count() },
    ...readClaim(f),
    status: f.status.oneOf(['measured']),
  };
}

function readClaim(f: Readonly<Record<'digits' | 'spent' | 'chance', Field>>): ReturnType<typeof claim> {
  const [digits, spent, chance] = [f.digits.number(), f.spent.number(), f.chance.string()];
  const expected = claim(digits, spent).chance;
  if (chance !== expected)
    f.chance.refuse(`the digits make it ${expected}`, 'a finding is not to be edited by hand');
  return { digits, spent, chance };
}

function readPolynomials(field: Field): { a: string; b: string } {
  const { a, b } = field.object(['a', 'b']);
  for (const one of [a, b]) {
    if (readExactPolynomial(one.string()) === undefined)
      one.refuse('not a polynomial in n, as Napier writes it');
  }
  return { a: a.string(), b: b.string() };
}
