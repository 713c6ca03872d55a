import { linearStep } from '../in-type/linear-step.ts';
import type { Tuned, WordLoss, WordRange } from './tune-words.ts';
import type { SlotType } from './word-structure.ts';

/** Writes the signed errors with these constants, in the measure, at the first points of a sample. */
export type WordResiduals = (words: Int32Array, into: Float64Array) => void;

/** What a fit works on: errors at points, and how words of the constants are moved. */
export type WordFit = {
  readonly residuals: WordResiduals;
  readonly points: number;
  readonly slots: readonly SlotType[];
  readonly range: WordRange;
};

/** Steps of differences: a share of a float's value; for an integer this share of an octave. */
const SHARE = 2 ** -9;
/** A float of 0 has no share; it is moved by this. */
const LEAST = 2 ** -12;
const DAMPING = 1e-3;
const MOST_DAMPING = 1e6;
/** Fractions of a step that are tried, and what a minimax step must gain to be worth another. */
const HALVINGS = 5;
const GAIN = 1e-5;
/** Octaves on either side of an integer, places in each, minima that are followed, and iterations of their fits. */
const PROFILE_REACH = 2;
const PROFILE_STEPS = 16;
const PROFILE_TRIED = 3;
const PROFILE_ITERATIONS = 8;
/** A minimum is followed to its end if it is within this factor of the best. */
const PROFILE_HOPE = 1.2;
const SETTLED_ITERATIONS = 3;

/**
 * Constants by least squares (Levenberg, 1944; Marquardt, 1963, with the scaling of the latter): floats move by
 * value, so constants that the result is linear in are found in one step; integers by words. Differences are taken in
 * the arithmetic of the program, with steps far above its rounding.
 * @param free which constants are moved
 * @returns constants of a sum of squares no larger than at the start
 */
export function fitSquares(
  fit: WordFit,
  start: Int32Array,
  free: readonly number[],
  iterations: number,
): Int32Array {
  const moving = free.filter((i) => fit.slots[i] !== 'count');
  const n = moving.length;
  const words = start.slice();
  const now = new Float64Array(fit.points);
  const next = new Float64Array(fit.points);
  fit.residuals(words, now);
  let sum = squares(now);
  let damping = DAMPING;
  for (let k = 0; n > 0 && k < iterations && Number.isFinite(sum); k++) {
    const columns = differences(fit, words, moving, now);
    if (columns === undefined) break;
    const matrix = columns.map((a) => columns.map((b) => dot(a, b)));
    const right = columns.map((a) => -dot(a, now));
    const before = sum;
    for (; damping < MOST_DAMPING; damping *= 10) {
      const step = solveDamped(matrix, right, damping);
      if (step === undefined) continue;
      const trial = moved(fit, words, moving, step, 1);
      if (trial === undefined) continue;
      fit.residuals(trial, next);
      const reached = squares(next);
      if (!(reached < sum)) continue;
      sum = reached;
      words.set(trial);
      now.set(next);
      damping = Math.max(damping / 10, 1e-9);
      break;
    }
    if (!(sum < before * (1 - 1e-3))) break;
  }
  return words;
}

/**
 * Constants of the least largest error, all moved together: the errors are linearised, the linear minimax problem is
 * solved by exchange, and as much of the step is taken as helps (Osborne & Watson, An algorithm for minimax
 * approximation in the nonlinear case, Computer Journal 12, 1969). It follows ridges that single moves get stuck on.
 * @param kinds constants that are moved
 */
export function fitLargest(
  fit: WordFit,
  start: Tuned,
  loss: WordLoss,
  iterations: number,
  kinds: readonly SlotType[] = ['float', 'int'],
): Tuned {
  const moving = fit.slots.flatMap((type, i) => (kinds.includes(type) ? [i] : []));
  const value = new Float64Array(fit.points);
  const middle = new Float64Array(fit.points);
  const half = new Float64Array(fit.points).fill(1);
  let best = start;
  for (let k = 0; k < iterations; k++) {
    fit.residuals(best.words, value);
    const slopes = value.every(Number.isFinite) ? differences(fit, best.words, moving, value) : undefined;
    const step = slopes && linearStep({ value, middle, half, slopes });
    if (step === undefined || !(step.violation < best.error)) break;
    const before = best.error;
    for (let h = 0, share = 1; h < HALVINGS; h++, share /= 2) {
      const words = moved(fit, best.words, moving, step.change, share);
      const error = words === undefined ? Infinity : loss(words, best.error);
      if (words === undefined || !(error < best.error)) continue;
      best = { words, error };
      break;
    }
    if (!(best.error < before * (1 - GAIN))) break;
  }
  return best;
}

/**
 * Every integer constant in turn tried over octaves on both sides, with the floats fitted anew at each: the error a
 * program can reach has several minima in an integer that stands for a float, and moves of that alone do not get
 * from one to the next.
 * @param few the same fit on a few points, on which the places to start from are chosen
 */
export function profile(fit: WordFit, few: WordFit, start: Tuned, loss: WordLoss): Tuned {
  const { slots, range } = fit;
  const floats = slots.flatMap((type, i) => (type === 'float' ? [i] : []));
  const errors = new Float64Array(few.points);
  let best = start;
  for (const [i, type] of slots.entries()) {
    if (type !== 'int') continue;
    const places: Tuned[] = [];
    for (let k = -PROFILE_REACH * PROFILE_STEPS; k <= PROFILE_REACH * PROFILE_STEPS; k++) {
      const words = start.words.slice();
      words[i] += Math.round((k / PROFILE_STEPS) * range.octave);
      const fitted = fitSquares(few, words, floats, PROFILE_ITERATIONS);
      few.residuals(fitted, errors);
      places.push({ words: fitted, error: squares(errors) });
    }
    // Beside each minimum of the profile; ends count.
    const minima = places.filter(
      ({ error }, k) =>
        error <= (places[k - 1]?.error ?? Infinity) && error < (places[k + 1]?.error ?? Infinity),
    );
    minima.sort((a, b) => a.error - b.error);
    for (const { words } of minima.slice(0, PROFILE_TRIED)) {
      let found = fitLargest(fit, { words, error: loss(words, Infinity) }, loss, PROFILE_ITERATIONS);
      if (!(found.error < PROFILE_HOPE * best.error)) continue;
      found = settleIntegers(fit, found, loss, 1 / PROFILE_STEPS);
      if (found.error < best.error) best = found;
    }
  }
  return best;
}

/**
 * Integer constants moved by halved steps, the floats at their minimax for each. Where the error has a kink in an
 * integer (a carry into the exponent), linear steps stop short of it, and this does not.
 * @param reach the first step, in octaves
 */
export function settleIntegers(fit: WordFit, start: Tuned, loss: WordLoss, reach: number): Tuned {
  let best = start;
  const integers = fit.slots.flatMap((type, i) => (type === 'int' ? [i] : []));
  for (let step = Math.round(fit.range.octave * reach); step >= 1; step = Math.floor(step / 2)) {
    for (const i of integers) {
      for (const move of [step, -step]) {
        const words = best.words.slice();
        words[i] += move;
        const trial = { words, error: loss(words, Infinity) };
        const found = fitLargest(fit, trial, loss, SETTLED_ITERATIONS, ['float']);
        if (!(found.error < best.error)) continue;
        best = found;
        break;
      }
    }
  }
  return best;
}

/** How errors change with each constant: with its value, or with its word in octaves. `undefined`: not finite. */
function differences(
  { residuals, points, slots, range }: WordFit,
  words: Int32Array,
  moving: readonly number[],
  now: Float64Array,
): Float64Array[] | undefined {
  const trial = words.slice();
  const columns: Float64Array[] = [];
  for (const i of moving) {
    const column = new Float64Array(points);
    let width = SHARE;
    if (slots[i] === 'float') {
      const value = range.decode(words[i]);
      trial[i] = range.encode(value + (Math.abs(value) * SHARE || LEAST));
      width = range.decode(trial[i]) - value;
    } else trial[i] = words[i] + range.octave * SHARE;
    residuals(trial, column);
    trial[i] = words[i];
    for (let p = 0; p < points; p++) column[p] = (column[p] - now[p]) / width;
    if (!(width > 0) || !Number.isFinite(squares(column))) return undefined;
    columns.push(column);
  }
  return columns;
}

/** Words after a share of a step; `undefined` where a constant would be no number. */
function moved(
  { slots, range }: WordFit,
  words: Int32Array,
  moving: readonly number[],
  step: readonly number[],
  share: number,
): Int32Array | undefined {
  const trial = words.slice();
  for (const [k, i] of moving.entries()) {
    if (slots[i] === 'float') {
      trial[i] = range.encode(range.decode(words[i]) + share * step[k]);
      if (!range.isFinite(trial[i])) return undefined;
    } else {
      const change = Math.round(share * step[k] * range.octave);
      if (!(Math.abs(change) < 2 ** (range.bits - 1))) return undefined;
      trial[i] = words[i] + change;
    }
  }
  return trial;
}

/** (M + λ·diag M) s = r by Cholesky; `undefined` when that is not positive definite. */
function solveDamped(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
  damping: number,
): number[] | undefined {
  const n = right.length;
  const lower = matrix.map((row) => [...row]);
  const solved = [...right];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j] * (i === j ? 1 + damping : 1);
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
      if (i !== j) lower[i][j] = sum / lower[j][j];
      else if (sum > 0) lower[i][i] = Math.sqrt(sum);
      else return undefined;
    }
    for (let k = 0; k < i; k++) solved[i] -= lower[i][k] * solved[k];
    solved[i] /= lower[i][i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) solved[i] -= lower[k][i] * solved[k];
    solved[i] /= lower[i][i];
  }
  return solved.every(Number.isFinite) ? solved : undefined;
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
