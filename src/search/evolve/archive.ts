import type { Refined } from './fitness.ts';
import { formOf } from './structure-form.ts';
import type { Structure } from './structure.ts';

/** A structure with fitted constants, and where it came from. Plain data. */
export type Member = {
  /** `2.17`: the seventeenth of island 2. */
  readonly id: string;
  /** Members that it was made from; none for a member of the enumeration. */
  readonly parents: readonly string[];
  /** The mutations, or `enumerated`, or `appended`. */
  readonly how: string;
  readonly structure: Structure;
  readonly hash: number;
  readonly constants: Float64Array;
  readonly loss: number;
  readonly refined?: Refined;
  /** Refinement was tried: it failed when `refined` is absent. */
  readonly tried: boolean;
  /** Every single instruction was tried on its result, at the precision that it is known to. */
  readonly extended: boolean;
  /** Every term was tried on each of its values and constants. */
  readonly grown: boolean;
};

/** What a member is ranked by: the refined error where there is one, else the loss, but not below the floor. */
export function rank({ refined, loss, tried }: Member, floor: number): number {
  if (refined !== undefined) return refined.error;
  // What could not be refined may have a pole, or be a mirage of rounding.
  return tried ? Math.max(loss, floor) * 10 : Math.max(loss, floor);
}

/** Losses closer than this (relatively) are taken to be those of the same function, differently written. */
const SAME = 1e-4;
/** Members of one function that are kept: what can be made of them differs with how they are written. */
const WRITINGS = 2;
export const CAPACITY = 40;

/**
 * The best members of one number of operations, at most {@link CAPACITY}, of different functions and forms: the best of
 * each form (see `formOf`) come before the second best of any, so what will pay only later is not lost to variants of
 * what pays now (after Mouret and Clune's MAP-Elites, 2015).
 */
export class Archive {
  readonly floor: number;
  private list: Member[];

  constructor(floor: number, members: readonly Member[] = []) {
    this.floor = floor;
    this.list = [...members];
  }

  /** Best first. */
  get members(): readonly Member[] {
    return this.list;
  }

  best(): number {
    return this.list.length === 0 ? Infinity : rank(this.list[0], this.floor);
  }

  /** The rank that a newcomer of this structure must beat to get in. */
  bar(structure: Structure): number {
    const { list, floor } = this;
    if (list.length < CAPACITY) return Infinity;
    const last = list[this.weakest(list)];
    const form = formOf(last.structure);
    const place = list.filter((one) => formOf(one.structure) === form).indexOf(last);
    const mine = formOf(structure);
    const kin = list.filter((one) => formOf(one.structure) === mine);
    if (kin.length < place) return Infinity;
    const least = place === 0 ? 0 : rank(kin[place - 1], floor);
    const next = kin.length > place ? rank(kin[place], floor) : Infinity;
    return Math.max(least, Math.min(next, rank(last, floor)));
  }

  /** @returns whether it is now a member */
  add(member: Member): boolean {
    const value = rank(member, this.floor);
    const same = this.list.findIndex(({ hash }) => hash === member.hash);
    if (same >= 0 && rank(this.list[same], this.floor) <= value) return false;
    if (value > this.floor || member.refined !== undefined) {
      const twins = this.list.filter((other, i) => {
        const ratio = rank(other, this.floor) / value;
        return i !== same && Math.abs(ratio - 1) < SAME;
      });
      if (twins.length >= WRITINGS) return false;
    }
    // A new list: who asked for the members keeps those there were.
    const list = this.list.filter((_, i) => i !== same);
    let place = list.length;
    while (place > 0 && this.isBefore(member, list[place - 1])) place--;
    list.splice(place, 0, member);
    if (list.length > CAPACITY) {
      const gone = this.weakest(list);
      if (gone === place) return false;
      list.splice(gone, 1);
    }
    this.list = list;
    return true;
  }

  /** A member in place of itself, known better. */
  replace(member: Member): void {
    this.list = this.list.filter(({ hash }) => hash !== member.hash);
    this.add(member);
  }

  /** The best of each form, best first. */
  champions(): Member[] {
    const forms = new Set<number>();
    return this.list.filter(({ structure }) => {
      const form = formOf(structure);
      return forms.size < forms.add(form).size;
    });
  }

  /** Of those with the most of their form before them the last. */
  private weakest(list: readonly Member[]): number {
    const counts = new Map<number, number>();
    let most = 0;
    let weakest = 0;
    for (const [i, { structure }] of list.entries()) {
      const form = formOf(structure);
      const before = counts.get(form) ?? 0;
      counts.set(form, before + 1);
      if (before >= most) [most, weakest] = [before, i];
    }
    return weakest;
  }

  /** Refined ones come before the unrefined of the same rank, fewer constants before more, then by age. */
  private isBefore(a: Member, b: Member): boolean {
    const [left, right] = [rank(a, this.floor), rank(b, this.floor)];
    if (left !== right) return left < right;
    return a.structure.constants < b.structure.constants;
  }
}
