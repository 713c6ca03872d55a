import type { Random } from '../../number/random.ts';
import { Kernel } from '../../program/kernel.ts';
import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import { requireReal } from '../../program/require-real.ts';
import { PRINT_CONSTANTS, PRINT_POINTS } from './fingerprint.ts';
import type { FitPoints } from './kernel-fit.ts';
import { Seen } from './seen.ts';
import { SMOOTH_OPCODES, type SearchSpace } from './space.ts';
import type { CanonicalStructure } from './structure-canonical.ts';
import { COMMUTATIVE } from './structure-hash.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

/** What `kernel/breed/` exports. */
type BreedExports = {
  readonly breed: (out: number, most: number, limit: number) => number;
  readonly canonicalise: (code: number, constants: number, n: number, out: number) => number;
  readonly lookAgain: (operations: number, among: number, times: number) => number;
  readonly recordBytes: (operations: number, constants: number) => number;
  readonly setMembers: (operations: number, members: number) => void;
  readonly tallyAddress: () => number;
  readonly useParents: (
    at: number,
    operations: number,
    constants: number,
    members: number,
    contest: number,
    draws: number,
    looks: number,
  ) => void;
  readonly useTarget: (x: number, f: number, w: number, points: number, scratch: number) => void;
  readonly defineOperation: (
    op: number,
    arity: number,
    commutative: boolean,
    smooth: boolean,
    used: boolean,
  ) => void;
  readonly fingerprint: (code: number, n: number, k: number) => number;
  readonly printHash: () => bigint;
  readonly triedAddress: () => number;
  readonly seedRandom: (a: number, b: number, c: number, d: number) => void;
  readonly useSeen: (at: number, entries: number) => void;
};

/** Of a record of the kernel: words before its code, and where its parts are. See `kernel/breed/breed.ts`. */
const HEAD_WORDS = 12;
const INSTRUCTIONS = 4;
const SLOTS = 5;
const PARENT = 6;
const MUTATIONS = 7;
const WHICH = 8;

/** Names of the kernel's mutations. */
const NAMES = ['operation', 'rewire', 'splice', 'delete', 'append', 'swap', 'graft', 'compose'] as const;

/** A structure with constants: what mutations take and give. NaN is a constant not known yet. */
export type Genome = { readonly structure: Structure; readonly constants: ArrayLike<number> };

/** A new structure, and constants to begin with. */
export type Offspring<G extends Genome = Genome> = CanonicalStructure & {
  readonly hash: number;
  /** Names of the mutations, in order. */
  readonly how: string;
  /** One of those given to `setParents`, perhaps some time ago; `undefined` for one made from nothing. */
  readonly parent: G | undefined;
};

/** What was made since this was last asked. */
export type BreedCounts = {
  readonly candidates: number;
  readonly structural: number;
  readonly functional: number;
  readonly redundant: number;
  /** Values computed on the points. */
  readonly looked: number;
};

export type BreederOptions = {
  readonly space: SearchSpace;
  /** Parents there may be of one number of operations. */
  readonly members: number;
  /** A table of `Seen`: copied. */
  readonly seen: Uint32Array;
  readonly random: Random;
  /** What new structures are compared on; all are the same without. */
  readonly points?: FitPoints;
  /** Of so many new candidates of one number of operations the most promising is handed out. */
  readonly contest: number;
  /** Draws of the constants that a parent does not give. */
  readonly draws: number;
  /** Times that one structure is looked at, with other constants each. */
  readonly visits: number;
};

/** Offspring handed out at once. */
const MOST_OFFSPRING = 256;
/** Instructions of a structure in a call of `canonical` or `fingerprint`. */
const MOST_INSTRUCTIONS = 64;

/**
 * Makes new structures from given ones in the kernel: mutation, canonical form, hashes, a look at the values. Owns a
 * memory of its own, of one size for good. Same calls, same answers.
 *
 * @throws NapierError (`unsupported`) for operations without a meaning over the reals
 *
 * @example
 * const breeder = new Breeder({ space, members: 40, seen: Seen.table(1024), random, contest: 1, draws: 1, visits: 1 });
 * breeder.setParents(0, [parent]); // of one operation
 * breeder.breed(16, 10_000);
 */
export class Breeder<G extends Genome = Genome> {
  /** Shared with the kernel. */
  readonly seen: Seen;
  private readonly exports: BreedExports;
  private readonly kernel = new Kernel();
  private readonly members: number;
  private readonly operations: number;
  private readonly record: number;
  private readonly parents: number;
  private readonly out: number;
  private readonly draft: number;
  private readonly tally: Float64Array;
  private readonly words: Int32Array;
  private readonly doubles: Float64Array;
  /** All that were parents, by the numbers that the kernel knows them by. */
  private readonly tickets = new Map<G, number>();
  private readonly ticketed: G[] = [];

  constructor({ space, members, seen, random, points, contest, draws, visits }: BreederOptions) {
    const { kernel } = this;
    this.exports = kernel.exports as unknown as BreedExports;
    const { maxOperations, maxConstants } = space;
    this.operations = maxOperations;
    this.members = members;
    this.record = this.exports.recordBytes(maxOperations, maxConstants);
    const table = kernel.allocate(seen.byteLength);
    this.parents = kernel.allocate(this.record * (maxOperations * (members + 1) + 2));
    this.out = kernel.allocate(this.record * MOST_OFFSPRING);
    this.draft = kernel.allocate(MOST_INSTRUCTIONS * (4 * WORDS + 3 * 8));
    const vectors = points === undefined ? [] : [points.x, points.f, points.w];
    const padded = points === undefined ? 0 : points.x.length + (points.x.length & 1);
    const addresses = vectors.map(() => kernel.allocate(8 * padded));
    const scratch = kernel.allocate(8 * padded * maxOperations);

    // Nothing is allocated after this: views stay good.
    const { buffer } = kernel.memory;
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    const shared = new Uint32Array(buffer, table, seen.length);
    shared.set(seen);
    this.seen = new Seen(shared);
    this.exports.useSeen(table, seen.length);
    for (const [i, vector] of vectors.entries()) {
      this.doubles.set(vector, addresses[i] / 8);
      // A point more for an even number: the last one again, of weight 0.
      if (padded > vector.length) {
        this.doubles[addresses[i] / 8 + vector.length] = i === 2 ? 0 : vector[vector.length - 1];
      }
    }
    if (points !== undefined) {
      this.exports.useTarget(addresses[0], addresses[1], addresses[2], padded, scratch);
    }
    this.defineOperations(space);
    this.exports.useParents(this.parents, maxOperations, maxConstants, members, contest, draws, visits);
    const tried = this.exports.triedAddress() / 8;
    this.doubles.set(PRINT_POINTS, tried);
    this.doubles.set(PRINT_CONSTANTS, tried + PRINT_POINTS.length);
    this.tally = new Float64Array(buffer, this.exports.tallyAddress(), 5);
    const [a, b] = [random.bits64(), random.bits64()].map((bits) => [
      Number(bits >> 32n),
      Number(bits & MASK),
    ]);
    this.exports.seedRandom(a[0], a[1], b[0], b[1] | 1);
  }

  /** In the order of the space, which is that of the draws. */
  private defineOperations({ operations }: SearchSpace): void {
    const define = (op: number, used: boolean): void => {
      this.exports.defineOperation(op, ARITY[op], COMMUTATIVE[op] === 1, SMOOTH_OPCODES[op] === 1, used);
    };
    for (let op = 0; op < MACHINE_OPERATIONS.length; op++) define(op, false);
    for (const name of operations) define(MACHINE_OPERATIONS.indexOf(requireReal(name)), true);
  }

  /** Structures of archive + 1 operations to make others from: at most `members`. They must be canonical. */
  setParents(archive: number, genomes: readonly G[]): void {
    this.exports.setMembers(archive + 1, genomes.length);
    genomes.forEach((genome, i) => {
      const { structure, constants } = genome;
      const at = this.parents + this.record * (archive * this.members + i);
      this.words[at / 4 + INSTRUCTIONS] = structure.code.length / WORDS;
      this.words[at / 4 + SLOTS] = structure.constants;
      this.words[at / 4 + PARENT] = this.ticketOf(genome);
      this.words.set(structure.code, at / 4 + HEAD_WORDS);
      this.doubles.set(constants, this.constantsAt(at));
    });
  }

  private ticketOf(genome: G): number {
    let ticket = this.tickets.get(genome);
    if (ticket === undefined) {
      ticket = this.ticketed.push(genome) - 1;
      this.tickets.set(genome, ticket);
    }
    return ticket;
  }

  /**
   * New structures, each the most promising of its contest: at most `most` (no more than 256), from at most `limit`
   * candidates. Contests go on from call to call.
   */
  breed(most: number, limit: number): Offspring<G>[] {
    const found = this.exports.breed(this.out, Math.min(most, MOST_OFFSPRING), limit);
    return Array.from({ length: found }, (_, i) => {
      const at = this.out + this.record * i;
      const [parent, many, which] = [PARENT, MUTATIONS, WHICH].map((word) => this.words[at / 4 + word]);
      const names = Array.from({ length: many }, (_, k) => NAMES[(which >>> (4 * k)) & 15]);
      return {
        ...this.read(at),
        how: names.join('+'),
        parent: parent < 0 ? undefined : this.ticketed[parent],
      };
    });
  }

  /**
   * The look alone, at structures of one number of operations, in turn: to see what the rest costs. They become the
   * parents there. @returns the least distance
   */
  lookAgain(genomes: readonly G[], times: number): number {
    const operations = genomes[0].structure.code.length / WORDS;
    this.setParents(operations - 1, genomes);
    return this.exports.lookAgain(operations, genomes.length, times);
  }

  /** What happened since the last call. */
  takeCounts(): BreedCounts {
    const [candidates, structural, functional, redundant, looked] = this.tally;
    this.tally.fill(0);
    return { candidates, structural, functional, redundant, looked };
  }

  /**
   * `canonicalStructure` and the hash of what it gives, in the kernel.
   * @returns `undefined` when the result does not depend on x. @throws RangeError when there is no room
   */
  canonical(
    { code }: Structure,
    constants: ArrayLike<number>,
  ): (CanonicalStructure & { readonly hash: number }) | undefined {
    const n = code.length / WORDS;
    if (n > MOST_INSTRUCTIONS || constants.length > 3 * MOST_INSTRUCTIONS) throw new RangeError('no room');
    const values = this.draft + 4 * WORDS * MOST_INSTRUCTIONS;
    this.words.set(code, this.draft / 4);
    this.doubles.set(constants, values / 8);
    const live = this.exports.canonicalise(this.draft, values, n, this.out);
    if (live < -1) throw new RangeError('no room');
    return live < 0 ? undefined : this.read(this.out);
  }

  /** `fingerprint` in the kernel. */
  fingerprint({ code, constants }: Structure): { hash: number | undefined; redundant: boolean } {
    const n = code.length / WORDS;
    if (n > MOST_INSTRUCTIONS) return { hash: undefined, redundant: false };
    this.words.set(code, this.draft / 4);
    const kind = this.exports.fingerprint(this.draft, n, constants);
    const hash = kind === 0 ? undefined : Number(BigInt.asUintN(64, this.exports.printHash()));
    return { hash, redundant: kind === 2 };
  }

  private constantsAt(record: number): number {
    return (record + 4 * HEAD_WORDS + 4 * WORDS * this.operations) / 8;
  }

  private read(record: number): CanonicalStructure & { hash: number } {
    const { words, doubles } = this;
    const at = record / 4;
    const first = at + HEAD_WORDS;
    const constants = words[at + SLOTS];
    const values = this.constantsAt(record);
    return {
      structure: { code: words.slice(first, first + WORDS * words[at + INSTRUCTIONS]), constants },
      constants: doubles.slice(values, values + constants),
      hash: (words[at + 1] >>> 0) * 2 ** 32 + (words[at] >>> 0),
    };
  }
}

const MASK = (1n << 32n) - 1n;
