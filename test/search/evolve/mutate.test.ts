import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/number/random.ts';
import { appended, mutate, stacked, type Genome } from '../../../src/search/evolve/mutate.ts';
import type { SearchSpace } from '../../../src/search/evolve/space.ts';
import { canonicalStructure } from '../../../src/search/evolve/structure-canonical.ts';
import { structuralHash } from '../../../src/search/evolve/structure-hash.ts';
import { ARITY, countOperations, WORDS } from '../../../src/search/evolve/structure.ts';

const SPACE: SearchSpace = {
  operations: ['add', 'sub', 'mul', 'div', 'sqrt', 'fma'],
  maxOperations: 12,
  maxConstants: 12,
};
const EMPTY: Genome = { structure: { code: new Int32Array(0), constants: 0 }, constants: [] };

/** What a random walk of mutations comes to. */
function walk(seed: number, steps: number): Genome[] {
  const random = createRandom(seed);
  const path: Genome[] = [EMPTY];
  for (let i = 0; i < steps; i++) {
    const donor = path[random.integer(path.length)];
    const next = mutate(path[path.length - 1], SPACE, random, () => donor);
    if (next !== undefined && next.structure.code.length <= 20 * WORDS) path.push(next);
  }
  return path;
}

describe('mutate', () => {
  it('always gives a canonical structure, every operand defined before it is used, every slot used once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        for (const { structure, constants } of walk(seed, 30)) {
          const { code } = structure;
          const slots: number[] = [];
          for (let at = 0; at < code.length; at += WORDS) {
            for (let k = 1; k <= ARITY[code[at]]; k++) {
              const arg = code[at + k];
              expect(arg).toBeLessThanOrEqual(at / WORDS);
              if (arg < 0) slots.push(-arg - 1);
            }
          }
          expect(slots.sort((a, b) => a - b)).toEqual(
            Array.from({ length: structure.constants }, (_, i) => i),
          );
          expect(constants.length).toBe(structure.constants);
          expect(countOperations(structure)).toBe(code.length / WORDS);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does the same with the same seed', () => {
    const hash = (path: Genome[]): number[] => path.map(({ structure }) => structuralHash(structure));
    expect(hash(walk(7, 60))).toEqual(hash(walk(7, 60)));
    expect(hash(walk(7, 60))).not.toEqual(hash(walk(8, 60)));
  });

  it('reaches every structure of two operations from nothing', () => {
    const space: SearchSpace = { operations: ['add', 'mul'], maxOperations: 2, maxConstants: 4 };
    const random = createRandom(1);
    const seen = new Set<number>();
    let now: Genome = EMPTY;
    for (let i = 0; i < 20_000; i++) {
      const next = mutate(now, space, random, () => now);
      if (next === undefined || next.structure.code.length > 2 * WORDS) now = EMPTY;
      else {
        now = next;
        if (next.structure.code.length === 2 * WORDS) seen.add(structuralHash(next.structure));
      }
    }
    // By hand: t = x + c, then t + x, t·x, t·c, t·t; t = x·c, then t + x, t + c, t·x, t·t; t = x·x, then all five.
    expect(seen.size).toBe(13);
  });
});

describe('appended and stacked', () => {
  const square = canonicalStructure({ code: Int32Array.of(0, 0, -1, 0), constants: 1 }, [3]) as Genome;

  it('put one more instruction on the result', () => {
    const space: SearchSpace = { operations: ['mul'], maxOperations: 12, maxConstants: 12 };
    const found = appended(square, space);
    expect(found.every(({ structure }) => countOperations(structure) === 2)).toBe(true);
    const kinds = new Set(found.map(({ structure }) => structuralHash(structure)));
    // (x + c)·c, (x + c)·x, (x + c)·(x + c)
    expect(kinds.size).toBe(3);
  });

  it('keep the constants they had', () => {
    const [only, ...more] = stacked(square, { ...SPACE, operations: ['add', 'mul'] });
    expect(more).toEqual([]);
    expect([...only.constants]).toEqual([3]);
    expect([...only.structure.code]).toEqual([0, 0, -1, 0, 2, 1, 1, 0]);
  });
});
