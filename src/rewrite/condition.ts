import { fail } from '../error/fault.ts';
import { integer, type Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { FLAG, isNegative, isPositive, type Facts } from './facts.ts';

const COMPARISONS = ['>=', '<=', '!=', '>', '<'] as const;
const PREDICATES = ['integer', 'even', 'odd', 'variable', 'number', 'other'] as const;
type Comparison = (typeof COMPARISONS)[number];
type Predicate = (typeof PREDICATES)[number];

/**
 * What must be known before a rule applies, about the rule's variables: `a + b != 0`, `x > 0`, `integer(n)`.
 * Two predicates look at how a term is written: `variable(x)` and `number(c)` (it is equal to one);
 * `other(c, x)`: c is a number, or a variable, and x a variable of another name.
 */
export type Condition =
  | {
      readonly kind: 'comparison';
      readonly text: string;
      readonly sign: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'predicate';
      readonly text: string;
      readonly name: Predicate;
      readonly args: readonly Expression[];
    };

const CALL = /^(\w+)\(([^(),]*)(?:,([^(),]*))?\)$/;

/** @throws NapierError (`syntax`) when the text is no condition. */
export function parseCondition(text: string): Condition {
  const call = CALL.exec(text.replaceAll(' ', ''));
  const name = PREDICATES.find((known) => known === call?.[1]);
  if (call !== null && name !== undefined) {
    const args = [call[2], call[3]].filter((part) => part !== undefined);
    return { kind: 'predicate', text, name, args: args.map((part) => parseExpression(part)) };
  }
  const sign = COMPARISONS.find((known) => text.includes(known));
  if (sign === undefined) {
    const hint = 'a comparison of terms (x > 0, a + b != 0), or integer(n), even(n), odd(n)';
    return fail({ kind: 'syntax', message: 'not a condition of a rule', source: text, hint });
  }
  const [left, right] = text.split(sign);
  return { kind: 'comparison', text, sign, left: parseExpression(left), right: parseExpression(right) };
}

/** What is asked about the terms that a rule's variables stand for. */
export type Knowledge = {
  /** The facts of a condition's term under the substitution. */
  readonly facts: (term: Expression) => Facts;
  /** Numbers and variables that the term is known to be equal to. */
  readonly leaves: (term: Expression) => readonly Expression[];
};

/** Is the condition established? False: not known. */
export function holds(condition: Condition, known: Knowledge): boolean {
  if (condition.kind === 'predicate') return predicateHolds(condition.name, condition.args, known);
  const left = known.facts(condition.left);
  if (condition.right === integer(0)) return comparesWithZero(condition.sign, left);
  const right = known.facts(condition.right);
  switch (condition.sign) {
    case '>=':
      return left.lo >= right.hi;
    case '<=':
      return left.hi <= right.lo;
    case '>':
      return left.lo > right.hi;
    case '<':
      return left.hi < right.lo;
    case '!=':
      return left.lo > right.hi || left.hi < right.lo;
  }
}

function comparesWithZero(sign: Comparison, facts: Facts): boolean {
  switch (sign) {
    case '>=':
      return facts.lo >= 0;
    case '<=':
      return facts.hi <= 0;
    case '>':
      return isPositive(facts);
    case '<':
      return isNegative(facts);
    case '!=':
      return (facts.flags & FLAG.NONZERO) !== 0;
  }
}

function predicateHolds(name: Predicate, args: readonly Expression[], known: Knowledge): boolean {
  switch (name) {
    case 'integer':
      return (known.facts(args[0]).flags & FLAG.INTEGER) !== 0;
    case 'even':
      return (known.facts(args[0]).flags & FLAG.EVEN) !== 0;
    case 'odd':
      return (known.facts(args[0]).flags & FLAG.ODD) !== 0;
    case 'variable':
      return known.leaves(args[0]).some((leaf) => leaf.kind === 'variable');
    case 'number':
      return known.leaves(args[0]).some((leaf) => leaf.kind === 'number');
    case 'other': {
      const variable = known.leaves(args[1]).find((leaf) => leaf.kind === 'variable');
      return (
        variable !== undefined &&
        known
          .leaves(args[0])
          .some((leaf) => leaf.kind === 'number' || (leaf.kind === 'variable' && leaf !== variable))
      );
    }
  }
}
