import { kernelModule } from '../../program/kernel-module.ts';

/** What `kernel/feature` exports. Addresses are byte offsets in `memory`; the kernel's files say what they hold. */
type FeatureExports = {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: () => number;
  readonly useFeatures: (
    values: number,
    bytes: number,
    headBytes: number,
    weights: number,
    records: number,
    bits: number,
    keys: number,
    keyMask: number,
    capacity: number,
  ) => void;
  readonly featureCount: () => number;
  readonly admitHead: () => number;
  readonly admitRest: (code: number, left: number, right: number, complexity: number, bits: number) => number;
  readonly combineFeatures: (
    operation: number,
    code: number,
    fromA: number,
    toA: number,
    fromB: number,
    toB: number,
    ordered: number,
    complexity: number,
    bits: number,
  ) => void;
  readonly mapFeatures: (
    operation: number,
    code: number,
    from: number,
    to: number,
    complexity: number,
    bits: number,
  ) => void;
  readonly usePairs: (thresholds: number, prices: number, levels: number, factor: number) => void;
  readonly sumPairs: (
    units: number,
    bytes: number,
    i: number,
    cosines: number,
    count: number,
    looked: number,
    out: number,
  ) => number;
  readonly productPairs: (
    features: number,
    others: number,
    bytes: number,
    rows: number,
    i: number,
    end: number,
    units: number,
    looked: number,
    peeled: number,
    work: number,
    out: number,
  ) => number;
  readonly growSums: (
    units: number,
    bytes: number,
    count: number,
    residual: number,
    basis: number,
    terms: number,
    left: number,
    out: number,
  ) => void;
};

const PAGE = 65_536;
/** Kernels that are used again, and bytes above which one is not kept. */
const spare: FeatureKernel[] = [];
const [SPARE, SPARE_BYTES] = [3, 256 * 2 ** 20];

/** The kernel's loops over vectors of values, and a memory for them that is handed out from below. */
export class FeatureKernel {
  readonly exports: FeatureExports;
  private top: number;
  private doubles = new Float64Array(0);

  private constructor() {
    this.exports = new WebAssembly.Instance(kernelModule()).exports as unknown as FeatureExports;
    this.top = this.exports.heapBase();
  }

  /** One that nobody uses. */
  static take(): FeatureKernel {
    const kernel = spare.pop() ?? new FeatureKernel();
    kernel.top = kernel.exports.heapBase();
    return kernel;
  }

  /** It is not used any more: neither are its addresses. */
  release(): void {
    const small = this.exports.memory.buffer.byteLength <= SPARE_BYTES;
    if (small && spare.length < SPARE && !spare.includes(this)) spare.push(this);
  }

  /** Bytes at a multiple of 16. What is there is anything. */
  allocate(bytes: number): number {
    const at = (this.top + 15) & ~15;
    this.top = at + bytes;
    const { memory } = this.exports;
    const lacking = this.top - memory.buffer.byteLength;
    if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
    return at;
  }

  /** All of the memory: until the next allocation. */
  get all(): Float64Array {
    const { buffer } = this.exports.memory;
    if (this.doubles.buffer !== buffer) this.doubles = new Float64Array(buffer);
    return this.doubles;
  }

  /** Views are good until the next allocation. */
  f64(at: number, length: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, at, length);
  }

  i32(at: number, length: number): Int32Array {
    return new Int32Array(this.exports.memory.buffer, at, length);
  }

  /** Copies vectors, 0 past their ends, each of a whole number of pairs. @returns the first one's address */
  vectors(columns: readonly Float64Array[], bytes: number): number {
    const at = this.allocate(bytes * columns.length);
    const lanes = bytes / 8;
    const view = this.f64(at, lanes * columns.length).fill(0);
    columns.forEach((column, i) => view.set(column, i * lanes));
    return at;
  }
}

/** Bytes of a vector of so many rows: a whole number of pairs of lanes. */
export function vectorBytes(rows: number): number {
  return 8 * (rows + (rows & 1));
}
