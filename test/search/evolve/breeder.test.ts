import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../src/number/random.ts';
import {
  MACHINE_OPERATIONS,
  REAL_OPERATIONS,
  type MachineOperation,
} from '../../../src/program/machine-operations.ts';
import { Breeder, type BreederOptions, type Genome } from '../../../src/search/evolve/breeder.ts';
import { Draft } from '../../../src/search/evolve/draft.ts';
import { fingerprint } from '../../../src/search/evolve/fingerprint.ts';
import { FitKernel } from '../../../src/search/evolve/kernel-fit.ts';
import { Seen } from '../../../src/search/evolve/seen.ts';
import type { SearchSpace } from '../../../src/search/evolve/space.ts';
import { canonicalStructure } from '../../../src/search/evolve/structure-canonical.ts';
import { structuralHash } from '../../../src/search/evolve/structure-hash.ts';
import { ARITY, countOperations, WORDS, type Structure } from '../../../src/search/evolve/structure.ts';

const SPACE: SearchSpace = {
  operations: ['add', 'sub', 'mul', 'div', 'sqrt', 'fma'],
  maxOperations: 12,
  maxConstants: 12,
};
const MEMBERS = 40;

function breederOf(options: Partial<BreederOptions> = {}): Breeder {
  const random = createRandom(1);
  const seen = Seen.table(2 ** 14);
  return new Breeder({
    space: SPACE,
    members: MEMBERS,
    seen,
    random,
    contest: 1,
    draws: 1,
    visits: 1,
    ...options,
  });
}

/** A walk of the breeder on its own offspring: everything it handed out. */
function walk(breeder: Breeder, batches: number, operations = 12): ReturnType<Breeder['breed']> {
  const archives: Genome[][] = Array.from({ length: operations }, () => []);
  const all: ReturnType<Breeder['breed']> = [];
  for (let batch = 0; batch < batches; batch++) {
    for (const [i, archive] of archives.entries()) breeder.setParents(i, archive);
    for (const one of breeder.breed(64, 10_000)) {
      all.push(one);
      const archive = archives[one.structure.code.length / WORDS - 1];
      archive.push(one);
      if (archive.length > MEMBERS) archive.shift();
    }
  }
  return all;
}

/** Any sequence of instructions: operands are x, constants or earlier results, more often the last one. */
function anyStructure(random: Random, operations: readonly MachineOperation[]): Structure {
  const code: number[] = [];
  let slots = 0;
  const n = 1 + random.integer(14);
  for (let i = 0; i < n; i++) {
    const op = MACHINE_OPERATIONS.indexOf(operations[random.integer(operations.length)]);
    code.push(op);
    for (let k = 0; k < 3; k++) {
      const arg = random.integer(3) === 0 ? i : random.integer(i + 3);
      code.push(k >= ARITY[op] ? 0 : arg <= i ? arg : -++slots);
    }
  }
  return { code: Int32Array.from(code), constants: slots };
}

describe('the kernel and the reference', () => {
  const count = process.env.NAPIER_DEEP ? 1_000_000 : 100_000;
  it(`agree on ${count} structures: canonical form, constants, both hashes, rank`, () => {
    const random = createRandom(5);
    const space: SearchSpace = { operations: REAL_OPERATIONS, maxOperations: 40, maxConstants: 80 };
    const breeder = breederOf({ space });
    const sets = [REAL_OPERATIONS, SPACE.operations, ['add', 'sub', 'mul', 'div', 'neg', 'max'] as const];
    const differences: unknown[] = [];
    const found = { constant: 0, redundant: 0, hashed: 0 };
    for (let i = 0; i < count; i++) {
      const structure = anyStructure(random, sets[i % sets.length]);
      const constants = Float64Array.from({ length: structure.constants }, () =>
        random.integer(5) === 0 ? NaN : 2 * random.next() - 1,
      );
      // `finish` is canonicalStructure after a walk from the result: symmetric slots are numbered as met.
      const expected = new Draft(structure, constants).finish();
      const got = breeder.canonical(structure, constants);
      if (expected === undefined || got === undefined) {
        found.constant++;
        if (expected !== got) differences.push([structure, expected, got]);
        continue;
      }
      const print = fingerprint(expected.structure);
      const other = breeder.fingerprint(expected.structure);
      if (print.redundant) found.redundant++;
      else if (print.hash !== undefined) found.hashed++;
      const same =
        expected.structure.code.join() === got.structure.code.join() &&
        expected.structure.constants === got.structure.constants &&
        expected.constants.every((value, k) => Object.is(value, got.constants[k])) &&
        structuralHash(expected.structure) === got.hash &&
        print.redundant === other.redundant &&
        print.hash === other.hash;
      if (!same) differences.push([structure, expected, got, print, other]);
    }
    expect(differences).toEqual([]);
    expect(found.constant).toBeGreaterThan(count / 10);
    expect(found.redundant).toBeGreaterThan(count / 20);
    expect(found.hashed).toBeGreaterThan(count / 3);
  });

  it('refuses operations without a meaning over the reals', () => {
    const space: SearchSpace = { ...SPACE, operations: ['add', 'iadd'] };
    expect(() => breederOf({ space })).toThrow(/no meaning over the reals/);
  });

  it('refuses what there is no room for', () => {
    const code = new Int32Array(65 * WORDS);
    expect(() => breederOf().canonical({ code, constants: 0 }, [])).toThrow(RangeError);
    // Sixty squarings are a structure, but not of twelve operations.
    const squares = Int32Array.from({ length: 60 * WORDS }, (_, i) => [2, i >> 2, i >> 2, 0][i % WORDS]);
    expect(() => breederOf().canonical({ code: squares, constants: 0 }, [])).toThrow(RangeError);
  });
});

describe('Breeder', () => {
  it('gives canonical structures of the space, with their hash, every slot used once', () => {
    const all = walk(breederOf(), 40);
    expect(all.length).toBeGreaterThan(1000);
    const wrong = all.filter(({ structure, constants, hash }) => {
      const { code } = structure;
      const n = code.length / WORDS;
      const isKnown = (op: number): boolean => SPACE.operations.includes(MACHINE_OPERATIONS[op]);
      const lines = Array.from({ length: n }, (_, i) => code.subarray(WORDS * i, WORDS * (i + 1)));
      return !(
        canonicalStructure(structure)?.structure.code.join() === code.join() &&
        structuralHash(structure) === hash &&
        countOperations(structure) === n &&
        n <= SPACE.maxOperations &&
        structure.constants <= SPACE.maxConstants &&
        constants.length === structure.constants &&
        constants.every((value) => Number.isFinite(value)) &&
        lines.every(([op, ...args], i) => isKnown(op) && args.every((arg) => arg <= i))
      );
    });
    expect(wrong).toEqual([]);
  });

  it('gives each structure once when it is to be looked at once, none that is redundant, none of a known function', () => {
    const breeder = breederOf({ seen: Seen.table(2 ** 18) });
    const all = walk(breeder, 40);
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(all.length);
    const prints = all.map(({ structure }) => fingerprint(structure));
    expect(prints.some(({ redundant }) => redundant)).toBe(false);
    const hashes = prints.flatMap(({ hash }) => hash ?? []);
    expect(new Set(hashes).size).toBe(hashes.length);
    const counts = breeder.takeCounts();
    expect(counts.looked).toBe(all.length);
    for (const count of [counts.structural, counts.functional, counts.redundant])
      expect(count).toBeGreaterThan(0);
    expect(counts.candidates).toBeGreaterThan(
      all.length + counts.structural + counts.functional + counts.redundant,
    );
    expect(breeder.takeCounts().candidates).toBe(0);
  });

  it('does the same with the same seed, and something else with another', () => {
    const hashes = (seed: number): number[] =>
      walk(breederOf({ random: createRandom(seed) }), 5).map(({ hash }) => hash);
    expect(hashes(7)).toEqual(hashes(7));
    expect(hashes(7)).not.toEqual(hashes(8));
  });

  it('reaches every structure of two operations from nothing', () => {
    const space: SearchSpace = { operations: ['add', 'mul'], maxOperations: 2, maxConstants: 4 };
    const all = walk(breederOf({ space, visits: 1e9 }), 400, 2);
    const seen = new Set(
      all.filter(({ structure }) => structure.code.length === 2 * WORDS).map(({ hash }) => hash),
    );
    // By hand: t = x + c, then t + x, t·x, t·c, t·t; t = x·c, then t + x, t + c, t·x, t·t; t = x·x, then all five.
    // Of these 13, (x·c)·x and (x·x)·c do the same.
    expect(seen.size).toBe(12);
  });

  it('hands out the most promising of a contest: nearest to the target but for scale and offset', () => {
    const x = Float64Array.from({ length: 21 }, (_, i) => 0.1 + i / 20);
    const points = { x, f: x.map((v) => 3 / v - 2), w: x.map(() => 1) };
    const space: SearchSpace = { operations: ['add', 'mul', 'div'], maxOperations: 1, maxConstants: 1 };
    const some = breederOf({ space, points, contest: 40, visits: 1e9, seen: Seen.table(4) }).breed(8, 1e6);
    expect(some).toHaveLength(8);
    // x·x, x + c, x·c, c/x: one of the forty is c/x but for a chance of (3/4)^40.
    for (const { structure } of some) {
      expect([...structure.code]).toEqual([MACHINE_OPERATIONS.indexOf('div'), -1, 0, 0]);
    }
  });

  it('carries the constants of the parent along', () => {
    const x = Float64Array.of(0.5, 1, 2);
    const kernel = new FitKernel({ x, f: x, w: x });
    const values = ({ structure, constants }: Genome): number[] => {
      kernel.clear();
      kernel.push(structure, constants);
      return [...kernel.values()[0]];
    };
    const parent = canonicalStructure({ code: Int32Array.of(0, 0, -1, 0), constants: 1 }, [3]) as Genome;
    const breeder = breederOf({ visits: 1e9 });
    breeder.setParents(0, [parent]);
    const squares = breeder
      .breed(256, 10_000)
      .filter(({ structure }) => [...structure.code].join() === '0,0,-1,0,2,1,1,0');
    expect(squares.length).toBeGreaterThan(0);
    expect(squares.some((square) => values(square).join() === [12.25, 16, 25].join())).toBe(true);
    for (const square of squares) expect(square.parent).toBe(parent);
  });

  it('knows the parent of what won late, whatever took its place meanwhile', () => {
    const one = (name: 'add' | 'mul'): Genome =>
      canonicalStructure(
        { code: Int32Array.of(MACHINE_OPERATIONS.indexOf(name), 0, -1, 0), constants: 1 },
        [3],
      ) as Genome;
    const [first, second] = [one('add'), one('mul')];
    const breeder = breederOf({ contest: 64, visits: 1e9 });
    breeder.setParents(0, [first]);
    // Contests are open now, with leaders made of the first.
    breeder.breed(1, 40);
    breeder.setParents(0, [second]);
    const parents = new Set(breeder.breed(256, 20_000).map(({ parent }) => parent));
    for (const parent of parents) expect([first, second]).toContain(parent);
    expect(parents).toContain(second);
    breeder.setParents(0, []);
    expect(() => breeder.breed(256, 1000)).not.toThrow();
  });
});
