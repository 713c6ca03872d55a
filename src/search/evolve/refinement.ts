import { nearestDouble } from '../../number/nearest-double.ts';
import { rank, type Member } from './archive.ts';
import { stacked } from './append.ts';
import { fingerprint } from './fingerprint.ts';
import { ancestorOf } from './lineage.ts';
import { FIND, type Population } from './population.ts';
import { structuralHash } from './structure-hash.ts';
import { WORDS } from './structure.ts';

/** Where the loss still tells members apart only what may be the best is refined: within this factor of it… */
const WITHIN = 1.2;
/** … and below this many times the floor, where it hardly does, so many members within that factor. */
const NEAR_FLOOR = 1e3;
const NEAR_WITHIN = 10;
const NEAR_EACH = 3;
/** By how many archives the first to be refined moves from epoch to epoch. */
const ROTATION = 5;

/** Brings the most promising members to their optimum, and what lies beyond doubles forward. */
export class Refinement {
  private readonly population: Population;

  constructor(population: Population) {
    this.population = population;
  }

  /**
   * Refines the most promising members. Near the floor a refined member that is among the best of its archive is at once
   * tried with each operation on its result alone: what that gives is refined too, whatever it looks like in doubles,
   * since below the floor nothing else can tell.
   * @param first number of the epoch: not always the same archives come first, the work may not suffice for all
   */
  refineBest(first: number, isOver: () => boolean): void {
    const { archives } = this.population;
    const start = (ROTATION * first) % archives.length;
    const order = [...archives.slice(start), ...archives.slice(0, start)];
    for (let each = 0; each < NEAR_EACH; each++) {
      for (const archive of order) {
        if (isOver()) return;
        const isNear = archive.best() < NEAR_FLOOR * archive.floor;
        // What refining shows to be worse than it seemed makes room for the next.
        if (each > 0 && !isNear && archive.members[0]?.refined !== undefined) continue;
        const limit = Math.max((isNear ? NEAR_WITHIN : WITHIN) * archive.best(), archive.floor);
        const member = archive.members.find((other) => !other.tried && rank(other, archive.floor) <= limit);
        if (member !== undefined) this.refine(member);
        const next = archive.members.slice(0, NEAR_EACH).find((other) => other.refined && !other.extended);
        if (next === undefined || rank(next, archive.floor) > NEAR_FLOOR * archive.floor || isOver())
          continue;
        archive.replace({ ...next, extended: true });
        this.stack(next);
      }
    }
  }

  private refine(member: Member): void {
    const { counts, fitness, random } = this.population;
    const { structure, constants, loss } = member;
    counts.refined++;
    const refined = fitness.refine(structure, constants, random.integer(2 ** 32));
    const archive = this.population.archiveOf(structure);
    const better = refined?.constants.map(nearestDouble);
    const before = archive.best();
    const known: Member = { ...member, tried: true };
    // Its constants are now those of the refined optimum: what is made of it starts there.
    archive.replace(
      refined === undefined || better === undefined
        ? known
        : { ...known, refined, constants: Float64Array.from(better), loss: Math.min(loss, refined.error) },
    );
    if (archive.best() < FIND * before) this.population.found = true;
  }

  /** Refines what each operation makes of a member's result alone. */
  private stack(member: Member): void {
    const { population } = this;
    const { space } = population;
    if (member.structure.code.length / WORDS >= space.maxOperations) return;
    for (const { structure, constants } of stacked(member, space)) {
      if (fingerprint(structure).redundant) continue;
      const hash = structuralHash(structure);
      const archive = population.archiveOf(structure);
      if (archive.members.some((other) => other.hash === hash && other.tried)) continue;
      const made: Member = {
        id: population.name(),
        parents: [member.id],
        how: 'stacked',
        structure,
        hash,
        constants,
        loss: Infinity,
        tried: true,
        extended: false,
        grown: false,
      };
      population.births.push(ancestorOf(made));
      this.refine(made);
    }
  }
}
