import type { Format } from '../../number/format.ts';
import type { IntegerDraft, IntegerNode, Place } from './integer-code.ts';

/** Inputs and true values as counts of units; an error of one unit weighs `weight`. */
export type IntegerSample = {
  readonly x: Int32Array;
  readonly f: Float64Array;
  readonly weight: Float64Array;
};

/** Points that are run together: most drafts are known to be bad after the first of them. */
const BLOCK = 64;

/** Runs drafts on a sample, all 32-bit arithmetic wrapping, results taken into the storage format's range. */
export class IntegerEvaluator {
  /** May be replaced: what was measured before is of the sample then. */
  sample: IntegerSample;
  evaluations = 0;
  private readonly place: (count: number) => number;
  private registers: Int32Array[] = [];
  private constants: Int32Array[] = [];

  constructor(sample: IntegerSample, storage: Format) {
    this.sample = sample;
    this.place = storing(storage);
  }

  /** The largest weighted error, or something above `bar` as soon as it is. */
  error(draft: IntegerDraft, bar = Infinity): number {
    return this.largest(draft, bar)[0];
  }

  /** {@link error}, and at which point of the sample. */
  largest(draft: IntegerDraft, bar = Infinity): [error: number, at: number] {
    const { x, f, weight } = this.sample;
    this.evaluations++;
    this.prepare(draft);
    let [worst, at] = [0, 0];
    for (let first = 0; first < x.length; first += BLOCK) {
      const count = Math.min(BLOCK, x.length - first);
      const y = this.run(draft, first, count);
      for (let i = 0; i < count; i++) {
        const error = Math.abs(this.place(y[i]) - f[first + i]) * weight[first + i];
        if (error <= worst) continue;
        [worst, at] = [error, first + i];
        if (worst > bar) return [worst, at];
      }
    }
    return [worst, at];
  }

  /** What a place of the draft holds at every point. */
  values(draft: IntegerDraft, place: Place): Int32Array {
    const { x } = this.sample;
    const values = new Int32Array(x.length);
    this.prepare(draft);
    for (let first = 0; first < x.length; first += BLOCK) {
      const count = Math.min(BLOCK, x.length - first);
      this.run(draft, first, count);
      values.set(this.operand(place).subarray(0, count), first);
    }
    return values;
  }

  private prepare({ nodes, constants }: IntegerDraft): void {
    while (this.registers.length <= nodes.length) this.registers.push(new Int32Array(BLOCK));
    while (this.constants.length < constants.length) this.constants.push(new Int32Array(BLOCK));
    constants.forEach((value, k) => this.constants[k].fill(value));
  }

  private operand(place: Place): Int32Array {
    return place < 0 ? this.constants[-1 - place] : this.registers[place];
  }

  private run({ nodes }: IntegerDraft, first: number, count: number): Int32Array {
    const { registers } = this;
    const { x } = this.sample;
    for (let i = 0; i < count; i++) registers[0][i] = x[first + i];
    for (let k = 0; k < nodes.length; k++) {
      const node = nodes[k];
      step(node, registers[k + 1], this.operand(node.a), this.operand(node.b), this.operand(node.c), count);
    }
    return registers[nodes.length];
  }
}

/** What becomes of an integer that is stored in a fixed-point format, as counts. */
function storing({ bits, fixedPoint, minFinite, maxFinite }: Format): (count: number) => number {
  const fraction = fixedPoint?.fraction ?? 0;
  const [least, most] = [minFinite * 2 ** fraction, maxFinite * 2 ** fraction];
  if (fixedPoint?.overflow !== 'wrap') return (n) => (n < least ? least : n > most ? most : n);
  const modulus = 2 ** bits;
  return (n) => ((((n - least) % modulus) + modulus) % modulus) + least;
}

function step(
  { op }: IntegerNode,
  y: Int32Array,
  a: Int32Array,
  b: Int32Array,
  c: Int32Array,
  n: number,
): void {
  switch (op) {
    case 'iadd':
      for (let i = 0; i < n; i++) y[i] = a[i] + b[i];
      return;
    case 'isub':
      for (let i = 0; i < n; i++) y[i] = a[i] - b[i];
      return;
    case 'imul':
      for (let i = 0; i < n; i++) y[i] = Math.imul(a[i], b[i]);
      return;
    case 'iand':
      for (let i = 0; i < n; i++) y[i] = a[i] & b[i];
      return;
    case 'ior':
      for (let i = 0; i < n; i++) y[i] = a[i] | b[i];
      return;
    case 'ixor':
      for (let i = 0; i < n; i++) y[i] = a[i] ^ b[i];
      return;
    case 'ishl':
      for (let i = 0; i < n; i++) y[i] = a[i] << b[i];
      return;
    case 'ishr':
      for (let i = 0; i < n; i++) y[i] = a[i] >>> b[i];
      return;
    case 'isar':
      for (let i = 0; i < n; i++) y[i] = a[i] >> b[i];
      return;
    case 'ilt':
      for (let i = 0; i < n; i++) y[i] = a[i] < b[i] ? 1 : 0;
      return;
    case 'iselect':
      for (let i = 0; i < n; i++) y[i] = a[i] !== 0 ? b[i] : c[i];
  }
}
