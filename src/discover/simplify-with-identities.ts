import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { termLength } from '../rewrite/calculate/term-length.ts';
import { simplifyExactly } from '../rewrite/calculate/simplify-exactly.ts';
import { checkExplanation } from '../rewrite/check-explanation.ts';
import { relevantRules } from '../rewrite/relevant-rules.ts';
import { simplify } from '../rewrite/simplify.ts';
import { identityRules } from './identity-rules.ts';
import type { RelationFinding } from './relation.ts';

export type SimplifiedWithIdentities = {
  readonly expression: Expression;
  /** The identities that its derivation needs, as people write them; none where the result is had without. */
  readonly used: readonly string[];
  /** Were all its rules at hand? Of a finding that gives very many only the first are. */
  readonly complete: boolean;
};

/**
 * The shortest form of an expression that exact algebra finds, Napier's rules and the proved identities of a function at
 * hand. Equal to the expression wherever that has a value: what the e-graph says is checked by `checkExplanation`.
 * @throws NapierError `value` where the finding has no proved identity, and those of `simplify`
 */
export function simplifyWithIdentities(
  expression: Expression,
  finding: RelationFinding,
): SimplifiedWithIdentities {
  const { rules, texts, complete } = identityRules(finding);
  if (rules.length === 0) {
    fail({
      kind: 'value',
      message: 'the finding has no proved identity that can be used as a rule',
      hint: '`napier show FILE` lists them',
    });
  }
  const plain = simplifyExactly(expression);
  if (expression.kind !== 'apply') return { expression: plain, used: [], complete };
  const all = [...relevantRules(expression), ...rules];
  const found = simplify(expression, { rules: all });
  const objection = checkExplanation(found.explanation, all);
  if (objection !== undefined) throw new Error(`a derivation is wrong: ${objection}`);
  const shorter = simplifyExactly(found.expression);
  if (termLength(shorter) >= termLength(plain)) return { expression: plain, used: [], complete };
  const used = new Set(found.explanation.instances.map(({ rule }) => texts.get(rule)));
  return { expression: shorter, used: [...used].filter((text) => text !== undefined), complete };
}
