import { apply } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import { createRandom, type Random } from '../number/random.ts';
import type { Condition } from './condition.ts';
import type { Rule } from './rule.ts';
import { valueAt, type Value } from './value-at.ts';

/** Numbers where identities fail, if they do: zeros, signs, integers of both parities, halves, and what lies between. */
export function drawNumber(random: Random): number {
  switch (random.integer(6)) {
    case 0:
      return random.integer(9) - 4;
    case 1:
      return (random.integer(17) - 8) / 2;
    case 2:
      return random.next();
    case 3:
      return -random.next();
    case 4:
      return 8 * random.next() - 4;
    default:
      return 2 ** (random.integer(7) - 3) * (random.integer(2) === 0 ? 1 : -1) * (1 + random.next());
  }
}

function checker(condition: Condition, variables: readonly string[]): (point: readonly number[]) => boolean {
  if (condition.kind === 'predicate') {
    if (condition.name === 'variable' || condition.name === 'number') return () => true;
    const value = valueAt(condition.args[0], variables);
    const remainders = { integer: [0, 1], even: [0], odd: [1] } as Record<string, number[]>;
    return (point) => {
      const at = value(point);
      if (typeof at === 'string' || at.lo !== at.hi || !Number.isInteger(at.lo)) return false;
      return remainders[condition.name].includes(Math.abs(at.lo % 2));
    };
  }
  const value = valueAt(apply('sub', condition.left, condition.right), variables);
  return (point) => {
    const at = value(point);
    if (typeof at === 'string') return false;
    switch (condition.sign) {
      case '>':
        return at.lo > 0;
      case '>=':
        return at.lo >= 0;
      case '<':
        return at.hi < 0;
      case '<=':
        return at.hi <= 0;
      case '!=':
        return at.lo > 0 || at.hi < 0;
    }
  };
}

export type Sampled = {
  /** Points at which the left side has a value and the conditions hold. */
  readonly points: number;
  /** A point at which the right side has no value or another one, with both sides. */
  readonly failure: string | undefined;
  /** Points at which the right side's value is not decided. */
  readonly undecided: number;
};

/**
 * Tries a rule on `wanted` seeded points where its left side has a value and its conditions hold (fewer, when `tries`
 * draws do not give as many): whether the right side has the same value there, by enclosures.
 */
export function sampleRule(rule: Rule, wanted: number, tries = 400 * wanted): Sampled {
  const random = createRandom(7);
  const { variables } = rule;
  const left = valueAt(rule.left.term, variables);
  const right = valueAt(rule.right.term, variables);
  const conditions = rule.conditions.map((condition) => checker(condition, variables));
  let points = 0;
  let undecided = 0;
  for (let i = 0; i < tries && points < wanted; i++) {
    // All of 0, 1 and −1 first.
    const corner = i < 3 ** variables.length;
    const point = variables.map((_, k) =>
      corner ? [0, 1, -1][Math.floor(i / 3 ** k) % 3] : drawNumber(random),
    );
    if (!conditions.every((condition) => condition(point))) continue;
    const a = left(point);
    if (typeof a === 'string') continue;
    points += 1;
    const b = right(point);
    if (b === 'undecided') undecided += 1;
    else if (b === 'undefined' || a.lo > b.hi || b.lo > a.hi) {
      const at = variables.map((name, k) => `${name} = ${point[k]}`).join(', ');
      const show = (v: Value): string => (typeof v === 'string' ? v : `[${v.lo}, ${v.hi}]`);
      const failure = `${at}: ${toText(rule.left.term)} is ${show(a)}, ${toText(rule.right.term)} is ${show(b)}`;
      return { points, failure, undecided };
    }
  }
  return { points, failure: undefined, undecided };
}
