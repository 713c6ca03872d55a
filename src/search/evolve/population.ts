import type { Random } from '../../number/random.ts';
import type { Ancestor } from '../engine.ts';
import { Archive, type Member } from './archive.ts';
import type { Fitness } from './fitness.ts';
import type { Counts, IslandState } from './island-state.ts';
import { ancestorOf } from './lineage.ts';
import type { SearchSpace } from './space.ts';
import { WORDS, type Structure } from './structure.ts';

/** A newcomer that is better than the best of its archive by this factor is a find. */
export const FIND = 0.98;
/** A program that is not better than the best one of so many operations fewer is no member. */
const DULL = 2;

/** A structure with constants and what they come to. */
export type Fitted = { readonly constants: Float64Array; readonly loss: number };

/** The members of an island in one epoch: an archive for each number of operations, and the record of births. */
export class Population {
  readonly archives: readonly Archive[];
  readonly counts: { -readonly [K in keyof Counts]: number };
  /** Everything that became a member in this epoch, and what was made from it. */
  readonly births: Ancestor[] = [];
  readonly fitness: Fitness;
  readonly space: SearchSpace;
  readonly random: Random;
  /** Was anything better than the best there was? */
  found = false;
  private readonly island: number;
  private following: number;

  constructor(state: IslandState, space: SearchSpace, fitness: Fitness, random: Random) {
    this.space = space;
    this.fitness = fitness;
    this.random = random;
    this.island = state.number;
    this.following = state.next;
    this.counts = { ...state.counts };
    this.archives = Array.from(
      { length: space.maxOperations },
      (_, i) => new Archive(fitness.floor, state.archives[i]),
    );
  }

  /** Number of the next member. */
  get next(): number {
    return this.following;
  }

  /** An id that none had before. */
  name(): string {
    return `${this.island}.${this.following++}`;
  }

  archiveOf({ code }: Structure): Archive {
    return this.archives[code.length / WORDS - 1];
  }

  /** The loss that a structure must get below to become a member. */
  bar(structure: Structure): number {
    const operations = structure.code.length / WORDS;
    const shorter = operations > DULL ? this.archives[operations - DULL - 1].best() : Infinity;
    // What doubles cannot tell apart is for its own archive to judge.
    const limit = shorter > this.fitness.floor ? shorter : Infinity;
    return Math.min(limit, this.archiveOf(structure).bar(structure));
  }

  /** A member of a number of operations drawn uniformly, drawn uniformly. */
  pick(): Member | undefined {
    const { random, archives } = this;
    const filled = archives.filter(({ members }) => members.length > 0);
    if (filled.length === 0) return undefined;
    const { members } = filled[random.integer(filled.length)];
    return members[random.integer(members.length)];
  }

  /** Makes a member of what may be one. @returns whether it is */
  keep(
    structure: Structure,
    hash: number,
    { constants, loss }: Fitted,
    parents: readonly string[],
    how: string,
  ): boolean {
    const archive = this.archiveOf(structure);
    if (!(Math.max(loss, archive.floor) < this.bar(structure))) return false;
    if (!this.fitness.believable(structure, constants, loss)) {
      this.counts.unbelievable++;
      return false;
    }
    const before = archive.best();
    const id = this.name();
    const marks = { tried: false, extended: false, grown: false };
    const member: Member = { id, parents, how, structure, hash, constants, loss, ...marks };
    if (!archive.add(member)) return false;
    this.births.push(ancestorOf(member));
    if (Math.max(loss, archive.floor) < FIND * before) this.found = true;
    return true;
  }
}
