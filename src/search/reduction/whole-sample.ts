import { formatDomain } from '../../certify/exhaustive-domain.ts';
import { isInfinite } from '../../expression/domain.ts';
import { doubled } from '../../number/doubled.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import type { Format } from '../../number/format.ts';
import { findFormat } from '../../number/formats.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { createRandom } from '../../number/random.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { Kernel } from '../../program/kernel.ts';
import type { Program } from '../../program/program.ts';
import { nearestNumber } from '../nearest-number.ts';
import type { SampleError } from '../machine/machine-sample.ts';
import type { Problem } from '../problem.ts';
import { wantedSpecial, wantedZeros } from './special-values.ts';
import { roundedValue } from './rounded-value.ts';

const PRECISION = 128;
/** Neighbours of a bad input looked at. */
const NEIGHBOURS = 24;
/** Formats of no more inputs are looked at as a whole. */
const EVERY = 1n << 17n;

/** With so many binades few points fall near 1, where zeros and turns of functions are: more are taken there. */
const MANY_BINADES = 100;
const MIDDLE = 2 ** 6;
/** The largest power of two, and its reciprocal, that are among the inputs. */
const POWERS = 128;

/** Where a function does something, in a format: outside these arguments its rounded value is constant. */
export type ActiveRange = { readonly lo: number; readonly hi: number };

export type WholeSampleOptions = {
  readonly count: number;
  /** Points of the part that most programs are screened on. */
  readonly hard: number;
  /** Most points are taken here. */
  readonly active: ActiveRange;
  /** Arguments with something about them: boundaries of reductions. Their neighbours are taken too. */
  readonly places: readonly number[];
};

/**
 * The wanted results at a sample of all inputs of a problem, infinities, NaN and inputs without a value included.
 * Errors are measured, never proved. A result of the wrong kind (NaN, an infinity) is infinitely wrong.
 */
export class WholeSample {
  readonly format: Format;
  private readonly problem: Problem;
  private readonly oracle: Oracle;
  private readonly active: ActiveRange;
  private readonly kernel = new Kernel();
  private readonly known = new Set<number>();
  private readonly first: bigint;
  private readonly last: bigint;
  private inputs = new Float64Array(0);
  // The wanted value as high + low·unit (high alone where it is no finite number), and the unit of its error: low by
  // itself would be below the subnormal numbers.
  private high = new Float64Array(0);
  private low = new Float64Array(0);
  private unit = new Float64Array(0);
  /** The correctly rounded result. */
  private nearest = new Float64Array(0);
  private out = new Float64Array(0);
  private size = 0;
  private hard = 0;
  /** The zeros wanted at zeros. */
  private readonly zeros: readonly (readonly [input: number, wanted: number])[];

  constructor(problem: Problem, oracle: Oracle, { count, hard, active, places }: WholeSampleOptions) {
    this.problem = problem;
    this.oracle = oracle;
    this.active = active;
    this.format = findFormat(problem.format);
    const range = inputRange(problem, this.format);
    this.first = range.first;
    this.last = range.last;
    this.zeros = wantedZeros(oracle, this.format).filter(([x]) => this.inside(x));
    const specials = [NaN, -Infinity, Infinity, 0, -0, this.format.maxFinite, -this.format.maxFinite];
    const near = places.flatMap((place) => this.around(place, 2));
    this.add([...specials.filter((x) => (x !== x ? range.nan : this.inside(x))), ...near.slice(0, hard)]);
    this.add(this.powersOfTwo());
    const points = this.spread(count, active);
    const stride = Math.max(1, Math.floor(points.length / hard));
    this.add(points.filter((_, i) => i % stride === 0));
    this.hard = this.size;
    this.add([...near.slice(hard), ...points.filter((_, i) => i % stride !== 0)]);
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

  /** Looks at the neighbours of the worst inputs of a program, and makes the worst of all hard points. */
  harden(program: Program, places: number, radius: number): SampleError {
    const centres: number[] = [];
    for (const at of this.worstPlaces(program, 8 * places)) {
      const x = this.inputs[at];
      if (Number.isFinite(x) && centres.every((c) => Math.abs(c - x) > Math.abs(x) * 1e-3)) centres.push(x);
      if (centres.length >= places) break;
    }
    const random = createRandom(this.size);
    for (const centre of centres) {
      const middle = this.format.ordinal(centre);
      const ordinals = Array.from(
        { length: NEIGHBOURS },
        () => middle + BigInt(random.integer(2 * radius) - radius),
      );
      this.add(
        ordinals.filter((o) => o >= this.first && o <= this.last).map((o) => this.format.fromOrdinal(o)),
      );
    }
    this.worstPlaces(program, places).forEach((at) => this.promote(at));
    return this.measure(program);
  }

  /** Is every input looked at? */
  get complete(): boolean {
    return this.last - this.first <= EVERY;
  }

  /** The first and the last input. */
  get range(): { readonly lo: number; readonly hi: number } {
    return { lo: this.format.fromOrdinal(this.first), hi: this.format.fromOrdinal(this.last) };
  }

  /** Takes inputs into the sample, as hard points. */
  include(inputs: readonly number[]): void {
    for (const x of inputs) {
      const before = this.size;
      this.add([x]);
      if (this.size > before) this.promote(before);
    }
  }

  /** The inputs at which a program errs most, no two of them within some share of a binade of each other. */
  worstInputs(program: Program, most: number): number[] {
    const apart = 1n << BigInt(Math.max(0, this.format.precision - 4));
    const taken: bigint[] = [];
    for (const at of this.worstPlaces(program, 64 * most)) {
      if (!Number.isFinite(this.inputs[at])) continue;
      const ordinal = this.format.ordinal(this.inputs[at]);
      if (taken.some((other) => ordinal - other < apart && other - ordinal < apart)) continue;
      taken.push(ordinal);
      if (taken.length >= most) break;
    }
    return taken.map((ordinal) => this.format.fromOrdinal(ordinal));
  }

  /**
   * Largest distance (in the measure) between the true value and the result before it is rounded to the storage
   * format, where results are finite and not 0: how wrong a program in a wider arithmetic is by itself. Where f's
   * rounded value is constant, or x itself, a program may hold to that: there it is not wrong, though far away.
   */
  inexactness(program: Program): number {
    const { storage: _, ...bare } = program;
    const errors = this.errors(bare, this.size);
    let largest = 0;
    for (let i = 0; i < this.size; i++) {
      const nearest = this.nearest[i];
      if (Number.isFinite(nearest) && nearest !== 0 && !this.isIdle(i))
        largest = Math.max(largest, errors[i]);
    }
    return largest;
  }

  /** Is the rounded value about a point of the sample constant, or the input itself? */
  private isIdle(i: number): boolean {
    const x = this.inputs[i];
    return !(x > this.active.lo && x < this.active.hi) || this.nearest[i] === x;
  }

  /** Inputs whose result is not the correctly rounded one, `most` of them at most. */
  misses(program: Program, most: number): number[] {
    const out = new Float64Array(this.size);
    this.kernel.evaluateMany(program, [this.inputs.subarray(0, this.size)], out);
    const list: number[] = [];
    for (let i = 0; i < this.size && list.length < most; i++) {
      const wanted = this.nearest[i];
      if (out[i] !== wanted && (wanted === wanted || out[i] === out[i])) list.push(this.inputs[i]);
    }
    return list;
  }

  /** About so many of the inputs with a finite result that is not 0, spread as the sample is. */
  spreadInputs(count: number): number[] {
    const list: number[] = [];
    const stride = Math.max(1, Math.floor(this.size / count));
    for (let i = 0; i < this.size; i += stride) {
      const usual = Number.isFinite(this.nearest[i]) && this.nearest[i] !== 0;
      if (usual && Number.isFinite(this.inputs[i]) && this.inputs[i] !== 0) list.push(this.inputs[i]);
    }
    return list;
  }

  /** So many inputs at equal distances where f's rounded value is neither constant nor x itself. */
  evenInputs(count: number): number[] {
    let [first, last] = [Infinity, -Infinity];
    for (let i = 0; i < this.size; i++) {
      const x = this.inputs[i];
      if (this.isIdle(i) || !Number.isFinite(x)) continue;
      [first, last] = [Math.min(first, x), Math.max(last, x)];
    }
    if (!(first < last)) return [];
    const step = last / (count + 1) - first / (count + 1);
    const inner = Array.from({ length: count }, (_, i) => this.format.round(first + (i + 1) * step));
    return inner.filter((x) => x !== 0 && this.inside(x));
  }

  /** Is f(−0) or f(+0) the wrong one of the zeros? No error sees it. */
  hasWrongZero(program: Program): boolean {
    const { zeros } = this;
    if (zeros.length === 0) return false;
    const out = new Float64Array(zeros.length);
    this.kernel.evaluateMany(program, [Float64Array.from(zeros, ([x]) => x)], out);
    return zeros.some(([, wanted], i) => out[i] === 0 && !Object.is(out[i], wanted));
  }

  /** Is f(±0), where it is a zero, the input itself, or that with its sign turned? `undefined` where no sign is wanted. */
  get zeroIsInput(): boolean | undefined {
    const [first] = this.zeros;
    return first === undefined ? undefined : Object.is(first[0], first[1]);
  }

  /** The correctly rounded result at an input. */
  wanted(x: number): number {
    this.add([x]);
    for (let i = 0; i < this.size; i++) if (Object.is(this.inputs[i], x)) return this.nearest[i];
    return NaN;
  }

  /** The inputs at which a program errs by more than a limit, ascending, as a check of where it is usable at all. */
  failures(program: Program, limit: number): number[] {
    const errors = this.errors(program, this.size);
    const list: number[] = [];
    for (let i = 0; i < this.size; i++) if (!(errors[i] <= limit)) list.push(this.inputs[i]);
    return list.sort((a, b) => a - b);
  }

  private inside(x: number): boolean {
    const ordinal = this.format.ordinal(x);
    return ordinal >= this.first && ordinal <= this.last;
  }

  private around(place: number, radius: number): number[] {
    const middle = this.format.ordinal(this.format.round(place));
    const list: number[] = [];
    for (let o = middle - BigInt(radius); o <= middle + BigInt(radius); o++)
      if (o >= this.first && o <= this.last) list.push(this.format.fromOrdinal(o));
    return list;
  }

  /** Sums with 1 and the like are ties there, as nowhere else: 1 + 2⁵³ in f64. */
  private powersOfTwo(): number[] {
    const { emax, minPositive } = this.format;
    const list: number[] = [];
    for (let k = -Math.min(emax, POWERS); k <= Math.min(emax, POWERS); k++)
      if (2 ** k >= minPositive) list.push(2 ** k, -(2 ** k));
    return list.filter((x) => this.inside(x));
  }

  /** Every input of a small format; else half by ordinal and half by value in the active range, and a fifth as many more over all inputs. */
  private spread(count: number, active: ActiveRange): number[] {
    const { format } = this;
    if (this.complete) {
      const all: number[] = [];
      for (let o = this.first; o <= this.last; o++) all.push(format.fromOrdinal(o));
      return all;
    }
    const clip = (o: bigint): bigint => (o < this.first ? this.first : o > this.last ? this.last : o);
    const ordinals = new Set<bigint>();
    const even = (from: bigint, to: bigint, n: number): void => {
      for (let i = 0; i < n; i++)
        ordinals.add(clip(from + ((to - from) * BigInt(2 * i + 1)) / BigInt(2 * n)));
    };
    const [lo, hi] = [active.lo, active.hi].map((x) => format.round(x));
    const half = count >> 1;
    // Tiny arguments are many and alike.
    const small = Math.max(format.minNormal, Math.min(2 ** -14, Math.abs(hi), Math.abs(lo) || Infinity) / 2);
    if (hi > small) even(format.ordinal(format.round(Math.max(lo, small))), format.ordinal(hi), half >> 1);
    if (lo < -small) even(format.ordinal(lo), format.ordinal(format.round(Math.min(hi, -small))), half >> 1);
    const random = createRandom(2);
    for (let i = 0; i < half; i++)
      ordinals.add(clip(format.ordinal(format.round(lo + (hi - lo) * random.next()))));
    even(this.first, this.last, Math.floor(count / 5));
    if (format.emax > MANY_BINADES) {
      for (const sign of [-1, 1]) {
        const ends = [sign / MIDDLE, sign * MIDDLE].map((x) => clip(format.ordinal(x)));
        if (ends[0] !== ends[1]) even(ends[0], ends[1], half >> 1);
      }
    }
    return [...ordinals].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map((o) => format.fromOrdinal(o));
  }

  private largest(program: Program, count: number): [number, number] {
    const errors = this.errors(program, count);
    let [value, at] = [-1, 0];
    for (let i = 0; i < count; i++) {
      if (errors[i] <= value) continue;
      [value, at] = [errors[i], i];
      if (value === Infinity) break;
    }
    return [value, at];
  }

  private errors(program: Program, count: number): Float64Array {
    if (this.out.length < count) this.out = new Float64Array(this.inputs.length);
    const out = this.out.subarray(0, count);
    this.kernel.evaluateMany(program, [this.inputs.subarray(0, count)], out);
    const { high, low, unit } = this;
    for (let i = 0; i < count; i++) {
      if (Number.isFinite(high[i])) {
        const error = Math.abs((out[i] - high[i]) / unit[i] - low[i]);
        out[i] = error >= 0 ? error : Infinity;
      } else {
        out[i] = Object.is(out[i], high[i]) ? 0 : Infinity;
      }
    }
    return out;
  }

  private worstPlaces(program: Program, places: number): number[] {
    const errors = this.errors(program, this.size);
    const order = Array.from({ length: this.size }, (_, i) => i);
    order.sort((a, b) => errors[b] - errors[a] || a - b);
    return order.slice(0, places);
  }

  private promote(at: number): void {
    if (at < this.hard) return;
    for (const array of [this.inputs, this.high, this.low, this.unit, this.nearest])
      [array[this.hard], array[at]] = [array[at], array[this.hard]];
    this.hard++;
  }

  private add(points: readonly number[]): void {
    withWorkspace(PRECISION, (w) => {
      for (const x of points) {
        // Both zeros and NaN have their places: they are compared as the set compares, apart from −0.
        if (this.known.has(x) && !Object.is(x, -0)) continue;
        this.known.add(x);
        const mark = w.mark();
        this.addOne(x, w);
        w.release(mark);
      }
    });
  }

  private addOne(x: number, w: Workspace): void {
    const { format, problem } = this;
    if (this.size === this.inputs.length) this.grow();
    const i = this.size;
    const [truth, rest] = w.bigs(2);
    const known = Number.isFinite(x) ? this.oracle.value([x], truth).kind : 'undefined';
    let towardsZero = known === 'enclosed' ? mpfr.mpfr_get_d(truth, ROUND.ZERO) : NaN;
    let high = NaN;
    if (known === 'undecided') {
      // Beyond the range of multiple precision, or a limit met to all bits: the rounded value is still known.
      towardsZero = high = roundedValue(this.oracle, x, format);
    } else if (known === 'enclosed') {
      high = mpfr.mpfr_get_d(truth, ROUND.NEAREST);
      const rounded = format.roundBig(truth);
      if (Number.isFinite(rounded)) mpfr.mpfr_sub_d(rest, truth, high, ROUND.NEAREST);
      else high = rounded;
    } else {
      high = wantedSpecial(this.oracle, x, format);
      towardsZero = high;
    }
    this.size++;
    this.inputs[i] = x;
    this.high[i] = high;
    this.low[i] = 0;
    this.nearest[i] = known === 'enclosed' ? nearestNumber(this.oracle, x, truth, format) : high;
    const unit = problem.measure === 'ulp' ? format.ulp(towardsZero) : Math.abs(high);
    this.unit[i] = problem.measure === 'absolute' ? 1 : unit || Number.MIN_VALUE;
    if (known !== 'enclosed' || !Number.isFinite(high)) return;
    mpfr.mpfr_div_d(rest, rest, this.unit[i], ROUND.NEAREST);
    this.low[i] = mpfr.mpfr_get_d(rest, ROUND.NEAREST);
  }

  private grow(): void {
    [this.inputs, this.high, this.low, this.unit, this.nearest] = [
      this.inputs,
      this.high,
      this.low,
      this.unit,
      this.nearest,
    ].map((array) => doubled(array, 4096));
  }
}

/** A problem's inputs by ordinal, infinities included where its domain is closed there, and whether NaN is one. */
export function inputRange(
  { domain }: Pick<Problem, 'domain'>,
  format: Format,
): { readonly first: bigint; readonly last: bigint; readonly nan: boolean } {
  const { first, last } = formatDomain(domain, format);
  const top = format.ordinal(format.maxFinite);
  const lowest = last >= 0n && first <= -top - 1n && !domain.open[0] && isInfinite(domain.lo);
  const highest = last >= top && !domain.open[1] && isInfinite(domain.hi);
  return { first: lowest ? -top - 2n : first, last: highest ? top + 1n : last, nan: lowest && highest };
}
