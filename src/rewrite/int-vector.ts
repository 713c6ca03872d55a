/** A growable array of 32-bit integers. `data` may be longer than `length`, and is replaced when it grows. */
export class IntVector {
  data: Int32Array;
  length = 0;

  constructor(capacity = 256) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.grow(this.length + 1);
    this.data[this.length++] = value;
  }

  push3(a: number, b: number, c: number): void {
    if (this.length + 3 > this.data.length) this.grow(this.length + 3);
    const { data, length } = this;
    data[length] = a;
    data[length + 1] = b;
    data[length + 2] = c;
    this.length = length + 3;
  }

  /** Makes room for `needed` entries in all. */
  grow(needed: number): void {
    let capacity = this.data.length;
    while (capacity < needed) capacity *= 2;
    if (capacity === this.data.length) return;
    const wider = new Int32Array(capacity);
    wider.set(this.data);
    this.data = wider;
  }
}
