import { createRandom, type Random } from '../../number/random.ts';
import type { Ancestor } from '../engine.ts';
import { CAPACITY, type Member } from './archive.ts';
import { Breeder, type Offspring } from './breeder.ts';
import type { Fitness } from './fitness.ts';
import { Growth } from './growth.ts';
import type { IslandState } from './island-state.ts';
import { Population } from './population.ts';
import { Refinement } from './refinement.ts';
import type { Seed } from './seed.ts';
import type { SearchSpace } from './space.ts';
import { structuralHash } from './structure-hash.ts';
import type { Structure } from './structure.ts';
import { Trial } from './trial.ts';

/** Looks at one structure, each from other starts, before it is left alone. */
const VISITS = 6;
/** Structures made at once, and candidates for them at most. */
const BATCH = 32;
const BATCH_CANDIDATES = 100_000;
/** Of so many new structures of one size the most promising is fitted, by the best of so many draws of new constants. */
const CONTEST = 4;
const DRAWS = 2;
/** One move in so many looks for another optimum of a member. */
const JUMP_EACH = 12;
/** Shares of the work of evolution that extending finds and growing may have. */
const EXTENDING = 0.15;
const GROWING = 0.4;
/** Shares of an epoch that are over when the best are refined: the last time for what was found since. */
const EVOLVING = [0.6, 0.95];

/**
 * Steady-state evolution on an archive for each number of operations. Knows the space by its data and the fitness by
 * its interface. The same state, seed and quota give the same new state.
 */
export class Island {
  private readonly fitness: Fitness;
  private readonly random: Random;
  private readonly population: Population;
  private readonly trial: Trial;
  private readonly growth: Growth;
  private readonly refinement: Refinement;
  private readonly breeder: Breeder<Member>;
  /** The members that the breeder has, by archive. */
  private readonly bred: (readonly Member[])[];
  private readonly before: IslandState;
  private looked = 0;
  private readonly begun: number;

  constructor(state: IslandState, space: SearchSpace, fitness: Fitness, seed: number) {
    this.before = state;
    this.fitness = fitness;
    this.begun = fitness.spent;
    const mixed = (BigInt(seed) << 40n) ^ (BigInt(state.number) << 32n) ^ BigInt(state.epoch);
    this.random = createRandom(mixed);
    this.population = new Population(state, space, fitness, this.random);
    const { samples } = fitness;
    this.breeder = new Breeder({
      space,
      members: CAPACITY,
      // Copied: the state may still have to be written.
      seen: state.seen,
      random: this.random,
      points: samples,
      // Without samples all look alike.
      contest: samples === undefined ? 1 : CONTEST,
      draws: samples === undefined ? 1 : DRAWS,
      visits: VISITS,
    });
    this.trial = new Trial(this.population);
    this.growth = new Growth(this.population, this.trial, this.breeder, VISITS, state.epoch + state.number);
    this.refinement = new Refinement(this.population);
    this.bred = this.population.archives.map(() => []);
  }

  /** Units of work done here. */
  get spent(): number {
    return this.fitness.spent - this.begun + this.looked;
  }

  /** Everything that became a member in this epoch, and what was made from it. */
  get births(): readonly Ancestor[] {
    return this.population.births;
  }

  /** Evolves until `quota` units of work are spent; refines the best on the way. */
  run(quota: number): IslandState {
    const { before } = this;
    for (const share of EVOLVING) {
      this.evolve(share * quota);
      this.refineBest(quota);
    }
    this.evolve(quota);
    return { ...before, ...this.plain(), idle: this.population.found ? 0 : before.idle + 1 };
  }

  /** Fits every one of these structures, then refines the best with `quota` units of work: what an enumeration is for. */
  settle(structures: readonly Structure[], quota: number, seeds: readonly Seed[] = []): IslandState {
    const { before } = this;
    for (const { structure, constants, how } of seeds) {
      const hash = structuralHash(structure);
      this.breeder.seen.visit(hash);
      this.trial.plant(structure, hash, Float64Array.from(constants), how);
    }
    for (const structure of structures) {
      const hash = structuralHash(structure);
      this.breeder.seen.visit(hash);
      this.trial.place(structure, hash);
    }
    this.refineBest(this.spent + quota);
    return { ...before, ...this.plain(), idle: 0 };
  }

  private plain(): Pick<IslandState, 'epoch' | 'next' | 'archives' | 'seen' | 'counts'> {
    const { archives, counts, next } = this.population;
    return {
      epoch: this.before.epoch + 1,
      next,
      archives: archives.map(({ members }) => members),
      // A copy: the kernel's memory is as long as an island's.
      seen: this.breeder.seen.table.slice(),
      counts,
    };
  }

  private refineBest(end: number): void {
    this.refinement.refineBest(this.before.epoch + this.before.number, () => this.spent >= end);
  }

  private evolve(end: number): void {
    const isOver = (): boolean => this.spent >= end;
    const begun = this.spent;
    let [extending, growing] = [0, 0];
    while (!isOver()) {
      const { spent } = this;
      const offspring = this.breed();
      for (const one of offspring) {
        if (isOver()) break;
        if (this.random.integer(JUMP_EACH) === 0) this.trial.jump(this.population.pick());
        this.consider(one);
      }
      const room = (share: number, used: number): boolean => used < share * (this.spent - begun) && !isOver();
      for (let from = this.spent; room(EXTENDING, extending) && this.growth.extendNext(); from = this.spent) {
        extending += this.spent - from;
      }
      for (let from = this.spent; room(GROWING, growing) && this.growth.growNext(); from = this.spent) {
        growing += this.spent - from;
      }
      // A space with nothing left to look at: what went into finding that out is counted, and the loop must end.
      if (this.spent === spent && offspring.length === 0) {
        if (this.fitness.samples !== undefined) this.looked += BATCH_CANDIDATES;
        break;
      }
    }
  }

  /** New structures made of the members as they are now. */
  private breed(): Offspring<Member>[] {
    const { breeder, bred } = this;
    const { archives, counts } = this.population;
    for (const [i, { members }] of archives.entries()) {
      if (members === bred[i]) continue;
      bred[i] = members;
      breeder.setParents(i, members);
    }
    const offspring = breeder.breed(BATCH, BATCH_CANDIDATES);
    const { candidates, structural, functional, redundant, looked } = breeder.takeCounts();
    counts.candidates += candidates;
    counts.structural += structural;
    counts.functional += functional;
    counts.redundant += redundant;
    counts.looked += looked;
    if (this.fitness.samples !== undefined) this.looked += looked;
    return offspring;
  }

  private consider({ structure, constants, hash, how, parent }: Offspring<Member>): void {
    const parents = parent === undefined ? [] : [parent.id];
    this.trial.screen(structure, hash, constants, parents, how);
  }
}
