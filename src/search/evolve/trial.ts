import type { Genome } from './breeder.ts';
import type { Fitted, Population } from './population.ts';
import type { Member } from './archive.ts';
import type { Structure } from './structure.ts';

/** Steps of a fit to see whether a structure is worth more; then it is fitted so many, and twice as many, while that pays. */
const SCREENING_STEPS = 8;
const FITTING_STEPS = 40;
const MOST_STEPS = 160;
/** Steps pay when they lower the loss by this factor. */
const PAYS = 0.9;
/** Steps in which a term that was added must have lowered the loss by this factor. */
const GROWING_STEPS = 24;
const GAINS = 0.95;
/** Starts: the inherited constants, others near them (each times 10^±(up to the reach)), and random ones. */
const STARTS = 3;
const NEAR_REACH = 0.6;
/** A structure is worth more when its loss is below this many times the one that it must beat. */
const PROMISE = 10;
/** A jump multiplies each constant by 10^±(up to the reach). */
const JUMP_REACH = [0.3, 0.6, 1] as const;
/** Another optimum is kept when it is better by this factor. */
const BETTER = 0.98;
/** Draws of a new term's constants, until there is no pole. */
const REDRAWS = 6;
/** Starts of a structure of an enumeration, of a member that is begun again, and how many of the best are fitted to the end. */
const PLACED_STARTS = 16;
const AGAIN_STARTS = 48;
const PLACED_FITS = 3;

/** Fits the constants of structures, as far as each is worth it, and makes members of those that are good enough. */
export class Trial {
  private readonly population: Population;

  constructor(population: Population) {
    this.population = population;
  }

  /** From the constants given and a few random ones. NaN is a constant that is not known. */
  screen(
    structure: Structure,
    hash: number,
    inherited: ArrayLike<number>,
    parents: readonly string[],
    how: string,
  ): void {
    const { counts, fitness } = this.population;
    let best: Float64Array | undefined;
    let loss = Infinity;
    const starts = structure.constants === 0 ? 1 : STARTS;
    for (let start = 0; start < starts; start++) {
      const constants =
        start === 0
          ? this.known(inherited)
          : start === 1
            ? this.near(inherited)
            : Float64Array.from(inherited, () => this.draw());
      counts.fits++;
      const found = fitness.fit(structure, constants, SCREENING_STEPS);
      if (found === Infinity) counts.failed++;
      if (found < loss) [loss, best] = [found, constants];
    }
    if (best !== undefined) this.finish(structure, hash, { constants: best, loss }, parents, how);
  }

  /** From the constants given alone, fitted on whatever that gives. */
  plant(structure: Structure, hash: number, constants: Float64Array, how: string): void {
    const { counts, fitness } = this.population;
    counts.fits++;
    const loss = fitness.fit(structure, constants, FITTING_STEPS);
    this.finish(structure, hash, { constants, loss }, [], how);
  }

  /**
   * A structure that does, to begin with, what a member does, from there and from places near: left alone unless the
   * first steps gain something. A constant of the new term that is drawn (d in c/(v + d) with c near 0) is held where it is
   * for these: free, it goes to infinity while the term still does nothing.
   */
  grow(
    { structure, constants: inherited }: Genome,
    hash: number,
    { id, loss: before }: Member,
    starts: number,
  ): void {
    const { counts, fitness } = this.population;
    let best: Float64Array | undefined;
    let loss = Infinity;
    const drawn = unknown(inherited);
    for (let start = 0; start < starts; start++) {
      const constants =
        drawn !== 0
          ? this.whole(structure, inherited)
          : start === 0
            ? this.known(inherited)
            : this.near(inherited);
      counts.fits++;
      const found = fitness.fit(structure, constants, GROWING_STEPS, drawn);
      if (found === Infinity) counts.failed++;
      if (found < loss) [loss, best] = [found, constants];
    }
    if (best === undefined) return;
    if (!(loss < GAINS * before) && loss > fitness.floor) return;
    this.finish(structure, hash, { constants: best, loss }, [id], 'loosened');
  }

  /** A structure may have several optima: this leaves the one at hand for another. */
  jump(member: Member | undefined): void {
    const { random, counts, fitness } = this.population;
    if (member === undefined || member.structure.constants === 0) return;
    const { structure, hash, id } = member;
    const reach = JUMP_REACH[random.integer(JUMP_REACH.length)];
    const constants = member.constants.map((value) => value * 10 ** (reach * (2 * random.next() - 1)));
    counts.fits++;
    const loss = fitness.fit(structure, constants, FITTING_STEPS);
    const bar = Math.min(BETTER * member.loss, this.population.bar(structure));
    this.finish(structure, hash, { constants, loss }, [id], 'jump', bar);
  }

  /** From many starts, the best of them fitted to the end. */
  place(structure: Structure, hash: number): void {
    this.population.counts.candidates++;
    for (const fitted of this.scatter(structure, PLACED_STARTS)) {
      this.finish(structure, hash, fitted, [], 'enumerated');
    }
  }

  /**
   * A member's structure once more, from many starts that know nothing of its constants: an optimum with other signs
   * cannot be reached from the one at hand.
   */
  restart({ structure, hash, id, loss }: Member): void {
    if (structure.constants === 0) return;
    const bar = Math.min(BETTER * loss, this.population.bar(structure));
    for (const fitted of this.scatter(structure, AGAIN_STARTS)) {
      this.finish(structure, hash, fitted, [id], 'jump', bar);
    }
  }

  /** The best of many starts. */
  private scatter(structure: Structure, many: number): Fitted[] {
    const { counts, fitness } = this.population;
    const starts: Fitted[] = [];
    for (let start = 0; start < (structure.constants === 0 ? 1 : many); start++) {
      const constants = Float64Array.from({ length: structure.constants }, () => this.draw());
      counts.fits++;
      starts.push({ constants, loss: fitness.fit(structure, constants, SCREENING_STEPS) });
    }
    starts.sort((a, b) => a.loss - b.loss);
    return starts.slice(0, structure.constants === 0 ? 1 : PLACED_FITS);
  }

  /** Fits on while that pays, if it may: what comes of it is kept if it is below `bar`. */
  private finish(
    structure: Structure,
    hash: number,
    { constants, loss }: Fitted,
    parents: readonly string[],
    how: string,
    bar = this.population.bar(structure),
  ): void {
    const { counts, fitness } = this.population;
    if (!(Math.max(loss, fitness.floor) < PROMISE * bar)) return;
    let reached = loss;
    if (structure.constants > 0) {
      counts.longFits++;
      // Each twice as long as the one before it: a fit that creeps along a valley first has to find it again.
      for (let steps = FITTING_STEPS; steps <= MOST_STEPS; steps *= 2) {
        const before = reached;
        reached = fitness.fit(structure, constants, steps);
        if (!(reached < PAYS * before) || reached > PROMISE * bar || reached < fitness.floor) break;
      }
    }
    if (reached < bar || reached < fitness.floor) {
      this.population.keep(structure, hash, { constants, loss: reached }, parents, how);
    }
  }

  /** The constants given, the others drawn so that there is no pole, if a few draws come to that. */
  private whole(structure: Structure, inherited: ArrayLike<number>): Float64Array {
    const { fitness } = this.population;
    let constants = this.known(inherited);
    for (let i = 1; i < REDRAWS && fitness.fit(structure, constants, 0) === Infinity; i++) {
      constants = this.known(inherited);
    }
    return constants;
  }

  private known(inherited: ArrayLike<number>): Float64Array {
    return Float64Array.from(inherited, (value) => (Number.isNaN(value) ? this.draw() : value));
  }

  /** Constants of the same sign and about the same size: optima of a structure often lie where its parent's do not. */
  private near(inherited: ArrayLike<number>): Float64Array {
    const { random } = this.population;
    return Float64Array.from(inherited, (value) =>
      Number.isNaN(value) ? this.draw() : value * 10 ** (NEAR_REACH * (2 * random.next() - 1)),
    );
  }

  /** A constant of any sign and size. */
  draw(): number {
    const { random } = this.population;
    const size = 10 ** (-1.5 + 4 * random.next());
    return random.integer(2) === 0 ? size : -size;
  }
}

/** A bit for each constant that is not known. */
function unknown(constants: ArrayLike<number>): number {
  let bits = 0;
  for (let i = 0; i < constants.length; i++) if (Number.isNaN(constants[i])) bits |= 1 << i;
  return bits;
}
