import { apply, variablesOf, type Expression } from '../expression/expression.ts';
import { fail } from '../error/fault.ts';
import { toText } from '../expression/to-text.ts';
import { parseCondition } from '../rewrite/condition.ts';
import { conditionsForValue } from '../rewrite/conditions-for-value.ts';
import { matchTerm } from '../rewrite/match-term.ts';
import { ruleFromTerms, type Rule } from '../rewrite/rule.ts';
import { sampleRule } from '../rewrite/sample-rule.ts';
import { proveZero } from '../search/relate/prove-zero.ts';
import { relationExpression, type Relation } from '../search/relate/relation.ts';
import { parseRelationTerm } from './parse-relation-term.ts';
import { readFunction } from './relate.ts';
import type { RelationEntry, RelationFinding } from './relation.ts';

/** What a finding of relations gives to an e-graph. */
export type IdentityRules = {
  readonly rules: readonly Rule[];
  /** By the name of a rule, the identity it is from, as people write it. */
  readonly texts: ReadonlyMap<string, string>;
  /** Are there no more rules than are made of one finding? */
  readonly complete: boolean;
};

/** Operations and leaves of a side. */
const MOST_SIZE = 60;
/** Rules of one finding: the first ones. */
export const MOST_IDENTITY_RULES = 200;
/** Points at which a rule is tried, draws for them. */
const [POINTS, TRIES] = [10, 200];

/**
 * The proved identities of a finding as rules: solved for each value of f that stands alone in it, and with negative
 * terms on the other side, each in both directions. The function's formula stands for f, the variables for any terms.
 * Every identity is proved again here. A rule's conditions are the proof's and what its right side needs to have a
 * value wherever the left side has one; where that cannot be told, or the right side holds the left side again at other
 * arguments (it would grow without end), there is no rule.
 * @throws NapierError `value` for a finding of a program, of which nothing is proved
 */
export function identityRules(finding: RelationFinding): IdentityRules {
  if (finding.problem.program !== undefined) {
    fail({
      kind: 'value',
      message: 'these identities are of a program: measured, not proved',
      hint: 'relate a formula: napier relate "tanh(x)" --out FILE',
    });
  }
  const rules: Rule[] = [];
  const texts = new Map<string, string>();
  const seen = new Set<string>();
  for (const [k, entry] of finding.front.entries()) {
    if (entry.status !== 'proved') continue;
    const relation = relationOf(finding, entry);
    const proof = proveZero(relationExpression(relation));
    if (proof === undefined) continue;
    const proved = proof.conditions.map(parseCondition);
    for (const [left, right] of equationsOf(relation).flatMap(([a, b]) => [
      [a, b] as const,
      [b, a] as const,
    ])) {
      const key = `${left.id} ${right.id}`;
      if (seen.has(key) || !isUseful(left, right)) continue;
      seen.add(key);
      const needed = conditionsForValue(right, [left]);
      if (needed === undefined) continue;
      if (rules.length >= MOST_IDENTITY_RULES) return { rules, texts, complete: false };
      const rule = ruleFromTerms(`identity-${k + 1}-${rules.length + 1}`, left, right, [
        ...proved,
        ...needed,
      ]);
      checkSampled(rule);
      rules.push(rule);
      texts.set(rule.name, entry.text);
    }
  }
  return { rules, texts, complete: true };
}

/** An entry's relation, its terms read again. */
export function relationOf({ problem }: RelationFinding, entry: RelationEntry): Relation {
  const { body } = readFunction(problem.function);
  const f = { body, variables: problem.variables };
  return {
    form: entry.form,
    terms: entry.terms.map((text) => parseRelationTerm(f, text)),
    monomials: entry.monomials.map(([coefficient, ...exponents]) => ({
      coefficient: BigInt(coefficient),
      exponents: exponents.map(Number),
    })),
  };
}

/** Pairs of terms that the relation makes equal wherever both have a value. */
function equationsOf(relation: Relation): (readonly [Expression, Expression])[] {
  const { terms, monomials } = relation;
  const sum = (some: Relation['monomials']): Expression =>
    relationExpression({ ...relation, monomials: some });
  const negated = (some: Relation['monomials']): Relation['monomials'] =>
    some.map((m) => ({ ...m, coefficient: -m.coefficient }));
  const out: (readonly [Expression, Expression])[] = [];
  for (const [i, term] of terms.entries()) {
    const holders = monomials.filter(({ exponents }) => exponents[i] > 0);
    const rest = monomials.filter(({ exponents }) => exponents[i] === 0);
    const alone = holders.length > 0 && holders.every(({ exponents }) => exponents[i] === 1);
    if (!alone || rest.length === 0) continue;
    // factor·term = −rest, the factor beginning with a plus.
    const divided = holders.map((m) => ({ ...m, exponents: m.exponents.with(i, 0) }));
    const positive = divided[0].coefficient > 0n;
    const factor = positive ? divided : negated(divided);
    const other = sum(positive ? negated(rest) : rest);
    const isOne =
      factor.length === 1 && factor[0].coefficient === 1n && factor[0].exponents.every((e) => e === 0);
    if (isOne) out.push([term.expression, other]);
    else {
      out.push([term.expression, apply('div', other, sum(factor))]);
      out.push([apply('mul', sum(factor), term.expression), other]);
    }
  }
  const left = monomials.filter(({ coefficient }) => coefficient > 0n);
  const right = monomials.filter(({ coefficient }) => coefficient < 0n);
  if (left.length > 0 && right.length > 0) out.push([sum(left), sum(negated(right))]);
  return out;
}

function isUseful(left: Expression, right: Expression): boolean {
  if (left === right || left.kind !== 'apply') return false;
  const names = variablesOf(left);
  if (variablesOf(right).some((name) => !names.includes(name))) return false;
  const parts = partsOf(right);
  if (parts.length > MOST_SIZE || partsOf(left).length > MOST_SIZE) return false;
  // Its own result would be matched again, for ever: f(x) = f(x + 1).
  return !parts.some((part) => matchTerm(left, part) !== undefined);
}

/** All parts of a term as a tree, up to one more than are allowed. */
function partsOf(term: Expression): Expression[] {
  const parts = [term];
  for (let i = 0; i < parts.length && parts.length <= MOST_SIZE; i++) {
    const part = parts[i];
    if (part.kind === 'apply') parts.push(...part.args);
  }
  return parts;
}

/** A proof that an enclosure contradicts would be a defect of Napier's. */
function checkSampled(rule: Rule): void {
  const { failure } = sampleRule(rule, POINTS, TRIES);
  if (failure === undefined) return;
  throw new Error(`the rule ${toText(rule.left.term)} = ${toText(rule.right.term)} is wrong: ${failure}`);
}
