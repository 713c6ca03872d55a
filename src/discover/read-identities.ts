import { variablesOf } from '../expression/expression.ts';
import type { OperationIdentity } from '../expression/identities.ts';
import { parseExpression } from '../expression/parse.ts';
import type { Field } from './json/fields.ts';

/** Identities of a problem, at most. */
const MOST = 100;

const KINDS = ['shift', 'scale', 'power', 'reflection', 'inversion', 'reciprocal'] as const;
/** What each kind says beside its name, in the order in which it is written. */
const MEMBERS: Readonly<Record<(typeof KINDS)[number], readonly string[]>> = {
  shift: ['by', 'times'],
  scale: ['by', 'plus'],
  power: ['by', 'times'],
  reflection: ['about', 'times', 'slope', 'plus'],
  inversion: ['by', 'times'],
  reciprocal: ['times', 'plus'],
};

/** What a problem knows of its function: rows of constants as text. A search tries them, nothing is believed for them. */
export function readIdentities(field: Field): readonly OperationIdentity[] {
  return field.items(MOST).map((item) => {
    const kind = item.entries(10).find(([key]) => key === 'kind')?.[1] ?? item.refuse('expected a kind');
    const name = kind.oneOf(KINDS);
    const members = item.object(['kind', ...MEMBERS[name]]) as Readonly<Record<string, Field>>;
    const texts = MEMBERS[name].map((key) => {
      const term = members[key].parsedBy(parseExpression);
      return [
        key,
        variablesOf(parseExpression(term)).length > 0 ? members[key].refuse('expected a constant') : term,
      ];
    });
    return { kind: name, ...Object.fromEntries(texts) } as OperationIdentity;
  });
}
