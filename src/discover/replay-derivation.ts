import type { Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import type { Format } from '../number/format.ts';
import { checkExplanation, type Objection } from '../rewrite/check-explanation.ts';
import type { Explanation, Instance } from '../rewrite/explanation.ts';
import type { Facts } from '../rewrite/facts.ts';
import { matchTerm } from '../rewrite/match-term.ts';
import type { Rule } from '../rewrite/rule.ts';
import { factsOnHalfLine } from '../search/rewrite/facts-on-half-line.ts';
import type { Derivation } from './improvement.ts';

/**
 * Checks a derivation as it stands in a finding: what the rules' variables stand for is found from the equations' left
 * sides, and the independent checker is asked.
 * @param facts what is known of the variables everywhere
 * @returns `undefined` when it shows that `to` is equal to `from` wherever that has a value; else what is wrong
 */
export function replayDerivation(
  from: Expression,
  to: Expression,
  { where = [], equations, steps }: Derivation,
  facts: ReadonlyMap<string, Facts>,
  rules: readonly Rule[],
  format: Format,
): Objection {
  const table = new Map(rules.map((rule) => [rule.name, rule]));
  const inside = where.map((half) => [half.variable, factsOnHalfLine(facts, half, format)] as const);
  const instances = equations.map(({ rule, left, right }): Instance => {
    const term = parseExpression(left);
    const pattern = table.get(rule)?.left.term;
    const substitution = (pattern && matchTerm(pattern, term)) ?? new Map<string, Expression>();
    return { rule, left: term, right: parseExpression(right), substitution };
  });
  const explanation: Explanation = {
    from,
    to,
    assumed: [from],
    variables: new Map([...facts, ...inside]),
    instances,
    steps: steps.map(({ equation, path, term }) => ({
      instance: Math.abs(equation) - 1,
      forward: equation > 0,
      path,
      term: parseExpression(term),
    })),
  };
  return checkExplanation(explanation, rules);
}
