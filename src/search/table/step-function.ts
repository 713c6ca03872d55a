import { leastSquares, segmentSquares, type Moments } from './segment-squares.ts';

/** A piecewise constant function: `ends` between its levels, one fewer than those. */
export type StepFunction = {
  readonly ends: readonly number[];
  readonly levels: readonly number[];
  /** ∫ (f − steps)² times the density. */
  readonly error: number;
  /** No piecewise constant function of so many levels comes below this (up to the quadrature's rounding). */
  readonly bound: number;
};

export type StepTask = {
  /** NaN at isolated places at most. */
  readonly f: (x: number) => number;
  readonly lo: number;
  readonly hi: number;
  readonly density: (x: number) => number;
};

/** An interval with the moments of f in it. */
type Cell = {
  readonly lo: number;
  readonly hi: number;
  readonly weight: number;
  readonly mean: number;
  readonly spread: number;
  /** Of f in it, ends included: so a jump is seen however near to an end. */
  readonly least: number;
  readonly most: number;
};

/** Cells: first equal ones, then the one in which f varies most is halved, until there are so many. */
const FIRST = 64;
const CELLS = 1 << 11;
/** Halving ends at cells of this share of the interval: a jump is in one then. */
const NARROWEST = 2 ** -40;
/** Cells in which f is flat are halved as if it varied by this share (squared) of its range. */
const FLAT = 1e-8;
const MOST_ROUNDS = 200;
const SETTLED = 1e-13;

/** Gauss–Legendre, five points on [−1, 1] (Abramowitz & Stegun, table 25.4). */
const NODES = [-0.906179845938664, -0.5384693101056831, 0, 0.5384693101056831, 0.906179845938664];
const WEIGHTS = [
  0.2369268850561891, 0.4786286704993665, 0.5688888888888889, 0.4786286704993665, 0.2369268850561891,
];

/**
 * The best piecewise constant functions of 1, 2, …, `most` levels under a density, by squares: dynamic programming
 * over cells that are small where f changes, so that no choice of ends among those of cells does better; then ends
 * move within their cells, where f is the mean of the levels beside it, and levels with them (Lloyd 1982).
 */
export function stepFunctions(task: StepTask, most: number): StepFunction[] {
  const cells = cellsOf(task);
  const moments: Moments = {
    weights: cells.map(({ weight }) => weight),
    values: cells.map(({ mean }) => mean),
    spread: cells.map(({ spread }) => spread),
  };
  const bounds = leastSquares(moments, most);
  return segmentSquares(moments, most).map(({ starts, levels, error }, k) => {
    const ends = starts.slice(1, -1).map((i) => cells[i].lo);
    const found = settle(task, cells, { ends, levels, error });
    // Sums of the same numbers in another order may differ in their last digits.
    return { ...found, bound: Math.min(bounds[k], found.error) };
  });
}

/** ∫ (f − steps)² times the density, for any ends and levels: those of someone else. */
export function stepError(task: StepTask, ends: readonly number[], levels: readonly number[]): number {
  const cells = cellsOf(task);
  const places = [task.lo, ...ends, task.hi];
  return levels.reduce(
    (error, level, k) =>
      error +
      cellsWithin(task, cells, places[k], places[k + 1]).reduce(
        (sum, { spread, weight, mean }) => sum + spread + weight * (mean - level) ** 2,
        0,
      ),
    0,
  );
}

function cellsOf(task: StepTask): Cell[] {
  const { lo, hi } = task;
  const place = (i: number): number => (i === FIRST ? hi : lo + ((hi - lo) * i) / FIRST);
  const cells = Array.from({ length: FIRST }, (_, i) => cell(task, place(i), place(i + 1)));
  const narrowest = (hi - lo) * NARROWEST;
  const height = rangeOf(cells.flatMap(({ least, most }) => [least, most]));
  // What a cell adds to the error, and, much less, what leaving it out takes from the bound.
  const worth = ({ weight, least, most, lo: a, hi: b }: Cell): number =>
    b - a > narrowest ? weight * ((most - least) ** 2 + FLAT * height ** 2) : 0;
  while (cells.length < CELLS) {
    let [at, largest] = [-1, 0];
    for (const [i, one] of cells.entries()) {
      const value = worth(one);
      if (value > largest) [at, largest] = [i, value];
    }
    if (at < 0) break;
    const { lo: a, hi: b } = cells[at];
    const middle = (a + b) / 2;
    cells.splice(at, 1, cell(task, a, middle), cell(task, middle, b));
  }
  return cells;
}

const rangeOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

function cell({ f, density }: StepTask, lo: number, hi: number): Cell {
  const half = (hi - lo) / 2;
  const values: number[] = [];
  const weights: number[] = [];
  for (const [k, node] of NODES.entries()) {
    const x = lo + half * (1 + node);
    const y = f(x);
    values.push(Number.isNaN(y) ? f(lo + half * (1 + node * 0.999)) : y);
    weights.push(WEIGHTS[k] * half * density(x));
  }
  const weight = weights.reduce((sum, w) => sum + w, 0);
  const mean = weight > 0 ? values.reduce((sum, y, k) => sum + weights[k] * y, 0) / weight : values[2];
  const spread = values.reduce((sum, y, k) => sum + weights[k] * (y - mean) ** 2, 0);
  const all = [f(lo), ...values, f(hi)].filter((y) => !Number.isNaN(y));
  return { lo, hi, weight, mean, spread, least: Math.min(...all), most: Math.max(...all) };
}

type Steps = Omit<StepFunction, 'bound'>;

/** Ends and levels moved in turn, as long as that helps. */
function settle(task: StepTask, cells: readonly Cell[], start: Steps): Steps {
  let best = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const ends = best.ends.map((end, k) =>
      crossing(task, cells, end, (best.levels[k] + best.levels[k + 1]) / 2),
    );
    if (ends.some((end, k) => k > 0 && !(end > ends[k - 1]))) break;
    const next = levelled(task, cells, ends);
    if (!(next.error < best.error)) break;
    const gained = best.error - next.error;
    best = next;
    if (gained <= SETTLED * best.error) break;
  }
  return best;
}

/** Where f takes a value within a cell's reach of an end; the end itself where it does not. */
function crossing({ f }: StepTask, cells: readonly Cell[], end: number, value: number): number {
  const at = cellAt(cells, end);
  let low = cells[Math.max(0, cells[at].lo === end ? at - 1 : at)].lo;
  let high = cells[at].hi;
  const rises = f(high) > f(low);
  const isBelow = (x: number): boolean => f(x) < value === rises;
  if (!isBelow(low) || isBelow(high)) return end;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The cell with x in it, or beginning there. */
function cellAt(cells: readonly Cell[], x: number): number {
  let [low, high] = [0, cells.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (cells[middle].lo <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The best levels for these ends. */
function levelled(task: StepTask, cells: readonly Cell[], ends: readonly number[]): Steps {
  const places = [task.lo, ...ends, task.hi];
  const levels: number[] = [];
  let error = 0;
  for (let k = 0; k + 1 < places.length; k++) {
    const inside = cellsWithin(task, cells, places[k], places[k + 1]);
    const weight = inside.reduce((sum, c) => sum + c.weight, 0);
    const level =
      weight > 0 ? inside.reduce((sum, c) => sum + c.weight * c.mean, 0) / weight : inside[0].mean;
    levels.push(level);
    error += inside.reduce((sum, c) => sum + c.spread + c.weight * (c.mean - level) ** 2, 0);
  }
  return { ends, levels, error };
}

/** Whole cells of an interval, and the parts at its ends. */
function cellsWithin(task: StepTask, cells: readonly Cell[], lo: number, hi: number): Cell[] {
  const found: Cell[] = [];
  for (let i = cellAt(cells, lo); i < cells.length && cells[i].lo < hi; i++) {
    const [a, b] = [Math.max(lo, cells[i].lo), Math.min(hi, cells[i].hi)];
    if (b > a) found.push(a === cells[i].lo && b === cells[i].hi ? cells[i] : cell(task, a, b));
  }
  return found;
}
