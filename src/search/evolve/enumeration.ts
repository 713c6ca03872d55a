import type { Complete } from './evolve-state.ts';
import { enumerateStructures, sequences } from './enumerate.ts';
import type { SearchSpace } from './space.ts';
import type { Structure } from './structure.ts';

/** All structures of at most so many operations are fitted if their sequences are at most this share of the budget. */
const MOST_ENUMERATED = 4;
export const ENUMERATED_SHARE = 0.1;

/** The structures that are all to be fitted, fewest operations first; made when they are asked for. */
export class Enumeration {
  private readonly space: SearchSpace;
  private readonly most: number;
  private readonly structures: Structure[] = [];
  private readonly counts: Complete[] = [];

  /** How few operations is for the budget to say: there must not be more sequences of instructions than a share of it. */
  constructor(space: SearchSpace, evaluations: number) {
    this.space = space;
    let most = 0;
    const limit = Math.min(MOST_ENUMERATED, space.maxOperations);
    while (most < limit && sequences(space, most + 1) <= ENUMERATED_SHARE * evaluations) most++;
    this.most = most;
  }

  /** Structures from number `from` on, at most `count`: fewer where there are no more. */
  slice(from: number, count: number): Structure[] {
    while (this.structures.length < from + count && this.counts.length < this.most) {
      const operations = this.counts.length + 1;
      const found = enumerateStructures(this.space, operations).structures;
      this.structures.push(...found);
      this.counts.push({ operations, structures: found.length });
    }
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
