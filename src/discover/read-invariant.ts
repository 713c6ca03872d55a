import { parseExpression } from '../expression/parse.ts';
import { toText } from '../expression/to-text.ts';
import { invariantExpression, invariantText } from '../search/relate/invariants/invariant-text.ts';
import { provedTogether } from '../search/relate/invariants/loop-invariants.ts';
import type { Loop } from '../search/relate/invariants/loop.ts';
import { toQuotient } from '../search/relate/invariants/to-quotient.ts';
import type { Polynomial } from '../number/exact/laurent-polynomial.ts';
import type { InvariantEntry, InvariantFinding } from './invariant.ts';
import type { Field } from './json/fields.ts';
import { readProvenance } from './read-finding.ts';
import { loopsOf } from './relate-loops.ts';

const LIMITS = { front: 5_000, length: 100_000 } as const;
const EDITED = 'a finding is not to be edited by hand';

/**
 * Reads the members of a finding of invariants. Nothing is taken on trust: what is called proved is proved again.
 * @throws NapierError with the path and the place of the first thing wrong
 */
export function readInvariant(
  version: string,
  fields: Readonly<Record<'problem' | 'front' | 'provenance', Field>>,
): InvariantFinding {
  const p = fields.problem.object(['source', 'maxDegree', 'seed']);
  const source = p.source.string();
  const loops = p.source.attempt(() => loopsOf(source));
  const read = fields.front.items(LIMITS.front).map((item) => ({
    item,
    ...readEntry(
      item,
      loops.map(({ loop }) => loop),
    ),
  }));
  for (const [k, { loop }] of loops.entries()) {
    const own = read.filter(({ entry }) => entry.loop === k + 1 && entry.status === 'proved');
    const of = (when: InvariantEntry['when']): Polynomial[] =>
      own.flatMap(({ entry, polynomial }) => (entry.when === when ? [polynomial] : []));
    const { always, later } = provedTogether(loop, { always: of('always'), later: of('later') });
    const lost = own.find(({ polynomial }) => !always.includes(polynomial) && !later.includes(polynomial));
    lost?.item.refuse('this is not proved by induction', EDITED);
  }
  return {
    napier: version,
    kind: 'invariant',
    problem: { source, maxDegree: p.maxDegree.count(), seed: p.seed.count() },
    front: read.map(({ entry }) => entry),
    provenance: readProvenance(fields.provenance),
  };
}

function readEntry(
  field: Field,
  loops: readonly Loop[],
): { readonly entry: InvariantEntry; readonly polynomial: Polynomial } {
  const e = field.object(['loop', 'identity', 'text', 'when', 'status'], ['points']);
  const number = e.loop.count();
  const loop = loops[number - 1] ?? e.loop.refuse(`there are ${loops.length} loops`);
  const identity = e.identity.string();
  if (identity.length > LIMITS.length) e.identity.refuse('too long');
  const term = e.identity.attempt(() => parseExpression(identity));
  const { top: polynomial } = toQuotient(
    term,
    () => e.identity.refuse('an invariant has no cases', EDITED),
    (atom) => {
      const at = loop.generators.findIndex(({ expression }) => expression === atom);
      return at >= 0 && loop.generators[at].kind !== 'free'
        ? at
        : e.identity.refuse(`${toText(atom)} is not a value of this loop`, EDITED);
    },
  );
  if (toText(invariantExpression(loop, polynomial)) !== identity)
    e.identity.refuse('not as Napier writes it', EDITED);
  const text = invariantText(loop, polynomial);
  if (e.text.string() !== text) e.text.refuse(`the identity makes it ${text}`, EDITED);
  const status = e.status.oneOf(['proved', 'measured']);
  if ((status === 'proved') === (e.points !== undefined))
    e.status.refuse('exactly what is measured has points', EDITED);
  const entry: InvariantEntry = {
    loop: number,
    identity,
    text,
    when: e.when.oneOf(['always', 'later']),
    status,
    ...(e.points === undefined ? {} : { points: e.points.count() }),
  };
  return { entry, polynomial };
}
