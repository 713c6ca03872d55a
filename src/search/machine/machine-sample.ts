import { samplePoints } from '../../certify/sample-points.ts';
import { fail } from '../../error/fault.ts';
import { doubled } from '../../number/doubled.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import type { Format } from '../../number/format.ts';
import { findFormat } from '../../number/formats.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { Kernel } from '../../program/kernel.ts';
import type { Program } from '../../program/program.ts';
import type { Problem } from '../problem.ts';

const PRECISION = 160;
const BATCH = 4096;
/** Nodes of the interpolation on a stretch of inputs. */
const NODES = 5;

export type SampleError = { readonly value: number; readonly worst: string; readonly points: number };

/**
 * The true values at a fixed sample of a machine problem's inputs, which grows where programs turned out worst; runs
 * programs there on the kernel. Errors are measured, never proved.
 */
export class MachineSample {
  readonly format: Format;
  private readonly problem: Problem;
  private readonly oracle: Oracle;
  private readonly kernel = new Kernel();
  private readonly known = new Set<number>();
  private readonly first: bigint;
  private readonly last: bigint;
  private inputs: Float64Array;
  // Truth as hi + lo, and what one unit of the measure is worth there.
  private high: Float64Array;
  private low: Float64Array;
  private unit: Float64Array;
  private out = new Float64Array(0);
  private size = 0;
  /** The `hard` first points of the sample: a small part on which most programs show their worst. */
  private hard: number;

  constructor(problem: Problem, oracle: Oracle, count: number, hard: number) {
    this.problem = problem;
    this.oracle = oracle;
    this.format = findFormat(problem.format);
    const points = samplePoints(problem, count);
    if (points.length === 0) fail({ kind: 'domain', message: 'no number of the format is in the domain' });
    this.first = this.format.ordinal(points[0]);
    this.last = this.format.ordinal(points[points.length - 1]);
    const room = points.length + BATCH;
    [this.inputs, this.high, this.low, this.unit] = [0, 1, 2, 3].map(() => new Float64Array(room));
    // Every k-th point goes first.
    const stride = Math.max(1, Math.floor(points.length / hard));
    this.add(points.filter((_, i) => i % stride === 0));
    this.hard = this.size;
    this.add(points.filter((_, i) => i % stride !== 0));
    if (this.size === 0) fail({ kind: 'domain', message: 'the function has no finite value in the domain' });
  }

  /** Largest error over the whole sample. */
  measure(program: Program): SampleError {
    const [value, at] = this.largest(program, this.size);
    return { value, worst: toHexFloat(this.inputs[at]), points: this.size };
  }

  /** Largest error over the hard points: at most `measure`, and faster. */
  screen(program: Program): number {
    return this.largest(program, this.hard)[0];
  }

  /**
   * Looks at every input in stretches about the worst ones of this program, and makes those where it is worst hard
   * points. Rounding errors look random from input to input, so the sample alone misses the largest by some percent.
   * @returns The largest error over the whole sample, the new points included.
   */
  harden(program: Program, places: number, radius: number): SampleError {
    const centres: bigint[] = [];
    for (const at of this.worstPlaces(program, 40 * places)) {
      const centre = this.format.ordinal(this.inputs[at]);
      if (centres.length >= places) break;
      if (centres.every((c) => c - centre > BigInt(radius) || centre - c > BigInt(radius)))
        centres.push(centre);
    }
    for (const centre of centres) this.add(this.worstNear(program, centre, radius));
    this.worstPlaces(program, places).forEach((at) => this.promote(at));
    return this.measure(program);
  }

  /** The inputs of largest error within `radius` ordinals; true values by interpolation, in doubles. */
  private worstNear(program: Program, centre: bigint, radius: number): number[] {
    const from = centre - BigInt(radius) < this.first ? this.first : centre - BigInt(radius);
    const to = centre + BigInt(radius) > this.last ? this.last : centre + BigInt(radius);
    const count = Number(to - from) + 1;
    const inputs = Float64Array.from({ length: count }, (_, i) => this.format.fromOrdinal(from + BigInt(i)));
    const nodes = Array.from(
      { length: NODES },
      (_, k) => inputs[Math.round((k * (count - 1)) / (NODES - 1))],
    );
    if (new Set(nodes).size < NODES) return [];
    const differences = withWorkspace(PRECISION, (w) => {
      const truth = w.big();
      return nodes.map((x) => {
        this.oracle.value([x], truth);
        return mpfr.mpfr_get_d(truth, ROUND.NEAREST);
      });
    });
    for (let level = 1; level < NODES; level++)
      for (let k = NODES - 1; k >= level; k--)
        differences[k] = (differences[k] - differences[k - 1]) / (nodes[k] - nodes[k - level]);
    const out = new Float64Array(count);
    this.kernel.evaluateMany(program, [inputs], out);
    const errors = inputs.map((x, i) => {
      let value = differences[NODES - 1];
      for (let k = NODES - 2; k >= 0; k--) value = value * (x - nodes[k]) + differences[k];
      const unit =
        this.problem.measure === 'ulp'
          ? this.format.ulp(value)
          : this.problem.measure === 'relative'
            ? Math.abs(value)
            : 1;
      return Math.abs(out[i] - value) / unit;
    });
    // These are only proposals: the points are measured with their own true values.
    const order = Array.from(errors, (_, i) => i).sort((a, b) => errors[b] - errors[a] || a - b);
    return order.slice(0, 4).map((i) => inputs[i]);
  }

  private largest(program: Program, count: number): [number, number] {
    const errors = this.run(program, count);
    const { high, low, unit } = this;
    let value = -1;
    let at = 0;
    for (let i = 0; i < count; i++) {
      const error = Math.abs(errors[i] - high[i] - low[i]) / unit[i];
      if (error <= value) continue;
      at = i;
      value = error >= 0 ? error : Infinity;
      if (value === Infinity) break;
    }
    return [value, at];
  }

  private run(program: Program, count: number): Float64Array {
    if (this.out.length < count) this.out = new Float64Array(this.inputs.length);
    const out = this.out.subarray(0, count);
    this.kernel.evaluateMany(program, [this.inputs.subarray(0, count)], out);
    return out;
  }

  /** Largest errors of `places` equal stretches of the sample in ordinal order, largest first. */
  private worstPlaces(program: Program, places: number): number[] {
    const values = this.run(program, this.size);
    const errors = Float64Array.from(
      values,
      (y, i) => Math.abs(y - this.high[i] - this.low[i]) / this.unit[i],
    );
    const order = Array.from(errors, (_, i) => i).sort(
      (a, b) => errors[b] - errors[a] || this.inputs[a] - this.inputs[b],
    );
    return order.slice(0, places);
  }

  private promote(at: number): void {
    if (at < this.hard) return;
    for (const array of [this.inputs, this.high, this.low, this.unit]) {
      [array[this.hard], array[at]] = [array[at], array[this.hard]];
    }
    this.hard++;
  }

  private add(points: readonly number[]): void {
    const { measure } = this.problem;
    withWorkspace(PRECISION, (w) => {
      const [truth, rest] = w.bigs(2);
      for (const x of points) {
        // −0 is the same point as 0 here; the proof runs both.
        if (this.known.has(x)) continue;
        this.known.add(x);
        if (this.oracle.value([x], truth).kind !== 'enclosed') continue;
        const towardsZero = mpfr.mpfr_get_d(truth, ROUND.ZERO);
        if (!Number.isFinite(this.format.round(towardsZero))) continue;
        if (this.size === this.inputs.length) this.grow();
        const high = mpfr.mpfr_get_d(truth, ROUND.NEAREST);
        mpfr.mpfr_sub_d(rest, truth, high, ROUND.NEAREST);
        const i = this.size++;
        this.inputs[i] = x;
        this.high[i] = high;
        this.low[i] = mpfr.mpfr_get_d(rest, ROUND.NEAREST);
        const unit = measure === 'ulp' ? this.format.ulp(towardsZero) : Math.abs(high);
        // Where the true value is 0, any other result is infinitely wrong relatively.
        this.unit[i] = measure === 'absolute' ? 1 : unit || Number.MIN_VALUE;
      }
    });
  }

  private grow(): void {
    [this.inputs, this.high, this.low, this.unit] = [this.inputs, this.high, this.low, this.unit].map(
      (array) => doubled(array),
    );
  }
}
