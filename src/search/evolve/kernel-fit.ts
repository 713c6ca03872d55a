import { Kernel } from '../../program/kernel.ts';
import { WORDS, type Structure } from './structure.ts';

/** What `kernel/fit.ts` exports. */
type FitExports = {
  readonly fitMany: (
    jobs: number,
    count: number,
    points: number,
    x: number,
    steps: number,
    damping: number,
    scratch: number,
  ) => void;
  readonly evaluateStructures: (
    jobs: number,
    count: number,
    points: number,
    x: number,
    out: number,
    scratch: number,
  ) => void;
  readonly fitScratch: (n: number, k: number, points: number) => number;
};

/** Where to fit: points, the function's values there, and weights (1/|f| for relative errors); one length. */
export type FitPoints = {
  readonly x: Float64Array;
  readonly f: Float64Array;
  readonly w: Float64Array;
};

const JOB_WORDS = 12;
const JOB_BYTES = 4 * JOB_WORDS;

/** Jobs a batch holds at most. */
export const BATCH = 4096;

/** First damping of a fit, on normal equations scaled to a diagonal of 1. */
export const DAMPING = 1e-2;

/**
 * Least-squares fits of structures in the kernel, a batch a call: `clear()`, `push(…)` each job, `fit(…)`, then
 * read `sum(i)`, `largest(i)`, `constants(i)`. Owns a memory of its own.
 *
 * @example
 * const kernel = new FitKernel({ x, f, w });
 * kernel.push(structure, [1, 2]);
 * kernel.fit(8);
 * kernel.largest(0); // max of |w·(value − f)| after 8 steps
 */
export class FitKernel {
  /** Points as given, without padding. */
  readonly points: number;
  private readonly kernel = new Kernel();
  private readonly exports: FitExports;
  private readonly padded: number;
  private readonly x: number;
  private readonly f: number;
  private readonly w: number;
  private readonly jobs: number;
  private readonly start: number;
  private count = 0;
  private mostInstructions = 0;
  private mostConstants = 0;
  /** The last target pushed, and where it lies. */
  private target: Omit<FitPoints, 'x'> | undefined;
  private targetF = 0;
  private targetW = 0;
  private words: Int32Array;
  private doubles: Float64Array;

  constructor({ x, f, w }: FitPoints) {
    this.exports = this.kernel.exports as unknown as FitExports;
    this.points = x.length;
    this.padded = x.length + (x.length & 1);
    this.words = new Int32Array(this.kernel.memory.buffer);
    this.doubles = new Float64Array(this.kernel.memory.buffer);
    this.x = this.vector(x, x[x.length - 1]);
    this.f = this.vector(f, f[f.length - 1]);
    this.w = this.vector(w, 0);
    this.jobs = this.allocate(BATCH * JOB_BYTES);
    this.start = this.kernel.mark();
  }

  /** Jobs pushed since the last `clear()`. */
  get size(): number {
    return this.count;
  }

  clear(): void {
    this.target = undefined;
    this.kernel.release(this.start);
    this.count = this.mostInstructions = this.mostConstants = 0;
  }

  /**
   * Adds a job. Every slot must be used at most once (canonical structures).
   * @param target other values and weights than the kernel's, for this job (one object for many jobs is stored once)
   * @param held a bit for each constant (of the first 32) that is to stay as it is
   * @returns its number. @throws RangeError beyond {@link BATCH} jobs.
   */
  push(
    structure: Structure,
    constants: ArrayLike<number>,
    target?: Omit<FitPoints, 'x'>,
    held: number = 0,
  ): number {
    if (this.count === BATCH) throw new RangeError(`a batch has at most ${BATCH} jobs`);
    const { code, constants: k } = structure;
    const codeAt = this.allocate(4 * code.length);
    const constantsAt = this.allocate(8 * k);
    if (target !== undefined && target !== this.target) {
      this.target = target;
      this.targetF = this.vector(target.f, target.f[this.points - 1]);
      this.targetW = this.vector(target.w, 0);
    }
    const f = target === undefined ? this.f : this.targetF;
    const w = target === undefined ? this.w : this.targetW;
    this.words.set(code, codeAt / 4);
    for (let i = 0; i < k; i++) this.doubles[constantsAt / 8 + i] = constants[i];
    const n = code.length / WORDS;
    const at = (this.jobs + JOB_BYTES * this.count) / 4;
    this.words[at] = codeAt;
    this.words[at + 1] = n;
    this.words[at + 2] = k;
    this.words[at + 3] = constantsAt;
    this.words[at + 4] = f;
    this.words[at + 5] = w;
    this.words[at + 6] = held;
    this.mostInstructions = Math.max(this.mostInstructions, n);
    this.mostConstants = Math.max(this.mostConstants, k);
    return this.count++;
  }

  /** Levenberg–Marquardt on every job of the batch, at most `steps` steps each (refused ones count too). */
  fit(steps: number, damping = DAMPING): void {
    const mark = this.kernel.mark();
    const scratch = this.scratch();
    this.exports.fitMany(this.jobs, this.count, this.padded, this.x, steps, damping, scratch);
    this.kernel.release(mark);
  }

  /** Sum of squares of w·(value − f) after `fit`; infinite when the start had a value that is not finite. */
  sum(i: number): number {
    return this.doubles[(this.jobs + JOB_BYTES * i) / 8 + 4];
  }

  /** Largest |w·(value − f)| after `fit`; infinite also when a divisor changes sign from point to point (a pole). */
  largest(i: number): number {
    return this.doubles[(this.jobs + JOB_BYTES * i) / 8 + 5];
  }

  /** A copy of a job's constants. */
  constants(i: number): Float64Array {
    const at = (this.jobs + JOB_BYTES * i) / 4;
    const first = this.words[at + 3] / 8;
    return this.doubles.slice(first, first + this.words[at + 2]);
  }

  /**
   * Values of every job of the batch at the points. The rows are views, good until the next call of anything here.
   */
  values(): Float64Array[] {
    const mark = this.kernel.mark();
    const out = this.allocate(8 * this.padded * this.count);
    const scratch = this.scratch();
    this.exports.evaluateStructures(this.jobs, this.count, this.padded, this.x, out, scratch);
    this.kernel.release(mark);
    return Array.from({ length: this.count }, (_, i) => {
      const first = out / 8 + i * this.padded;
      return this.doubles.subarray(first, first + this.points);
    });
  }

  private scratch(): number {
    return this.allocate(this.exports.fitScratch(this.mostInstructions, this.mostConstants, this.padded));
  }

  private vector(values: Float64Array, padding: number): number {
    const at = this.allocate(8 * this.padded);
    this.doubles.set(values, at / 8);
    if (this.padded > this.points) this.doubles[at / 8 + this.points] = padding;
    return at;
  }

  private allocate(bytes: number): number {
    const at = this.kernel.allocate(bytes);
    if (this.words.buffer !== this.kernel.memory.buffer) {
      this.words = new Int32Array(this.kernel.memory.buffer);
      this.doubles = new Float64Array(this.kernel.memory.buffer);
    }
    return at;
  }
}
