import { createRandom, type Random } from '../../number/random.ts';
import { Archive, rank, type Member } from './archive.ts';
import { fingerprint } from './fingerprint.ts';
import type { Fitness } from './fitness.ts';
import type { Counts, IslandState } from './island-state.ts';
import { appended, mutate, stacked } from './mutate.ts';
import { Seen } from './seen.ts';
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
/** One move in so many looks for another optimum of a member: its constants, each times 10^±(up to the reach). */
const JUMP_EACH = 24;
const JUMP_REACH = [0.3, 0.6, 1] as const;
/** Random starts beside the inherited constants. */
const RANDOM_STARTS = 2;
/** A structure is worth more when its loss is below this many times the one that it must beat. */
const PROMISE = 10;
/** Starts of a structure of an enumeration, and how many of the best are fitted to the end. */
const PLACED_STARTS = 16;
const PLACED_FITS = 3;
/** A member that is better than the best by this factor is a find; by this one, every instruction is tried on it. */
const FIND = 0.98;
const EXTENDED_FIND = 0.8;
/** Share of an epoch that is evolution before the best are refined; then there is as much of it as there is work left. */
const EVOLVING = 0.6;
/** Candidates in a row without any work: the space has nothing new. */
const MOST_IDLE = 100_000;
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
  private readonly seen: Seen;
  private readonly before: IslandState;
  private readonly counts: { -readonly [K in keyof Counts]: number };
  private readonly extending: Member[] = [];
  private next: number;
  private found = false;

  constructor(state: IslandState, space: SearchSpace, fitness: Fitness, seed: number) {
    this.before = state;
    this.space = space;
    this.fitness = fitness;
    const mixed = (BigInt(seed) << 40n) ^ (BigInt(state.number) << 32n) ^ BigInt(state.epoch);
    this.random = createRandom(mixed);
    this.archives = Array.from(
      { length: space.maxOperations },
      (_, i) => new Archive(fitness.floor, state.archives[i]),
    );
    // A copy: the state may still have to be written.
    this.seen = new Seen(state.seen.slice());
    this.counts = { ...state.counts };
    this.next = state.next;
  }

  /** Evolves until `quota` units of work are spent; refines the best on the way. */
  run(quota: number): IslandState {
    const { before, fitness } = this;
    const start = fitness.spent;
    this.evolve(start + EVOLVING * quota);
    this.refineBest(start + quota);
    this.evolve(start + quota);
    return { ...before, ...this.plain(), idle: this.found ? 0 : before.idle + 1 };
  }

  private plain(): Pick<IslandState, 'epoch' | 'next' | 'archives' | 'seen' | 'counts'> {
    return {
      epoch: this.before.epoch + 1,
      next: this.next,
      archives: this.archives.map(({ members }) => members),
      seen: this.seen.table,
      counts: this.counts,
    };
  }

  /** Fits every one of these structures, then refines the best with `quota` units of work: what an enumeration is for. */
  settle(structures: readonly Structure[], quota: number): IslandState {
    const { before, fitness } = this;
    for (const structure of structures) this.place(structure);
    this.refineBest(fitness.spent + quota);
    return { ...before, ...this.plain(), idle: 0 };
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
    // Candidates that are never fitted cost nothing: the loop must end all the same.
    for (let idle = 0; this.fitness.spent < end && idle < MOST_IDLE; idle++) {
      const { spent } = this.fitness;
      this.extendFinds();
      this.step();
      if (this.fitness.spent > spent) idle = 0;
    }
  }

  private step(): void {
    const { space, random } = this;
    const parent = this.pick();
    if (parent !== undefined && random.integer(JUMP_EACH) === 0) return this.jump(parent);
    const genome = parent ?? { structure: { code: new Int32Array(0), constants: 0 }, constants: [] };
    const mutant = mutate(genome, space, random, () => this.pick() ?? genome);
    this.counts.candidates++;
    if (mutant === undefined || !isInSpace(mutant.structure, space)) return;
    const hash = structuralHash(mutant.structure);
    if (!this.isFresh(mutant.structure, hash)) return;
    const parents = parent === undefined ? [] : [parent.id];
    const fitted = this.screen(mutant.structure, mutant.constants);
    if (fitted !== undefined) this.keep(mutant.structure, hash, fitted, parents, mutant.how);
  }

  /** A member of a number of operations drawn uniformly, drawn uniformly. */
  private pick(): Member | undefined {
    const { random, archives } = this;
    const filled = archives.filter(({ members }) => members.length > 0);
    if (filled.length === 0) return undefined;
    const { members } = filled[random.integer(filled.length)];
    return members[random.integer(members.length)];
  }

  /** Each thing once: not a structure that was looked at often enough, nor one that does what another does. */
  private isFresh(structure: Structure, hash: number): boolean {
    const visits = this.seen.visit(hash);
    if (visits >= VISITS) {
      this.counts.structural++;
      return false;
    }
    if (visits > 0) return true;
    const print = fingerprint(structure);
    if (print.redundant) {
      this.counts.redundant++;
      this.seen.close(hash);
      return false;
    }
    if (print.hash !== undefined && this.seen.visit(print.hash) > 0) {
      this.counts.functional++;
      this.seen.close(hash);
      return false;
    }
    return true;
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
  private jump(member: Member): void {
    const { random, fitness } = this;
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
    if (Math.max(loss, archive.floor) < FIND * before) {
      this.found = true;
      if (Math.max(loss, archive.floor) < EXTENDED_FIND * before) this.extending.push(member);
    }
    return true;
  }

  /** What is found at n operations is at once tried with every instruction on its result, at n + 1 operations. */
  private extendFinds(): void {
    for (let member = this.extending.pop(); member !== undefined; member = this.extending.pop()) {
      this.extend(member);
    }
  }

  private extend(member: Member): void {
    const { space } = this;
    if (member.structure.code.length / WORDS >= space.maxOperations) return;
    const parents = [member.id];
    for (const { structure, constants } of appended(member, space)) {
      this.counts.candidates++;
      if (!isInSpace(structure, space)) continue;
      const print = fingerprint(structure);
      if (print.redundant) {
        this.counts.redundant++;
        continue;
      }
      const start = constants.map((value) => (Number.isNaN(value) ? this.draw() : value));
      this.counts.longFits++;
      const loss = this.fitness.follow(structure, start);
      if (loss === Infinity) this.counts.failed++;
      else this.keep(structure, structuralHash(structure), { constants: start, loss }, parents, 'appended');
    }
  }

  /**
   * Refines the most promising members. A refined member near the best of its archive is at once
   * tried with each operation on its result alone: what that gives is refined too, whatever it looks like in doubles,
   * since below the floor nothing else can tell.
   */
  private refineBest(end: number): void {
    const { fitness, archives, before } = this;
    // Not always the same ones first: the work may not suffice for all.
    const first = (ROTATION * before.epoch + before.number) % archives.length;
    const order = [...archives.slice(first), ...archives.slice(0, first)];
    for (let each = 0; each < REFINED_EACH; each++) {
      for (const archive of order) {
        const limit = Math.max(REFINE_WITHIN * archive.best(), archive.floor);
        const member = archive.members.find((other) => !other.tried && rank(other, archive.floor) <= limit);
        if (member !== undefined && fitness.spent < end) this.refine(member);
        const next = archive.members.slice(0, REFINED_EACH).find((other) => other.refined && !other.extended);
        if (next === undefined || fitness.spent >= end) continue;
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
    const better = refined?.constants.map(Number);
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
      this.refine({
        id,
        parents: [member.id],
        how: 'stacked',
        structure,
        hash,
        constants,
        loss: Infinity,
        tried: true,
        extended: false,
      });
    }
  }

  private archiveOf({ code }: Structure): Archive {
    return this.archives[code.length / WORDS - 1];
  }
}
