import { describe, expect, it } from 'vitest';
import type { Ancestor } from '../../../src/search/engine.ts';
import type { Member } from '../../../src/search/evolve/archive.ts';
import { ancestryOf, growLineage, MOST_ANCESTORS } from '../../../src/search/evolve/lineage.ts';

function member(id: string, parents: readonly string[], loss = 1): Member {
  return {
    id,
    parents,
    how: 'splice',
    structure: { code: new Int32Array(8), constants: 0 },
    hash: 0,
    constants: new Float64Array(0),
    loss,
    tried: false,
    extended: false,
    grown: false,
  };
}
const record = (id: string, parents: readonly string[], error = 1): Ancestor => ({
  id,
  parents,
  how: 'splice',
  operations: 2,
  error,
});
const ids = (lineage: readonly Ancestor[]): string[] => lineage.map(({ id }) => id);

describe('growLineage', () => {
  it('keeps what has a living descendant, in the order in which it came, and nothing else', () => {
    const known = [record('a', []), record('b', ['a']), record('dead', ['a'])];
    const births = [record('c', ['b']), record('stillborn', ['c'])];
    expect(ids(growLineage(known, births, [member('c', ['b'])]))).toEqual(['a', 'b', 'c']);
    expect(growLineage(known, births, [])).toEqual([]);
  });

  it('knows the living as they are now: refined', () => {
    const refined = { constants: [], error: 0.25, worst: '0x0p+0', points: 1 };
    const [now] = growLineage([record('a', [])], [], [{ ...member('a', []), refined }]);
    expect(now).toEqual(record('a', [], 0.25));
  });

  it('forgets what is too far back, and what never had a finite error', () => {
    const chain = Array.from({ length: 200 }, (_, i) => record(String(i), i === 0 ? [] : [String(i - 1)]));
    const kept = growLineage(chain, [], [member('199', ['198'])]);
    expect(kept.length).toBeLessThan(100);
    expect(ids(kept).at(-1)).toBe('199');
    expect(growLineage([record('a', [], Infinity)], [], [member('b', ['a'])]).map(({ id }) => id)).toEqual([
      'b',
    ]);
  });
});

describe('ancestryOf', () => {
  it('lists the nearest first, each once, and not more than are told', () => {
    const lineage = [record('a', []), record('b', ['a']), record('c', ['a']), record('d', ['b', 'c'])];
    expect(ids(ancestryOf(lineage, 'd'))).toEqual(['d', 'b', 'c', 'a']);
    expect(ancestryOf(lineage, 'q')).toEqual([]);
    const chain = Array.from({ length: 99 }, (_, i) => record(String(i), [String(i + 1)]));
    expect(ids(ancestryOf(chain, '0'))).toEqual(Array.from({ length: MOST_ANCESTORS }, (_, i) => String(i)));
  });
});
