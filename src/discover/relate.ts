import { fail } from '../error/fault.ts';
import { variablesOf, type Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { toText } from '../expression/to-text.ts';
import type { Form } from '../search/relate/forms.ts';
import type { GivenFunction } from '../search/relate/function-term.ts';
import { relateFunction, type Related } from '../search/relate/relate-function.ts';
import { relationExpression, relationText } from '../search/relate/relation.ts';
import { insideOf, parseRelationTerm } from './parse-relation-term.ts';
import type { RelationEntry, RelationFinding } from './relation.ts';
import { VERSION } from './version.ts';

export const RELATE_LIMITS = { variables: 3, terms: 8, degree: 6 } as const;

export type RelateOptions = {
  /** Terms to find relations among, with commas between: `f(x), f(y), f(x + y), x`. Absent: all forms are tried. */
  readonly with?: string;
  /** Largest total degree of a relation in its terms, 1 to 6. @defaultValue 4 */
  readonly maxDegree?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
};

/**
 * Polynomial and rational relations among values of a function: f(x), f(y), f(x + y), f(−x), f′(x), …. Those called
 * proved hold wherever all that is in them has a value and their conditions hold.
 * @param source an expression of one to three variables
 * @throws NapierError `syntax`, `name`, `value`, `limit` for what cannot be related
 */
export function relate(source: string, options: RelateOptions = {}): RelationFinding {
  const f = readFunction(source);
  const maxDegree = options.maxDegree ?? 4;
  const seed = options.seed ?? 1;
  const given = options.with === undefined ? undefined : readTerms(f, options.with, maxDegree);
  const report = relateFunction(f, { maxDegree, seed, ...(given === undefined ? {} : { given }) });
  return {
    napier: VERSION,
    kind: 'relation',
    problem: {
      function: source.trim(),
      variables: f.variables,
      ...(given === undefined ? {} : { with: given.terms.map(({ text }) => text) }),
      maxDegree,
      seed,
    },
    front: report.found.map(entryOf),
    provenance: {
      evaluations: report.candidates,
      distinct: report.found.length,
      stop: 'exhausted',
      history: [
        {
          phase: 'search',
          forms: report.forms.join(' '),
          candidates: report.candidates,
          refuted: report.refuted,
          vacuous: report.vacuous,
          implied: report.implied,
        },
      ],
    },
  };
}

/** The function of a text, its variables in alphabetical order. */
export function readFunction(source: string): GivenFunction {
  const body: Expression = parseExpression(source);
  const variables = variablesOf(body).sort();
  const span = [0, source.length] as const;
  if (variables.length === 0) {
    const hint = 'give a function of x, such as tanh(x); `napier identify` finds formulas for numbers';
    fail({
      kind: 'value',
      message: 'there is no variable in this: a number obeys no identities',
      source,
      span,
      hint,
    });
  }
  if (variables.length > RELATE_LIMITS.variables) {
    const message = `${variables.length} variables (${variables.join(', ')}); at most ${RELATE_LIMITS.variables} can be related`;
    fail({ kind: 'limit', message, source, span });
  }
  if (variables.includes('f')) {
    const at = source.search(/\bf\b/);
    const hint = 'f stands for the function itself: give the variable another name';
    fail({ kind: 'name', message: '`f` cannot be a variable here', source, span: [at, at + 1], hint });
  }
  return { body, variables };
}

/** Terms with commas between. */
export function readTerms(f: GivenFunction, source: string, degree: number): Form {
  const span = [0, source.length] as const;
  const spans = insideOf(`${source})`, 0);
  if (spans === undefined) fail({ kind: 'syntax', message: 'the brackets do not match', source, span });
  if (source.trim() === '' || spans.length < 2) {
    const hint = 'such as "f(x), f(y), f(x + y)"';
    fail({ kind: 'value', message: 'a relation takes two terms or more', source, span, hint });
  }
  if (spans.length > RELATE_LIMITS.terms) {
    fail({ kind: 'limit', message: `more than ${RELATE_LIMITS.terms} terms`, source, span });
  }
  const terms = spans.map((part) => parseRelationTerm(f, source, part));
  const twice = terms.findIndex(({ text }, i) => terms.slice(0, i).some((term) => term.text === text));
  if (twice >= 0)
    fail({ kind: 'value', message: `${terms[twice].text} is there twice`, source, span: spans[twice] });
  // Relations are solved for the last term: that is to be one of f.
  const ordered = [
    ...terms.filter((t) => t.call === undefined),
    ...terms.filter((t) => t.call !== undefined),
  ];
  return { name: 'given', terms: ordered, helpers: [], degree };
}

function entryOf({ relation, proof, check }: Related): RelationEntry {
  return {
    identity: toText(relationExpression(relation)),
    text: relationText(relation),
    form: relation.form,
    terms: relation.terms.map(({ text }) => text),
    monomials: relation.monomials.map(({ coefficient, exponents }) => [
      `${coefficient}`,
      ...exponents.map(String),
    ]),
    status: proof === undefined ? 'measured' : 'proved',
    ...(proof === undefined
      ? {}
      : { proof: { method: 'normal-form', generators: proof.generators, conditions: proof.conditions } }),
    points: check.points,
    digits: check.digits,
  };
}
