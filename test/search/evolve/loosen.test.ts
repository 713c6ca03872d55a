import { describe, expect, it } from 'vitest';
import { toHexFloat } from '../../../src/number/exact-constant.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import type { Genome } from '../../../src/search/evolve/breeder.ts';
import { loosenings } from '../../../src/search/evolve/loosen.ts';
import type { SearchSpace } from '../../../src/search/evolve/space.ts';
import { canonicalStructure } from '../../../src/search/evolve/structure-canonical.ts';
import { structuralHash } from '../../../src/search/evolve/structure-hash.ts';
import { structureToProgram } from '../../../src/search/evolve/structure-program.ts';
import { countOperations } from '../../../src/search/evolve/structure.ts';

const SPACE: SearchSpace = {
  operations: ['add', 'sub', 'mul', 'div', 'sqrt', 'fma'],
  maxOperations: 12,
  maxConstants: 12,
};

describe('loosenings', () => {
  // (x + 3)·x, its constants known.
  const parent = canonicalStructure(
    { code: Int32Array.of(0, 0, -1, 0, 2, 1, 0, 0), constants: 1 },
    [3],
  ) as Genome;

  it('begin with what the parent does', () => {
    const evaluate = ({ structure, constants }: Genome, x: number): number =>
      compileProgram(structureToProgram(structure, Array.from(constants, toHexFloat), 'f64', 'x'))(x);
    let made = 0;
    for (const way of loosenings(parent, SPACE)) {
      const child = way();
      if (child === undefined || child.constants.some(Number.isNaN)) continue;
      made++;
      for (const x of [0.7, 1.3]) {
        const [was, is] = [evaluate(parent, x), evaluate(child, x)];
        expect(Math.abs(is - was)).toBeLessThan(0.02 * Math.abs(was));
      }
      expect([4, 5]).toContain(countOperations(child.structure));
    }
    expect(made).toBeGreaterThan(5);
  });

  it('grow a polynomial by a term in any value', () => {
    const wanted = canonicalStructure(
      // ((x·c₀ + 3) + x)·x is (x + (3 + c₀·x))·x
      { code: Int32Array.of(2, 0, -1, 0, 0, 1, -2, 0, 0, 2, 0, 0, 2, 3, 0, 0), constants: 2 },
      [1, 3],
    ) as Genome;
    const hashes = loosenings(parent, SPACE)
      .map((way) => way())
      .map((child) => child && structuralHash(child.structure));
    expect(hashes).toContain(structuralHash(wanted.structure));
  });

  it('put a value over itself, and beside it', () => {
    const over = canonicalStructure(
      // u + c₁/u for u = x + 3, times x
      { code: Int32Array.of(0, 0, -1, 0, 3, -2, 1, 0, 0, 1, 2, 0, 2, 3, 0, 0), constants: 2 },
      [3, 1],
    ) as Genome;
    const beside = canonicalStructure(
      // u·(1 + c·x) for u = x + 3, times x
      { code: Int32Array.of(0, 0, -1, 0, 2, 0, -2, 0, 0, 2, -3, 0, 2, 1, 3, 0, 2, 4, 0, 0), constants: 3 },
      [3, 1, 1],
    ) as Genome;
    const hashes = loosenings(parent, SPACE)
      .map((way) => way())
      .map((child) => child && structuralHash(child.structure));
    expect(hashes).toContain(structuralHash(over.structure));
    expect(hashes).toContain(structuralHash(beside.structure));
  });

  it('stay within the space', () => {
    expect(loosenings(parent, { ...SPACE, operations: ['mul'] })).toEqual([]);
    expect(loosenings(parent, { ...SPACE, maxOperations: 3 })).toEqual([]);
    const sizes = loosenings(parent, { ...SPACE, maxOperations: 4 }).map(
      (way) => way()?.structure.code.length ?? 16,
    );
    expect(new Set(sizes)).toEqual(new Set([16]));
  });
});
