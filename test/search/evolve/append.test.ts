import { describe, expect, it } from 'vitest';
import { appended, stacked } from '../../../src/search/evolve/append.ts';
import type { Genome } from '../../../src/search/evolve/breeder.ts';
import type { SearchSpace } from '../../../src/search/evolve/space.ts';
import { canonicalStructure } from '../../../src/search/evolve/structure-canonical.ts';
import { structuralHash } from '../../../src/search/evolve/structure-hash.ts';
import { countOperations } from '../../../src/search/evolve/structure.ts';

const SPACE: SearchSpace = {
  operations: ['add', 'sub', 'mul', 'div', 'sqrt', 'fma'],
  maxOperations: 12,
  maxConstants: 12,
};

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
