import { fail } from '../error/fault.ts';
import { variablesOf, type Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { parseCondition, type Condition } from './condition.ts';
import { compilePattern, type Pattern } from './pattern.ts';

/**
 * `left` may be replaced by `right`: wherever `left` has a value and the conditions hold, `right` has one too, and
 * it is the same. (Not the other way round: √a·√a may become a, for a ≥ 0 follows from √a having a value.)
 */
export type Rule = {
  readonly name: string;
  readonly left: Pattern;
  readonly right: Pattern;
  /** Names of the variables, in the order of a substitution. */
  readonly variables: readonly string[];
  readonly conditions: readonly Condition[];
};

/** A rule from terms. @throws NapierError (`value`) when the right side or a condition has a variable of its own. */
export function ruleFromTerms(
  name: string,
  left: Expression,
  right: Expression,
  conditions: readonly Condition[] = [],
): Rule {
  const variables: string[] = [];
  const from = compilePattern(left, variables);
  const used = [
    right,
    ...conditions.flatMap((c) => (c.kind === 'comparison' ? [c.left, c.right] : c.args)),
  ].flatMap(variablesOf);
  const stranger = used.find((variable) => !variables.includes(variable));
  if (stranger !== undefined) {
    fail({ kind: 'value', message: `rule ${name}: \`${stranger}\` is not on its left side` });
  }
  return { name, left: from, right: compilePattern(right, variables), variables, conditions };
}

/** `rule('log-product', 'log(a*b)', 'log(a) + log(b)', 'a > 0')`: texts in Napier's own notation. */
export function rule(name: string, left: string, right: string, ...conditions: readonly string[]): Rule {
  return ruleFromTerms(name, parseExpression(left), parseExpression(right), conditions.map(parseCondition));
}

/** Both directions, `name` and `name-back`, without conditions. */
export function twoWay(name: string, left: string, right: string): Rule[] {
  return [rule(name, left, right), rule(`${name}-back`, right, left)];
}
