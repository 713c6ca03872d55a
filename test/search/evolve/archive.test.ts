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
    grown: false,
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
    expect(archive.bar(member(4, 1).structure)).toBe(Infinity);
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

  it('keeps the best of each form before the second best of any', () => {
    // x + c, and c/x, which is no polynomial.
    const sum = (hash: number, loss: number): Member => member(hash, loss);
    const quotient = (hash: number, loss: number): Member => ({
      ...member(hash, loss),
      structure: { code: Int32Array.of(3, -1, 0, 0), constants: 1 },
    });
    const archive = new Archive(FLOOR);
    for (let i = 1; i <= CAPACITY; i++) archive.add(sum(i, i / 100));
    expect(archive.bar(sum(0, 1).structure)).toBe(CAPACITY / 100);
    // Worse than all there are, but the only one of its form.
    expect(archive.bar(quotient(0, 1).structure)).toBe(Infinity);
    expect(archive.add(quotient(1000, 0.9))).toBe(true);
    expect(archive.members).toHaveLength(CAPACITY);
    expect(archive.members.at(-1)?.hash).toBe(1000);
    expect(archive.members.some(({ hash }) => hash === CAPACITY)).toBe(false);
    expect(archive.champions().map(({ hash }) => hash)).toEqual([1, 1000]);
  });

  it('tells in advance what it will take', () => {
    const shapes = [
      [0, 0, -1, 0],
      [3, -1, 0, 0],
      [2, 0, 0, 0],
    ];
    const any = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 400 }));
    fc.assert(
      fc.property(fc.uniqueArray(any, { minLength: 60, maxLength: 150, selector: ([, n]) => n }), (list) => {
        const archive = new Archive(0);
        for (const [i, [which, loss]] of list.entries()) {
          const code = Int32Array.from(shapes[which]);
          const made = { ...member(i, 1.001 ** loss), structure: { code, constants: which === 2 ? 0 : 1 } };
          const taken = made.loss < archive.bar(made.structure);
          expect(archive.add(made)).toBe(taken);
        }
      }),
    );
  });
});
