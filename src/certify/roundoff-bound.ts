import type { Expression } from '../expression/expression.ts';
import { exponentOf, powerOfTwo } from '../number/double-bits.ts';
import type { Format } from '../number/format.ts';
import type { Measure } from '../number/measure.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { NoRoundoffBound, type Limit } from './roundoff-rules.ts';
import { inOneBinade, RoundoffWeigher } from './roundoff-weigher.ts';

/** Inputs between two numbers of one sign, and a bound on the error there, in the measure. */
type Cell = {
  readonly lo: number;
  readonly hi: number;
  readonly bound: number;
  readonly reason?: string;
  /** A single input, of which there is no better bound. */
  readonly run?: true;
  /** The bound of the cell that this is a part of. */
  readonly whole?: number;
};

export type RoundoffBound = {
  readonly bound: number;
  readonly cells: number;
  /** Where the bound is largest: a place to look for large errors, or where there is no bound. */
  readonly lo: number;
  readonly hi: number;
  /** Why `bound` is infinite. */
  readonly reason?: string;
};

export type RoundoffBoundOptions = {
  /** How far the bound may lie above that of a single input, relative. @defaultValue 0.05 */
  readonly tightness?: number;
  /** @defaultValue 6000 */
  readonly maxCells?: number;
  /** A bound at or below this is not sharpened. @defaultValue 0 */
  readonly enough?: number;
  /** For `ulp`: nearer to 0 than this the unit is the one here. @defaultValue 0 */
  readonly floor?: number;
  /** Bounds the error at one input otherwise: used where the analysis of that input alone does not. */
  readonly single?: (x: number) => number;
  /**
   * A bound, in the measure, on the distance of the function from the exact value of what is computed. With it a cell in which |f|
   * passes a power of two is looked at below and above it by itself. @defaultValue unknown
   */
  readonly distance?: number;
  /** So much larger |f| may be than the function that is given, and so may the exact values be; no smaller. @defaultValue 1 */
  readonly widen?: number;
  /** All real numbers are inputs, not those of the format alone. @defaultValue false */
  readonly continuum?: boolean;
};

/** What bounds rounding errors, in `ERROR_UNIT`s, on a cell; with `limit`, where the exact value is within that. */
type Analysis = { error(lo: number, hi: number, limit?: Limit): number };

/** Where in a cell a single input is tried: no simple fraction, on whose short numbers every operation is exact. */
const PROBE = 0.6180339887498949;
/** A part of the cell beside it is taken with it: of one input alone the roundings may be known, which no splitting shows. */
const PROBE_WIDTH = 2 ** -12;
/** A cell of fewer inputs is cut until each is by itself, where that tells more: next to a zero two of them are far apart. */
const FEW = 64;
/** Where a part's bound is above this much of that of its whole, halving may soon be at its end: there single inputs are tried. */
const SETTLED = 0.98;

/**
 * Bounds the rounding error over all inputs of the format in [lo, hi] of magnitude `from` and above, in the measure: best first, the cell
 * with the largest bound is split until that bound is within `tightness` of the bound of a
 * part so small that splitting betters little. Stopping early only leaves it looser.
 */
export function boundRoundoff(
  analysis: Analysis,
  truth: Expression,
  name: string,
  measure: Measure,
  format: Format,
  lo: number,
  hi: number,
  from = format.minPositive,
  options: RoundoffBoundOptions = {},
): RoundoffBound {
  const { tightness = 0.05, maxCells = 6000, enough = 0, floor = 0, single, distance, widen = 1 } = options;
  const continuum = options.continuum === true;
  const weigher = new RoundoffWeigher(createOracle(truth, [name]), measure, format, floor, widen);
  const bound = (a: number, b: number, whole?: number): Cell => {
    const cell = { lo: a, hi: b, ...(whole === undefined ? {} : { whole }) };
    try {
      const error = analysis.error(a, b);
      const below = distance === undefined ? undefined : (limit: Limit) => analysis.error(a, b, limit);
      const value = error === 0 ? 0 : weigher.weigh(error, a, b, below, distance);
      return { ...cell, bound: Number.isNaN(value) ? Infinity : value };
    } catch (fault) {
      if (!(fault instanceof NoRoundoffBound)) throw fault;
      return { ...cell, bound: Infinity, reason: fault.reason };
    }
  };
  // Where the unit of the result changes in between a cell's bound is twice what any smaller one's is; that of a
  // single input may be much above what a run of it shows.
  const attainableIn = (cell: Cell, above: number): number => {
    const probe = format.round(cell.lo + (cell.hi - cell.lo) * PROBE);
    const width = (cell.hi - cell.lo) * PROBE_WIDTH;
    const [beside, next] = [probe + width, probe + 2 * width].map((x) => Math.min(format.round(x), cell.hi));
    if (single !== undefined && next - probe < FEW * format.ulp(probe)) return 0;
    const near = finite(bound(probe, beside).bound);
    return near > above ? Math.min(near, finite(bound(beside, next).bound)) : 0;
  };
  const heap = new Heap();
  if (hi >= from) heap.push(bound(Math.max(lo, from), hi));
  if (lo <= -from) heap.push(bound(lo, Math.min(hi, -from)));
  let cells = 1;
  let attainable = 0;
  for (;;) {
    const top = heap.top();
    if (top === undefined) return { bound: 0, cells: 0, lo, hi };
    const middle = between(top.lo, top.hi);
    if (top.lo === top.hi && single !== undefined && top.run !== true && top.bound > enough) {
      heap.pop();
      heap.push({ ...top, bound: Math.min(top.bound, single(top.lo)), run: true });
      continue;
    }
    const done = top.bound <= Math.max(enough, attainable * (1 + tightness)) || cells >= maxCells;
    const whole = continuum && !(middle > top.lo && middle < top.hi);
    if (done || whole || top.lo === top.hi) return { ...top, cells };
    heap.pop();
    cells++;
    const [alone, rest] = continuum ? [undefined] : powerAside(top, format);
    if (alone !== undefined) {
      heap.push(bound(alone, alone));
      heap.push(bound(...rest));
      continue;
    }
    if (!(middle > top.lo && middle < top.hi)) {
      // Two neighbours: each by itself.
      heap.push(bound(top.lo, top.lo));
      heap.push(bound(top.hi, top.hi));
      continue;
    }
    if (top.whole === undefined || top.bound > top.whole * SETTLED)
      attainable = Math.max(attainable, attainableIn(top, attainable));
    heap.push(bound(top.lo, middle, top.bound));
    heap.push(bound(middle, top.hi, top.bound));
  }
}

const finite = (x: number): number => (Number.isFinite(x) ? x : 0);

/**
 * The power of two that a cell within a binade begins with, and the rest: |f| may lie below it there, where its ulp is the
 * half, and above it from the next number on, which no halving of a cell shows soon.
 */
function powerAside(
  { lo, hi }: Cell,
  format: Format,
): [alone: number, rest: readonly [number, number]] | [undefined] {
  const near = lo > 0 ? lo : hi;
  if (lo === hi || Math.abs(near) !== powerOfTwo(exponentOf(near)) || !inOneBinade(lo, hi))
    return [undefined];
  const next = near + Math.sign(near) * format.ulp(near);
  return [near, lo > 0 ? [next, hi] : [lo, next]];
}

/** A number inside a cell of one sign: by exponent while the ends are binades apart, by value then. */
function between(lo: number, hi: number): number {
  if (lo < 0) return -between(-hi, -lo);
  const [a, b] = [exponentOf(lo), exponentOf(hi)];
  if (b - a >= 2) return powerOfTwo(Math.floor((a + b) / 2));
  return b > a && powerOfTwo(b) > lo && powerOfTwo(b) < hi ? powerOfTwo(b) : lo + (hi - lo) / 2;
}

/** Largest bound first; equal bounds by place, so that the order never depends on chance. */
class Heap {
  private readonly items: Cell[] = [];

  top(): Cell | undefined {
    return this.items[0];
  }

  push(cell: Cell): void {
    const { items } = this;
    let i = items.length;
    items.push(cell);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(items[i], items[parent])) break;
      [items[i], items[parent]] = [items[parent], items[i]];
      i = parent;
    }
  }

  pop(): void {
    const { items } = this;
    const last = items.pop() as Cell;
    if (items.length === 0) return;
    items[0] = last;
    for (let i = 0; ;) {
      let best = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < items.length && before(items[child], items[best])) best = child;
      }
      if (best === i) return;
      [items[i], items[best]] = [items[best], items[i]];
      i = best;
    }
  }
}

function before(a: Cell, b: Cell): boolean {
  if (a.bound !== b.bound) return a.bound > b.bound;
  return a.hi - a.lo !== b.hi - b.lo ? a.hi - a.lo > b.hi - b.lo : a.lo < b.lo;
}
