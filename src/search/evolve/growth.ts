import { appended } from './append.ts';
import type { Member } from './archive.ts';
import type { Breeder } from './breeder.ts';
import { loosenings } from './loosen.ts';
import type { Population } from './population.ts';
import { isInSpace } from './space.ts';
import type { CanonicalStructure } from './structure-canonical.ts';
import { structuralHash } from './structure-hash.ts';
import type { Structure } from './structure.ts';
import { WORDS } from './structure.ts';
import type { Trial } from './trial.ts';

/** What is better than the best that was last extended by this factor is extended. */
const EXTENDED_FIND = 0.8;
/** Starts of the fit of each step of growth: of the best of all, and of the best of a form. */
const LEADER_STARTS = 6;
const STARTS = 2;

/**
 * Longer programs from good ones by every step of a kind, rather than by chance: one more instruction on the result, and one
 * more term on each value and constant. The best of each form are grown, so a form that will pay only with its next
 * term gets it.
 */
export class Growth {
  private readonly population: Population;
  private readonly trial: Trial;
  private readonly breeder: Pick<Breeder, 'seen' | 'fingerprint'>;
  private readonly visits: number;
  /** By archive: the error of the member that was last extended. */
  private readonly extended: number[];
  private turn: number;

  constructor(
    population: Population,
    trial: Trial,
    breeder: Pick<Breeder, 'seen' | 'fingerprint'>,
    visits: number,
    turn: number,
  ) {
    this.population = population;
    this.trial = trial;
    this.breeder = breeder;
    this.visits = visits;
    this.extended = population.archives.map((archive) => archive.best());
    this.turn = turn;
  }

  /**
   * Tries every instruction on the result of a find at n operations, at n + 1 operations. It costs as much as some
   * hundred new structures: only what is still the best by then is worth it, fewest operations first, so that what comes of it
   * is tried too.
   * @returns whether there was one
   */
  extendNext(): boolean {
    for (const [i, archive] of this.population.archives.entries()) {
      if (!(archive.best() < EXTENDED_FIND * this.extended[i])) continue;
      this.extended[i] = archive.best();
      this.extend(archive.members[0]);
      return true;
    }
    return false;
  }

  /** Every term on every value and constant of the best form that has not had them, of one number of operations after another. */
  growNext(): boolean {
    const { archives } = this.population;
    for (let i = 0; i < archives.length; i++) {
      this.turn = (this.turn + 1) % archives.length;
      const archive = archives[this.turn];
      const member = archive.champions().find(({ grown }) => !grown);
      if (member === undefined) continue;
      archive.replace({ ...member, grown: true });
      this.trial.restart(member);
      if (this.grow(member, member.hash === archive.members[0]?.hash ? LEADER_STARTS : STARTS)) return true;
    }
    return false;
  }

  private extend(member: Member): void {
    const { population, trial } = this;
    const { fitness, counts, space } = population;
    if (member.structure.code.length / WORDS >= space.maxOperations) return;
    for (const { structure, constants } of appended(member, space)) {
      if (!this.isWorth(structure)) continue;
      const start = constants.map((value) => (Number.isNaN(value) ? trial.draw() : value));
      counts.longFits++;
      const loss = fitness.follow(structure, start);
      if (loss === Infinity) counts.failed++;
      else
        population.keep(
          structure,
          structuralHash(structure),
          { constants: start, loss },
          [member.id],
          'appended',
        );
    }
  }

  private grow(member: Member, starts: number): boolean {
    const ways = loosenings(member, this.population.space);
    for (const way of ways) {
      const made: CanonicalStructure | undefined = way();
      if (made === undefined) continue;
      const hash = structuralHash(made.structure);
      if (this.breeder.seen.visit(hash) >= this.visits || !this.isWorth(made.structure)) continue;
      this.trial.grow(made, hash, member, starts);
    }
    return ways.length > 0;
  }

  /** Is an extension of the space, without a constant too many? */
  private isWorth(structure: Structure): boolean {
    const { counts, space } = this.population;
    counts.candidates++;
    if (!isInSpace(structure, space)) return false;
    if (!this.breeder.fingerprint(structure).redundant) return true;
    counts.redundant++;
    return false;
  }
}
