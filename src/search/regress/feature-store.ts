import { CUSTOM_CODE, expandCustom, type CustomOperation } from './custom-operation.ts';
import { FeatureKernel, vectorBytes } from './feature-kernel.ts';
import { CODE, CONSTANT_CODE, type RegressOperation } from './regress-operations.ts';
import type { Formula } from './formula.ts';

/** Operations that the kernel has, in the order of `FeatureOperation` in `kernel/feature/store.ts`. */
const KERNEL_OPERATIONS: readonly RegressOperation[] = [
  'add',
  'sub',
  'mul',
  'div',
  'neg',
  'abs',
  'sqr',
  'cube',
  'inv',
  'sqrt',
];
const KERNEL_CODE = new Map(KERNEL_OPERATIONS.map((name, i) => [CODE[name], i]));

/** Rows that tell formulas apart, where there are more: a formula that is another one there is not evaluated on the rest. */
const HEAD = 64;
const RECORD_BYTES = 16;

/** Indices of features: the first, and the one after the last. */
type Range = readonly [number, number];

/** What a formula is made of. */
export type FeatureKind = {
  readonly code: number;
  readonly complexity: number;
  /** Bits of its own symbol. */
  readonly bits: number;
};

/** `out = operation(a, b)` on the first `n` rows; `b` is `a` of an operation of one argument. */
export type Apply = (a: Float64Array, b: Float64Array, out: Float64Array, n: number) => void;

/**
 * Formulas without constants to fit, each with its values on the rows, every vector of values once: a formula that
 * computes what a simpler one computes is not kept. Parts are shared, so a formula takes three numbers and its vector.
 * Values are in the kernel's memory, and arithmetic is done there. To be released when it is not used any more.
 */
export class FeatureStore {
  readonly rows: number;
  readonly capacity: number;
  readonly kernel = FeatureKernel.take();
  /** Address of the first vector, and bytes from one to the next. */
  readonly values: number;
  readonly bytes: number;
  private readonly lanes: number;
  private readonly head: number;
  private readonly records: number;
  private readonly sizes: number;
  /** The row of each lane, where they are not in order. */
  private readonly order: Uint32Array | undefined;
  private readonly custom: readonly CustomOperation[];

  /** @param weights one a row, of any signs: formulas whose sums of weighted values are the same are one */
  constructor(
    rows: number,
    capacity: number,
    weights: Float64Array,
    custom: readonly CustomOperation[] = [],
  ) {
    const { kernel } = this;
    this.custom = custom;
    this.rows = rows;
    this.capacity = capacity;
    this.bytes = vectorBytes(rows);
    this.lanes = this.bytes / 8;
    this.head = Math.min(HEAD, this.lanes);
    this.order = rows <= HEAD ? undefined : spreadOrder(rows);
    const keyCount = 2 ** Math.ceil(Math.log2(2 * capacity + 1));
    this.values = kernel.allocate(this.bytes * (capacity + 1));
    this.records = kernel.allocate(RECORD_BYTES * capacity);
    this.sizes = kernel.allocate(8 * capacity);
    const keys = kernel.allocate(8 * keyCount);
    const weighted = kernel.allocate(8 * this.head);
    kernel.f64(keys, keyCount).fill(0);
    const own = kernel.f64(weighted, this.head).fill(0);
    for (let i = 0; i < Math.min(this.head, rows); i++) own[i] = weights[this.order?.[i] ?? i];
    const { values, bytes, records, sizes } = this;
    kernel.exports.useFeatures(
      values,
      bytes,
      8 * this.head,
      weighted,
      records,
      sizes,
      keys,
      keyCount - 1,
      capacity,
    );
  }

  get count(): number {
    return this.kernel.exports.featureCount();
  }

  /** The values of a feature: good until the kernel allocates. */
  column(index: number): Float64Array {
    const { order, rows } = this;
    if (order === undefined) return this.kernel.f64(this.values + index * this.bytes, rows);
    const lanes = this.kernel.f64(this.values + index * this.bytes, rows);
    const column = new Float64Array(rows);
    for (let i = 0; i < rows; i++) column[order[i]] = lanes[i];
    return column;
  }

  complexityOf(index: number): number {
    return this.record(index)[3];
  }

  /** Bits of a formula's symbols. */
  bitsOf(index: number): number {
    return this.kernel.all[this.sizes / 8 + index];
  }

  /** Adds a formula without arguments, unless its values are known, not finite, or out of all proportion. */
  add({ code, complexity, bits }: FeatureKind, column: Float64Array): void {
    if (this.count >= this.capacity) return;
    const lanes = this.kernel.f64(this.values + this.count * this.bytes, this.lanes);
    for (let i = 0; i < this.lanes; i++) {
      const row = Math.min(i, this.rows - 1);
      lanes[i] = column[this.order?.[row] ?? row];
    }
    const { admitHead, admitRest } = this.kernel.exports;
    if (admitHead() !== 0) admitRest(code, -1, -1, complexity, bits);
  }

  /**
   * Adds operation(a) for every a of a range, or operation(a, b) for every a and b of two ranges (only a ≤ b where they are
   * `ordered`), but for those whose values are known, not finite, or out of all proportion.
   * @param apply for what the kernel does not have
   */
  combine(kind: FeatureKind, first: Range, second: Range | undefined, ordered: boolean, apply: Apply): void {
    const { code, complexity, bits } = kind;
    const { combineFeatures, mapFeatures } = this.kernel.exports;
    const operation = KERNEL_CODE.get(code);
    const [fromA, toA] = first;
    if (second === undefined) {
      if (operation === undefined) this.applied(kind, -1, fromA, toA, apply);
      else mapFeatures(operation, code, fromA, toA, complexity, bits);
      return;
    }
    const [fromB, toB] = second;
    if (operation === undefined) {
      for (let a = fromA; a < toA; a++)
        this.applied(kind, a, ordered ? Math.max(a, fromB) : fromB, toB, apply);
    } else {
      const order = Number(ordered);
      combineFeatures(operation, code, fromA, toA, fromB, toB, order, complexity, bits);
    }
  }

  /** Adds operation(a, b), or operation(b) where `a` is −1. */
  private applied(
    { code, complexity, bits }: FeatureKind,
    a: number,
    from: number,
    to: number,
    apply: Apply,
  ): void {
    const { kernel, head, lanes, bytes } = this;
    const { admitHead, admitRest } = kernel.exports;
    const { all } = kernel;
    const [start, step] = [this.values / 8, bytes / 8];
    const part = (index: number, begin: number, end: number): Float64Array =>
      all.subarray(start + index * step + begin, start + index * step + end);
    const first = a < 0 ? undefined : part(a, 0, head);
    let count = this.count;
    let out = part(count, 0, head);
    for (let b = from; b < to && count < this.capacity; b++) {
      const second = part(b, 0, head);
      apply(first ?? second, second, out, head);
      if (admitHead() === 0) continue;
      if (lanes > head) {
        const rest = part(b, head, lanes);
        apply(a < 0 ? rest : part(a, head, lanes), rest, part(count, head, lanes), lanes - head);
      }
      const kept = a < 0 ? admitRest(code, b, -1, complexity, bits) : admitRest(code, a, b, complexity, bits);
      if (kept === 0) continue;
      count += 1;
      out = part(count, 0, head);
    }
  }

  /** The formula of a feature; `1` is a constant that a fit may change. */
  formula(index: number): Formula {
    const [code, left, right] = this.record(index);
    if (code === CONSTANT_CODE) return { code: [CONSTANT_CODE], values: [1] };
    if (code < CONSTANT_CODE) return { code: [code], values: [] };
    const a = this.formula(left);
    if (code >= CUSTOM_CODE) {
      return expandCustom(this.custom[code - CUSTOM_CODE], right < 0 ? [a] : [a, this.formula(right)]);
    }
    const b: Formula = right < 0 ? { code: [], values: [] } : this.formula(right);
    const parts = { code: [...a.code, ...b.code, code], values: [...a.values, ...b.values] };
    if (a.exact === undefined && b.exact === undefined) return parts;
    const exact = [a, b].flatMap((part) => part.exact ?? part.values.map(() => undefined));
    return { ...parts, exact };
  }

  release(): void {
    this.kernel.release();
  }

  private record(index: number): Int32Array {
    return this.kernel.i32(this.records + index * RECORD_BYTES, 4);
  }
}

/** All rows, first some that are spread evenly over them: rows are often in the order of an input. */
function spreadOrder(rows: number): Uint32Array {
  const first = Array.from({ length: HEAD }, (_, i) => Math.floor((i * rows) / HEAD));
  const rest = Array.from({ length: rows }, (_, i) => i).filter((row) => !first.includes(row));
  return Uint32Array.from([...first, ...rest]);
}

/** A double cut to 42 bits (Veltkamp's split), so that equal sums that were rounded differently have one key. */
export function rounded(value: number): number {
  const c = value * 2049;
  return c - (c - value);
}
