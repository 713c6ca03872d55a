import { breath } from '../breath.ts';
import type { Complete } from './evolve-state.ts';
import { aboutStructures, enumerating, sequences, type Enumeration as Found } from './enumerate.ts';
import type { SearchSpace } from './space.ts';
import type { Structure } from './structure.ts';

/** All structures of at most so many operations are fitted if their sequences are at most this share of the budget. */
const MOST_ENUMERATED = 4;
export const ENUMERATED_SHARE = 0.1;
/**
 * And those of so many, which take minutes, if their fits, at about so many evaluations each, are at most this share of
 * the budget; nearly all of it where nothing longer is looked for.
 */
const LONG_ENUMERATED = 5;
const LONG_FIT = 500;
const LONG_SHARE = 0.25;
const LAST_SHARE = 0.8;

/** The structures that are all to be fitted, fewest operations first; made when they are asked for. */
export class Enumeration {
  private readonly space: SearchSpace;
  private readonly most: number;
  private readonly structures: Structure[] = [];
  private readonly counts: Complete[] = [];
  /** The next number of operations, in the making. */
  private making: Generator<void, Found, void> | undefined;

  /** How few operations is for the budget to say: there must not be more sequences of instructions than a share of it. */
  constructor(space: SearchSpace, evaluations: number) {
    this.space = space;
    let most = 0;
    const limit = Math.min(MOST_ENUMERATED, space.maxOperations);
    while (most < limit && sequences(space, most + 1) <= ENUMERATED_SHARE * evaluations) most++;
    const share = space.maxOperations === LONG_ENUMERATED ? LAST_SHARE : LONG_SHARE;
    if (most === MOST_ENUMERATED && space.maxOperations >= LONG_ENUMERATED) {
      if (LONG_FIT * aboutStructures(space, LONG_ENUMERATED) <= share * evaluations) most = LONG_ENUMERATED;
    }
    this.most = most;
  }

  /** Makes the first `end` structures, or all if they are fewer, with turns for others in between. */
  async prepare(end: number, stopped: () => boolean): Promise<void> {
    while (!this.has(end) && !stopped()) {
      this.advance();
      await breath();
    }
  }

  /** Are the first `end` made, or all? */
  has(end: number): boolean {
    return this.structures.length >= end || this.counts.length >= this.most;
  }

  private advance(): void {
    const operations = this.counts.length + 1;
    this.making ??= enumerating(this.space, operations);
    const { done, value } = this.making.next();
    if (done !== true) return;
    this.making = undefined;
    for (const structure of value.structures) this.structures.push(structure);
    this.counts.push({ operations, structures: value.structures.length });
  }

  /** Structures from number `from` on, at most `count`: fewer where there are no more. */
  slice(from: number, count: number): Structure[] {
    while (!this.has(from + count)) this.advance();
    return this.structures.slice(from, from + count);
  }

  /** Were all of them among the first `end`? */
  endsAt(end: number): boolean {
    // Only as many are made as that takes: the next number of operations may be the work of seconds.
    this.slice(0, end);
    return this.counts.length === this.most && this.structures.length <= end;
  }

  /** The numbers of operations whose structures all have numbers below `end`. */
  completeAt(end: number): Complete[] {
    this.slice(0, end);
    let sum = 0;
    return this.counts.filter(({ structures }) => (sum += structures) <= end);
  }
}
