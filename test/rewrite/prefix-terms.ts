import { apply, rational, variable, type Expression } from '../../src/expression/expression.ts';
import type { OperationName } from '../../src/expression/operations.ts';
import { parseCondition } from '../../src/rewrite/condition.ts';
import { ruleFromTerms, type Rule } from '../../src/rewrite/rule.ts';

const NAMES: Record<string, string> = {
  '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '~': 'neg', ln: 'log', fabs: 'abs',
}; // prettier-ignore

/** Reads `(+ ?a (* 2 ?b))`: prefix terms, where any word may be an operation (also `d`, which Napier has not). */
export function prefixTerm(text: string): Expression {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const read = (): Expression => {
    const token = tokens[at++];
    if (token !== '(') {
      const number = /^(-?\d+)(?:\/(\d+))?$/.exec(token);
      if (number) return rational(BigInt(number[1]), BigInt(number[2] ?? 1));
      return variable(token.replace('?', ''));
    }
    const name = tokens[at++];
    const args: Expression[] = [];
    while (tokens[at] !== ')') args.push(read());
    at += 1;
    return apply((NAMES[name] ?? name) as OperationName, ...args);
  };
  return read();
}

export function prefixRule(name: string, left: string, right: string, ...conditions: string[]): Rule {
  return ruleFromTerms(name, prefixTerm(left), prefixTerm(right), conditions.map(parseCondition));
}
