import { describe, expect, it } from 'vitest';
import { MACHINE_OPERATIONS, type MachineOperation } from '../../../src/program/machine-operations.ts';
import { Breeder, type Genome } from '../../../src/search/evolve/breeder.ts';
import { enumerateStructures, sequences } from '../../../src/search/evolve/enumerate.ts';
import { fingerprint } from '../../../src/search/evolve/fingerprint.ts';
import { createRandom } from '../../../src/number/random.ts';
import { Seen } from '../../../src/search/evolve/seen.ts';
import type { SearchSpace } from '../../../src/search/evolve/space.ts';
import { canonicalStructure } from '../../../src/search/evolve/structure-canonical.ts';
import { structuralHash } from '../../../src/search/evolve/structure-hash.ts';
import { ARITY, WORDS } from '../../../src/search/evolve/structure.ts';

const spaceOf = (...operations: MachineOperation[]): SearchSpace => ({
  operations,
  maxOperations: 12,
  maxConstants: 12,
});

/** All sequences there are, without any order or pruning: graphs and functions of n operations, none redundant. */
function everything(
  space: SearchSpace,
  n: number,
): { hashes: Set<number>; prints: Set<number>; made: number } {
  const hashes = new Set<number>();
  const prints = new Set<number>();
  let made = 0;
  const extend = (code: number[], slots: number): void => {
    const i = code.length / WORDS;
    if (i === n) {
      made++;
      const found = canonicalStructure({ code: Int32Array.from(code), constants: slots });
      if (found === undefined || found.structure.code.length !== WORDS * n) return;
      const { redundant, hash } = fingerprint(found.structure);
      if (redundant) return;
      hashes.add(structuralHash(found.structure));
      if (hash !== undefined) prints.add(hash);
      return;
    }
    for (const name of space.operations) {
      const op = MACHINE_OPERATIONS.indexOf(name);
      const choose = (args: number[], used: number): void => {
        if (args.length === ARITY[op])
          return extend([...code, op, ...args, ...Array(3 - args.length).fill(0)], used);
        for (let ref = 0; ref <= i; ref++) choose([...args, ref], used);
        choose([...args, -(used + 1)], used + 1);
      };
      choose([], slots);
    }
  };
  extend([], 0);
  return { hashes, prints, made };
}

describe('enumerateStructures', () => {
  for (const [space, n] of [
    [spaceOf('add', 'sub', 'mul', 'div'), 1],
    [spaceOf('add', 'sub', 'mul', 'div'), 2],
    [spaceOf('add', 'sub', 'mul', 'div'), 3],
    [spaceOf('mul', 'add', 'sqrt'), 3],
    [spaceOf('fma', 'div'), 2],
  ] as const) {
    it(`finds all of ${n} operations ${space.operations.join(' ')}: none lost by its order or pruning`, () => {
      const { hashes, prints, made } = everything(space, n);
      expect(made).toBe(sequences(space, n));
      const { structures, functional } = enumerateStructures(space, n);
      const found = structures.map(structuralHash);
      expect(new Set(found).size).toBe(found.length);
      expect(found.every((hash) => hashes.has(hash))).toBe(true);
      // Those it leaves out do what another does.
      const there = new Set(structures.map((structure) => fingerprint(structure).hash));
      for (const print of prints) expect(there.has(print)).toBe(true);
      expect(functional).toBeGreaterThanOrEqual(hashes.size - found.length);
    });
  }

  it('counts the space of + - * /', () => {
    const counts = [1, 2, 3].map(
      (n) => enumerateStructures(spaceOf('add', 'sub', 'mul', 'div'), n).structures.length,
    );
    // By construction none of them computes a constant, such as (x + a)/((x + a)·b), with a redundant constant.
    expect(counts).toEqual([5, 40, 467]);
  });

  it('has everything that mutation comes upon', () => {
    const space = spaceOf('add', 'sub', 'mul', 'div');
    const prints = new Set(
      enumerateStructures(space, 3).structures.map((structure) => fingerprint(structure).hash),
    );
    const breeder = new Breeder({
      space: { ...space, maxOperations: 4 },
      members: 40,
      seen: Seen.table(2 ** 16),
      random: createRandom(3),
      contest: 1,
      draws: 1,
      visits: 1,
    });
    const archives: Genome[][] = [[], [], [], []];
    let met = 0;
    for (let batch = 0; batch < 60; batch++) {
      for (const [i, archive] of archives.entries()) breeder.setParents(i, archive.slice(-40));
      for (const one of breeder.breed(64, 10_000)) {
        archives[one.structure.code.length / WORDS - 1].push(one);
        const { hash } = fingerprint(one.structure);
        if (one.structure.code.length !== 3 * WORDS || hash === undefined) continue;
        met++;
        expect(prints.has(hash)).toBe(true);
      }
    }
    expect(met).toBeGreaterThan(100);
  });
});
