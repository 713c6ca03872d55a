const WAYS = 4;
const COUNT_BITS = 4;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
/** A structure not to be looked at again. */
export const CLOSED = COUNT_MASK;

/**
 * How often each structure was looked at: a fixed piece of memory, four structures a bucket, the one not seen for
 * longest forgotten first. What is forgotten is only work done twice. An entry holds 28 bits of the 53-bit hash and
 * the bucket the others.
 */
export class Seen {
  readonly table: Uint32Array;
  private readonly buckets: number;

  constructor(table: Uint32Array) {
    this.table = table;
    this.buckets = table.length / WAYS;
  }

  /** Memory for about `entries` structures (a power of 2). */
  static table(entries: number): Uint32Array {
    return new Uint32Array(entries);
  }

  /** Counts a visit. @returns the visits before this one, at most {@link CLOSED} */
  visit(hash: number): number {
    const at = this.find(hash);
    const visits = this.table[at] & COUNT_MASK;
    if (visits < CLOSED - 1) this.table[at]++;
    // An entry with no visits yet is one that was just made: its tag is set, its count is 0.
    return visits;
  }

  /** The structure will be found {@link CLOSED} from now on. */
  close(hash: number): void {
    this.table[this.find(hash)] |= COUNT_MASK;
  }

  /** Where the entry is, now the first of its bucket; made when it was not there. */
  private find(hash: number): number {
    const { table } = this;
    const bucket = WAYS * (hash % this.buckets);
    const tag = (Math.floor(hash / 0x2000000) & 0xfffffff) << COUNT_BITS;
    let way = 0;
    while (way < WAYS - 1 && ((table[bucket + way] ^ tag) & ~COUNT_MASK) !== 0) way++;
    const found = ((table[bucket + way] ^ tag) & ~COUNT_MASK) === 0 ? table[bucket + way] : tag;
    for (; way > 0; way--) table[bucket + way] = table[bucket + way - 1];
    table[bucket] = found;
    return bucket;
  }
}
