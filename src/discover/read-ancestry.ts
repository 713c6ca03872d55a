import type { Ancestor } from '../search/engine.ts';
import type { Field } from './json/fields.ts';

const LIMITS = { records: 10_000, parents: 8 } as const;

/** Records of where programs came from, in a finding or a checkpoint: each id once, no one its own ancestor. */
export function readAncestry(field: Field): Ancestor[] {
  const known = new Map<string, readonly string[]>();
  const records = field.items(LIMITS.records).map((item) => {
    const f = item.object(['id', 'parents', 'how', 'operations', 'error']);
    const record: Ancestor = {
      id: f.id.string(),
      parents: f.parents.items(LIMITS.parents).map((parent) => parent.string()),
      how: f.how.string(),
      operations: f.operations.count(),
      error: f.error.number(),
    };
    if (known.has(record.id)) f.id.refuse('this id is there twice');
    if (!(record.error >= 0)) f.error.refuse('expected a number, 0 or more');
    known.set(record.id, record.parents);
    return record;
  });
  if (hasCycle(known)) field.refuse('a program is its own ancestor');
  return records;
}

function hasCycle(parents: ReadonlyMap<string, readonly string[]>): boolean {
  // Takes away those without a parent that is left, until none is left, or a cycle.
  const waiting = new Map(
    [...parents].map(([id, ids]) => [id, ids.filter((one) => parents.has(one)).length]),
  );
  const children = new Map<string, string[]>();
  for (const [id, ids] of parents)
    for (const one of ids) children.set(one, [...(children.get(one) ?? []), id]);
  const free = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  let taken = 0;
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    taken++;
    for (const child of children.get(id) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) free.push(child);
    }
  }
  return taken < parents.size;
}
