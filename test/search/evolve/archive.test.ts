import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Archive, CAPACITY, rank, type Member } from '../../../src/search/evolve/archive.ts';

const FLOOR = 1e-13;

function member(hash: number, loss: number, refined?: number): Member {
  return {
    id: `0.${hash}`,
    parents: [],
    how: 'test',
    structure: { code: Int32Array.of(0, 0, -1, 0), constants: 1 },
    hash,
    constants: Float64Array.of(1),
    loss,
    tried: refined !== undefined,
    extended: false,
    ...(refined === undefined
      ? {}
      : { refined: { constants: ['1'], error: refined, worst: '0x0p+0', points: 9 } }),
  };
}

describe('Archive', () => {
  it('is sorted, bounded, has each structure once, and no function more than twice', () => {
    const any = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 80 }));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 200 }), (list) => {
        const archive = new Archive(FLOOR);
        for (const [hash, loss] of list) archive.add(member(hash, loss / 100));
        const ranks = archive.members.map((m) => rank(m, FLOOR));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        expect(ranks.length).toBeLessThanOrEqual(CAPACITY);
        expect(new Set(archive.members.map(({ hash }) => hash)).size).toBe(ranks.length);
        for (const value of ranks)
          expect(ranks.filter((other) => other === value).length).toBeLessThanOrEqual(2);
        const best = Math.min(...list.map(([, loss]) => loss / 100));
        expect(archive.best()).toBe(list.length === 0 ? Infinity : best);
      }),
      // A structure that became better, up to two others of the same function.
      {
        examples: [
          [
            [
              [1, 5],
              [4, 6],
              [5, 5],
              [4, 5],
            ],
          ],
        ],
      },
    );
  });

  it('tells members below the floor apart by their refined errors alone', () => {
    const archive = new Archive(FLOOR);
    archive.add(member(1, 1e-16));
    archive.add(member(2, 1e-15, 3e-15));
    archive.add(member(3, 1e-14, 2e-15));
    expect(archive.members.map(({ hash }) => hash)).toEqual([3, 2, 1]);
    expect(archive.bar).toBe(Infinity);
  });

  it('trusts less what could not be refined', () => {
    const doubtful = { ...member(1, 1e-5), tried: true };
    const archive = new Archive(FLOOR, [member(2, 5e-5)]);
    archive.add(doubtful);
    expect(archive.members.map(({ hash }) => hash)).toEqual([2, 1]);
  });

  it('puts a member in place of itself', () => {
    const archive = new Archive(FLOOR, [member(1, 1e-3), member(2, 1e-2)]);
    archive.replace(member(2, 1e-2, 1e-4));
    expect(archive.members.map(({ hash }) => hash)).toEqual([2, 1]);
  });
});
