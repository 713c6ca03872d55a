import { fromHexFloat } from '../../number/exact-constant.ts';
import { createRandom, type Random } from '../../number/random.ts';
import type { Ancestor } from '../engine.ts';
import { Archive, CAPACITY, rank, type Member } from './archive.ts';
import { Breeder, type Genome, type Offspring } from './breeder.ts';
import { fingerprint } from './fingerprint.ts';
import type { Fitness } from './fitness.ts';
import type { Counts, IslandState } from './island-state.ts';
import { ancestorOf } from './lineage.ts';
import { appended, loosenings, stacked } from './append.ts';
import type { Seed } from './seed.ts';
import type { Seen } from './seen.ts';
import { isInSpace, type SearchSpace } from './space.ts';
import { structuralHash } from './structure-hash.ts';
import { WORDS, type Structure } from './structure.ts';

/** Looks at one structure, each from other starts, before it is left alone. */
const VISITS = 6;
/** Steps of a fit to see whether a structure is worth more; then it is fitted so many at a time while that pays. */
const SCREENING_STEPS = 8;
const FITTING_STEPS = 40;
const MOST_STEPS = 400;
/** Steps pay when they lower the loss by this factor. */
const PAYS = 0.9;
/** Structures made at once, and candidates for them at most. */
const BATCH = 32;
const BATCH_CANDIDATES = 100_000;
/** Of so many new structures of one size the most promising is fitted, by the best of so many draws of new constants. */
const CONTEST = 4;
const DRAWS = 2;
/** One move in so many looks for another optimum of a member: its constants, each times 10^±(up to the reach). */
const JUMP_EACH = 12;
/** One move in so many makes of a constant or a value of a member a function of another value. */
const LOOSEN_EACH = 12;
const JUMP_REACH = [0.3, 0.6, 1] as const;
/** Random starts beside the inherited constants. */
const RANDOM_STARTS = 2;
/** A structure is worth more when its loss is below this many times the one that it must beat. */
const PROMISE = 10;
/** Starts of a structure of an enumeration, and how many of the best are fitted to the end. */
const PLACED_STARTS = 16;
const PLACED_FITS = 3;
/** A member that is better than the best by this factor is a find; by this one, every instruction is tried on it… */
const FIND = 0.98;
const EXTENDED_FIND = 0.8;
/** … after so many structures more were fitted. */
const EXTEND_EACH = 256;
/** Share of an epoch that is evolution before the best are refined; then there is as much of it as there is work left. */
const EVOLVING = 0.6;
/** Members of each archive that are refined, and how far from its best they may be. */
const REFINED_EACH = 3;
/** By how many archives the first to be refined moves from epoch to epoch. */
const ROTATION = 5;
const REFINE_WITHIN = 10;

/**
 * Steady-state evolution on an archive for each number of operations. Knows the space by its data and the fitness by
 * its interface. The same state, seed and quota give the same new state.
 */
export class Island {
  private readonly space: SearchSpace;
  private readonly fitness: Fitness;
  private readonly random: Random;
  private readonly archives: Archive[];
  private readonly breeder: Breeder;
  private readonly seen: Seen;
  /** The members that the breeder has, by archive. */
  private readonly bred: (readonly Member[])[];
  private readonly before: IslandState;
  private readonly counts: { -readonly [K in keyof Counts]: number };
  /** By archive: the error of the member that was last tried with every instruction. */
  private readonly extended: number[];
  /** Everything that became a member in this epoch, and what was made from it. */
  readonly births: Ancestor[] = [];
  private next: number;
  private looked = 0;
  private found = false;
  private readonly begun: number;

  constructor(state: IslandState, space: SearchSpace, fitness: Fitness, seed: number) {
    this.before = state;
    this.space = space;
    this.fitness = fitness;
    this.begun = fitness.spent;
    const mixed = (BigInt(seed) << 40n) ^ (BigInt(state.number) << 32n) ^ BigInt(state.epoch);
    this.random = createRandom(mixed);
    this.archives = Array.from(
      { length: space.maxOperations },
      (_, i) => new Archive(fitness.floor, state.archives[i]),
    );
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
    this.seen = this.breeder.seen;
    this.bred = this.archives.map(() => []);
    this.extended = this.archives.map((archive) => archive.best());
    this.counts = { ...state.counts };
    this.next = state.next;
  }

  /** Units of work done here. */
  get spent(): number {
    return this.fitness.spent - this.begun + this.looked;
  }

  /** Evolves until `quota` units of work are spent; refines the best on the way. */
  run(quota: number): IslandState {
    const { before } = this;
    this.evolve(EVOLVING * quota);
    this.refineBest(quota);
    this.evolve(quota);
    return { ...before, ...this.plain(), idle: this.found ? 0 : before.idle + 1 };
  }

  private plain(): Pick<IslandState, 'epoch' | 'next' | 'archives' | 'seen' | 'counts'> {
    return {
      epoch: this.before.epoch + 1,
      next: this.next,
      archives: this.archives.map(({ members }) => members),
      // A copy: the kernel's memory is as long as an island's.
      seen: this.seen.table.slice(),
      counts: this.counts,
    };
  }

  /** Fits every one of these structures, then refines the best with `quota` units of work: what an enumeration is for. */
  settle(structures: readonly Structure[], quota: number, seeds: readonly Seed[] = []): IslandState {
    const { before } = this;
    for (const seed of seeds) this.plant(seed);
    for (const structure of structures) this.place(structure);
    this.refineBest(this.spent + quota);
    return { ...before, ...this.plain(), idle: 0 };
  }

  /** A program that was found elsewhere, its constants fitted a little. */
  private plant({ structure, constants, how }: Seed): void {
    const fitted = Float64Array.from(constants);
    this.counts.fits++;
    const loss = this.fitness.fit(structure, fitted, FITTING_STEPS);
    this.seen.visit(structuralHash(structure));
    if (loss < Infinity)
      this.keep(structure, structuralHash(structure), { constants: fitted, loss }, [], how);
  }

  /** The best of many starts, kept if it may be. */
  private place(structure: Structure): void {
    const { fitness } = this;
    const hash = structuralHash(structure);
    this.counts.candidates++;
    this.seen.visit(hash);
    const starts: { constants: Float64Array; loss: number }[] = [];
    for (let start = 0; start < (structure.constants === 0 ? 1 : PLACED_STARTS); start++) {
      const constants = Float64Array.from({ length: structure.constants }, () => this.draw());
      this.counts.fits++;
      starts.push({ constants, loss: fitness.fit(structure, constants, SCREENING_STEPS) });
    }
    starts.sort((a, b) => a.loss - b.loss);
    for (const { constants, loss } of starts.slice(0, structure.constants === 0 ? 1 : PLACED_FITS)) {
      const { bar } = this.archiveOf(structure);
      const reached = structure.constants === 0 ? loss : this.fitWhileItPays(structure, constants, loss, bar);
      if (reached < Infinity) this.keep(structure, hash, { constants, loss: reached }, [], 'enumerated');
    }
  }

  private evolve(end: number): void {
    for (let considered = 0; this.spent < end;) {
      const { spent } = this;
      const offspring = this.breed();
      for (const one of offspring) {
        if (this.spent >= end) break;
        if (this.random.integer(JUMP_EACH) === 0) this.jump(this.pick());
        if (this.random.integer(LOOSEN_EACH) === 0) this.loosenAny(this.pick());
        this.consider(one);
      }
      considered += offspring.length;
      if (considered >= EXTEND_EACH) {
        considered = 0;
        this.extendFinds(end);
      }
      // Candidates that are all known cost nothing: the loop must end all the same.
      if (this.spent === spent && offspring.length === 0) break;
    }
  }

  /** New structures made of the members as they are now. */
  private breed(): Offspring[] {
    const { archives, breeder, bred, counts } = this;
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

  private consider({ structure, constants, hash, how, parent }: Offspring): void {
    const parents = parent === undefined ? [] : [this.bred[parent[0]][parent[1]].id];
    const fitted = this.screen(structure, constants);
    if (fitted !== undefined) this.keep(structure, hash, fitted, parents, how);
  }

  /** A member of a number of operations drawn uniformly, drawn uniformly. */
  private pick(): Member | undefined {
    const { random, archives } = this;
    const filled = archives.filter(({ members }) => members.length > 0);
    if (filled.length === 0) return undefined;
    const { members } = filled[random.integer(filled.length)];
    return members[random.integer(members.length)];
  }

  private screen(
    structure: Structure,
    inherited: Float64Array,
  ): { constants: Float64Array; loss: number } | undefined {
    const { fitness, archives } = this;
    const operations = structure.code.length / WORDS;
    let best: Float64Array | undefined;
    let loss = Infinity;
    const starts = structure.constants === 0 ? 1 : 1 + RANDOM_STARTS;
    for (let start = 0; start < starts; start++) {
      const constants = inherited.map((value) => (start > 0 || Number.isNaN(value) ? this.draw() : value));
      this.counts.fits++;
      const found = fitness.fit(structure, constants, SCREENING_STEPS);
      if (found === Infinity) this.counts.failed++;
      if (found < loss) [loss, best] = [found, constants];
    }
    const archive = archives[operations - 1];
    if (best === undefined || !(Math.max(loss, fitness.floor) < PROMISE * archive.bar)) return undefined;
    if (structure.constants > 0) loss = this.fitWhileItPays(structure, best, loss, archive.bar);
    return { constants: best, loss };
  }

  private fitWhileItPays(structure: Structure, constants: Float64Array, from: number, bar: number): number {
    this.counts.longFits++;
    let loss = from;
    for (let steps = 0; steps < MOST_STEPS; steps += FITTING_STEPS) {
      const before = loss;
      loss = this.fitness.fit(structure, constants, FITTING_STEPS);
      if (!(loss < PAYS * before) || loss > PROMISE * bar || loss < this.fitness.floor) break;
    }
    return loss;
  }

  /** A structure may have several optima: this leaves the one at hand for another. */
  private jump(member: Member | undefined): void {
    const { random, fitness } = this;
    if (member === undefined) return;
    const { structure, hash } = member;
    if (structure.constants === 0) return;
    const reach = JUMP_REACH[random.integer(JUMP_REACH.length)];
    const constants = member.constants.map((value) => value * 10 ** (reach * (2 * random.next() - 1)));
    this.counts.fits++;
    const loss = fitness.fit(structure, constants, FITTING_STEPS);
    const { bar } = this.archives[structure.code.length / WORDS - 1];
    if (!(loss < PROMISE * bar)) return;
    const reached = this.fitWhileItPays(structure, constants, loss, bar);
    if (reached < FIND * member.loss) {
      this.keep(structure, hash, { constants, loss: reached }, [member.id], 'jump');
    }
  }

  /** A constant of any sign and size. */
  private draw(): number {
    const size = 10 ** (-1.5 + 4 * this.random.next());
    return this.random.integer(2) === 0 ? size : -size;
  }

  private keep(
    structure: Structure,
    hash: number,
    { constants, loss }: { constants: Float64Array; loss: number },
    parents: readonly string[],
    how: string,
  ): boolean {
    const archive = this.archives[structure.code.length / WORDS - 1];
    if (!(Math.max(loss, archive.floor) < archive.bar)) return false;
    if (!this.fitness.believable(structure, constants, loss)) {
      this.counts.unbelievable++;
      return false;
    }
    const before = archive.best();
    const id = `${this.before.number}.${this.next++}`;
    const member: Member = {
      id,
      parents,
      how,
      structure,
      hash,
      constants,
      loss,
      tried: false,
      extended: false,
    };
    if (!archive.add(member)) return false;
    this.births.push(ancestorOf(member));
    if (Math.max(loss, archive.floor) < FIND * before) this.found = true;
    return true;
  }

  /**
   * What is found at n operations is tried with every instruction on its result, at n + 1 operations. It costs as much
   * as some hundred new structures: only what is still the best by then is worth it, fewest operations first, so that
   * what comes of it is tried too.
   */
  private extendFinds(end: number): void {
    for (const [i, archive] of this.archives.entries()) {
      if (this.spent >= end) return;
      if (!(archive.best() < EXTENDED_FIND * this.extended[i])) continue;
      this.extended[i] = archive.best();
      this.extend(archive.members[0]);
    }
  }

  private extend(member: Member): void {
    const { space, fitness } = this;
    const operations = member.structure.code.length / WORDS;
    if (operations >= space.maxOperations) return;
    for (const { structure, constants } of appended(member, space)) {
      if (!this.isWorth(structure)) continue;
      const start = constants.map((value) => (Number.isNaN(value) ? this.draw() : value));
      this.counts.longFits++;
      const loss = fitness.follow(structure, start);
      if (loss === Infinity) this.counts.failed++;
      else
        this.keep(structure, structuralHash(structure), { constants: start, loss }, [member.id], 'appended');
    }
    for (const way of loosenings(member, space)) {
      const made = way();
      if (made !== undefined) this.loosen(made, structuralHash(made.structure), member.id);
    }
  }

  /** One way, drawn at random, that is not worn out. */
  private loosenAny(member: Member | undefined): void {
    if (member === undefined) return;
    const ways = loosenings(member, this.space);
    if (ways.length === 0) return;
    const made = ways[this.random.integer(ways.length)]();
    if (made === undefined) return;
    const hash = structuralHash(made.structure);
    if (this.seen.visit(hash) < VISITS) this.loosen(made, hash, member.id);
  }

  /** Fits a structure that does, to begin with, what the one does that it was made of. */
  private loosen({ structure, constants }: Genome, hash: number, parent: string): void {
    const { fitness } = this;
    if (!this.isWorth(structure)) return;
    const start = Float64Array.from(constants, (value) => (Number.isNaN(value) ? this.draw() : value));
    const { bar } = this.archiveOf(structure);
    this.counts.fits++;
    const loss = fitness.fit(structure, start, FITTING_STEPS);
    if (loss === Infinity) this.counts.failed++;
    if (!(Math.max(loss, fitness.floor) < PROMISE * bar)) return;
    const reached = this.fitWhileItPays(structure, start, loss, bar);
    this.keep(structure, hash, { constants: start, loss: reached }, [parent], 'loosened');
  }

  /** Is an extension of the space, without a constant too many? */
  private isWorth(structure: Structure): boolean {
    this.counts.candidates++;
    if (!isInSpace(structure, this.space)) return false;
    if (!fingerprint(structure).redundant) return true;
    this.counts.redundant++;
    return false;
  }

  /**
   * Refines the most promising members. A refined member near the best of its archive is at once
   * tried with each operation on its result alone: what that gives is refined too, whatever it looks like in doubles,
   * since below the floor nothing else can tell.
   */
  private refineBest(end: number): void {
    const { archives, before } = this;
    // Not always the same ones first: the work may not suffice for all.
    const first = (ROTATION * before.epoch + before.number) % archives.length;
    const order = [...archives.slice(first), ...archives.slice(0, first)];
    for (let each = 0; each < REFINED_EACH; each++) {
      for (const archive of order) {
        const limit = Math.max(REFINE_WITHIN * archive.best(), archive.floor);
        const member = archive.members.find((other) => !other.tried && rank(other, archive.floor) <= limit);
        if (member !== undefined && this.spent < end) this.refine(member);
        const next = archive.members.slice(0, REFINED_EACH).find((other) => other.refined && !other.extended);
        if (next === undefined || this.spent >= end) continue;
        archive.replace({ ...next, extended: true });
        this.stack(next);
      }
    }
  }

  private refine(member: Member): void {
    const { structure, constants, loss } = member;
    this.counts.refined++;
    const refined = this.fitness.refine(structure, constants, this.random.integer(2 ** 32));
    const archive = this.archiveOf(structure);
    const better = refined?.constants.map((text) => fromHexFloat(text) ?? Number(text));
    const before = archive.best();
    const known: Member = { ...member, tried: true };
    // Its constants are now those of the refined optimum: what is made of it starts there.
    archive.replace(
      refined === undefined || better === undefined
        ? known
        : { ...known, refined, constants: Float64Array.from(better), loss: Math.min(loss, refined.error) },
    );
    if (archive.best() < FIND * before) this.found = true;
  }

  /** Refines what each operation makes of a member's result alone. */
  private stack(member: Member): void {
    const { space } = this;
    if (member.structure.code.length / WORDS >= space.maxOperations) return;
    for (const { structure, constants } of stacked(member, space)) {
      if (fingerprint(structure).redundant) continue;
      const hash = structuralHash(structure);
      if (this.archiveOf(structure).members.some((other) => other.hash === hash && other.tried)) continue;
      const id = `${this.before.number}.${this.next++}`;
      const made: Member = {
        id,
        parents: [member.id],
        how: 'stacked',
        structure,
        hash,
        constants,
        loss: Infinity,
        tried: true,
        extended: false,
      };
      this.births.push(ancestorOf(made));
      this.refine(made);
    }
  }

  private archiveOf({ code }: Structure): Archive {
    return this.archives[code.length / WORDS - 1];
  }
}
