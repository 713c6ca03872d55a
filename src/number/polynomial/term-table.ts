/** Sums of terms by monomial, for products: open addressing on keys that are doubles. */
export class TermTable {
  size = 0;
  private mask: number;
  private keys: Float64Array;
  private doubles: Float64Array;
  private bigs: bigint[];
  private readonly exact: boolean;

  /** @param exact values are integers that doubles hold; else bigints */
  constructor(expected: number, exact: boolean) {
    let capacity = 16;
    while (capacity < 2 * expected) capacity *= 2;
    this.mask = capacity - 1;
    this.keys = new Float64Array(capacity).fill(-1);
    this.exact = exact;
    this.doubles = exact ? new Float64Array(capacity) : new Float64Array(0);
    this.bigs = exact ? [] : Array.from({ length: capacity }, () => 0n);
  }

  addDouble(key: number, value: number): void {
    const at = this.place(key);
    this.doubles[at] += value;
  }

  addBig(key: number, value: bigint): void {
    const at = this.place(key);
    this.bigs[at] += value;
  }

  private place(key: number): number {
    // Multiplicative hashing of both halves.
    const mixed = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul((key / 4294967296) | 0, 0x85ebca6b);
    let at = (mixed ^ (mixed >>> 15)) & this.mask;
    for (;;) {
      const there = this.keys[at];
      if (there === key) return at;
      if (there === -1) break;
      at = (at + 1) & this.mask;
    }
    if (4 * (this.size + 1) > 3 * this.mask) {
      this.grow();
      return this.place(key);
    }
    this.keys[at] = key;
    this.size += 1;
    return at;
  }

  private grow(): void {
    const { keys, doubles, bigs, exact } = this;
    const capacity = 2 * keys.length;
    this.mask = capacity - 1;
    this.keys = new Float64Array(capacity).fill(-1);
    if (exact) this.doubles = new Float64Array(capacity);
    else this.bigs = Array.from({ length: capacity }, () => 0n);
    this.size = 0;
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] === -1) continue;
      const at = this.place(keys[i]);
      if (exact) this.doubles[at] = doubles[i];
      else this.bigs[at] = bigs[i];
    }
  }

  /** Terms that are not 0, keys falling. */
  sorted(): { keys: number[]; values: bigint[] } {
    const { keys, doubles, bigs, exact } = this;
    const used = new Float64Array(this.size);
    let n = 0;
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] !== -1 && (exact ? doubles[i] !== 0 : bigs[i] !== 0n)) used[n++] = keys[i];
    }
    const order = used.subarray(0, n).sort();
    const out: number[] = [];
    const values: bigint[] = [];
    for (let i = n - 1; i >= 0; i--) {
      const at = this.place(order[i]);
      out.push(order[i]);
      values.push(exact ? BigInt(doubles[at]) : bigs[at]);
    }
    return { keys: out, values };
  }
}
