import type { Domain } from '../expression/domain.ts';
import type { Expression } from '../expression/expression.ts';
import { FLAG, meet, NO_FACTS, settle, type Facts } from '../rewrite/facts.ts';
import { factsOfDomain } from '../rewrite/facts-of-domain.ts';
import type { InputCondition } from './input-condition.ts';

/** What the domain and the conditions say of one variable by itself. */
export function inputFacts(
  name: string,
  domain: Domain | undefined,
  conditions: readonly InputCondition[],
): Facts {
  let facts = domain === undefined ? NO_FACTS : factsOfDomain(domain);
  const isVariable = (term: Expression): boolean => term.kind === 'variable' && term.name === name;
  const visit = (condition: InputCondition): void => {
    if (condition.kind === 'and') condition.parts.forEach(visit);
    if (condition.kind !== 'comparison') return;
    const { left, right, sign } = condition;
    const flipped = isVariable(right);
    const other = flipped ? left : right;
    if (!(flipped || isVariable(left)) || other.kind !== 'number' || other.numerator !== 0n) return;
    if (sign === '!=') facts = meet(facts, settle(-Infinity, Infinity, FLAG.NONZERO));
    const above = flipped ? sign.startsWith('<') : sign.startsWith('>');
    const below = flipped ? sign.startsWith('>') : sign.startsWith('<');
    const strict = sign.length === 1 ? FLAG.NONZERO : 0;
    if (above) facts = meet(facts, settle(0, Infinity, strict));
    if (below) facts = meet(facts, settle(-Infinity, 0, strict));
  };
  conditions.forEach(visit);
  return facts;
}
