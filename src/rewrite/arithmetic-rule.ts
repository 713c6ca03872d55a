import { apply, variable } from '../expression/expression.ts';
import type { OperationName } from '../expression/operations.ts';
import { compilePattern } from './pattern.ts';
import type { Rule } from './rule.ts';

/** The name under which exact arithmetic on literals stands in explanations. */
const ARITHMETIC = 'arithmetic';

const arithmeticRules = new Map<string, Rule>();

/** `operation(number, …) → number`, as a rule: only the e-graph applies it, where the numbers are right. */
export function arithmeticRule(operation: string, arity: number): Rule {
  const known = arithmeticRules.get(operation);
  if (known !== undefined) return known;
  const variables: string[] = [];
  const names = Array.from({ length: arity }, (_, i) => `n${i + 1}`);
  const left = compilePattern(apply(operation as OperationName, ...names.map(variable)), variables);
  const right = compilePattern(variable('value'), variables);
  const made = { name: ARITHMETIC, left, right, variables, conditions: [] };
  arithmeticRules.set(operation, made);
  return made;
}
