import { solveDefinite } from '../least-squares.ts';
import { DifferentialSystem, type Segment } from './differential-system.ts';
import type { Formula } from '../formula.ts';
import type { InputSource } from './trajectory.ts';

export type IntegrationFit = {
  /** The constants of each formula. */
  readonly constants: readonly (readonly number[])[];
  /** Where each segment starts. */
  readonly starts: readonly Float64Array[];
  /** Mean squared errors of each state. */
  readonly squares: readonly number[];
  /** p × p: the information of the data on the free constants, starts being free too, in units of the weights. */
  readonly information: Float64Array;
  /** How much a change of a start has grown along a segment, at most: large where solutions are chaotic. */
  readonly growth: number;
};

export type IntegrationFitOptions = {
  /** Weight of each state's squared error. */
  readonly weights: readonly number[];
  readonly steps: number;
  readonly tolerance: number;
  /** Where the segments start; absent: at the data. */
  readonly starts?: readonly Float64Array[];
};

/** A gain below this part of the loss, twice, is the end. */
const LEAST_GAIN = 1e-5;

/**
 * Constants and starts that bring the solutions nearest to the data (multiple shooting; Bock 1983): Levenberg and Marquardt's
 * steps, with the starts, which concern one segment each, eliminated first.
 * @returns `undefined` when the solution cannot be followed from where the fit begins
 */
export function fitByIntegration(
  formulas: readonly Formula[],
  sources: readonly InputSource[],
  segments: readonly Segment[],
  { weights, steps, tolerance, starts: given }: IntegrationFitOptions,
): IntegrationFit | undefined {
  const system = new DifferentialSystem(formulas, sources);
  const n = formulas.length;
  let constants: readonly (readonly number[])[] = formulas.map(({ values }) => [...values]);
  let starts = given ?? segments.map((segment) => startOf(segment, n));
  let squares = errorsOf(system, segments, starts, constants, tolerance);
  let loss = total(squares, weights);
  if (!Number.isFinite(loss)) return undefined;
  let equations = equationsOf(system, segments, starts, constants, weights, tolerance);
  if (equations === undefined) return undefined;
  let damping = 1e-4;
  let still = 0;
  for (let step = 0; step < steps && loss > 0; step++) {
    const move = solved(equations, n, system.free.length, damping);
    let better:
      { constants: number[][]; starts: Float64Array[]; squares: number[]; loss: number } | undefined;
    if (move !== undefined) {
      const moved = constants.map((values) => [...values]);
      system.free.forEach(({ formula, constant }, j) => (moved[formula][constant] += move.constants[j]));
      const begun = starts.map((start, k) => start.map((x, i) => x + move.starts[k][i]));
      const errors = errorsOf(system, segments, begun, moved, tolerance);
      const found = total(errors, weights);
      if (found < loss) better = { constants: moved, starts: begun, squares: errors, loss: found };
    }
    if (better === undefined) {
      damping *= 10;
      if (damping > 1e6) break;
      continue;
    }
    still = better.loss > loss * (1 - LEAST_GAIN) ? still + 1 : 0;
    ({ constants, starts, squares, loss } = better);
    const next = equationsOf(system, segments, starts, constants, weights, tolerance);
    if (next === undefined) break;
    equations = next;
    if (still >= 2) break;
    damping = Math.max(damping / 10, 1e-12);
  }
  return {
    constants,
    starts,
    squares,
    growth: equations.growth,
    information: reduced(equations, n, system.free.length, 0)?.matrix ?? new Float64Array(0),
  };
}

function startOf({ trajectory, from }: Segment, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => trajectory.states[i][from]);
}

function total(squares: readonly number[], weights: readonly number[]): number {
  return squares.reduce((sum, square, i) => sum + square * weights[i], 0);
}

/** Mean squared errors of each state; NaN where a solution could not be followed. */
function errorsOf(
  system: DifferentialSystem,
  segments: readonly Segment[],
  starts: readonly Float64Array[],
  constants: readonly (readonly number[])[],
  tolerance: number,
): number[] {
  const n = system.formulas.length;
  const sums = system.formulas.map(() => 0);
  let rows = 0;
  for (const [k, segment] of segments.entries()) {
    const solution = system.solve(segment, starts[k], constants, tolerance);
    const { trajectory, from, to } = segment;
    rows += to - from;
    for (let row = from; row < to; row++) {
      for (let i = 0; i < n; i++)
        sums[i] += (trajectory.states[i][row] - solution[(row - from) * n + i]) ** 2;
    }
    if (!sums.every(Number.isFinite)) return sums.map(() => NaN);
  }
  return sums.map((sum) => sum / rows);
}

/** Normal equations: of the constants (p × p), of each segment's start (n × n), and between the two (n × p). */
type Equations = {
  readonly growth: number;
  readonly matrix: Float64Array;
  readonly vector: Float64Array;
  readonly parts: readonly {
    readonly own: Float64Array;
    readonly between: Float64Array;
    readonly vector: Float64Array;
  }[];
};

function equationsOf(
  system: DifferentialSystem,
  segments: readonly Segment[],
  starts: readonly Float64Array[],
  constants: readonly (readonly number[])[],
  weights: readonly number[],
  tolerance: number,
): Equations | undefined {
  const n = system.formulas.length;
  const p = system.free.length;
  const q = n + p;
  const width = n + n * q;
  const matrix = new Float64Array(p * p);
  const vector = new Float64Array(p);
  let [rows, growth] = [0, 0];
  for (const { from, to } of segments) rows += to - from;
  const parts: Equations['parts'][number][] = [];
  for (const [k, segment] of segments.entries()) {
    const solution = system.solveWithDerivatives(segment, starts[k], constants, tolerance);
    const own = new Float64Array(n * n);
    const between = new Float64Array(n * p);
    const right = new Float64Array(n);
    const { trajectory, from, to } = segment;
    for (let row = from; row < to; row++) {
      const base = (row - from) * width;
      for (let i = 0; i < n; i++) {
        const w = weights[i] / rows;
        const residual = trajectory.states[i][row] - solution[base + i];
        const slope = base + n + i * q;
        for (let a = 0; a < q; a++) {
          const wa = w * solution[slope + a];
          if (a < n) growth = Math.max(growth, Math.abs(solution[slope + a]));
          if (a < n) right[a] += wa * residual;
          else vector[a - n] += wa * residual;
          for (let b = 0; b <= a; b++) {
            const add = wa * solution[slope + b];
            if (a < n) own[a * n + b] += add;
            else if (b < n) between[b * p + a - n] += add;
            else matrix[(a - n) * p + b - n] += add;
          }
        }
      }
    }
    for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) own[b * n + a] = own[a * n + b];
    if (!right.every(Number.isFinite)) return undefined;
    parts.push({ own, between, vector: right });
  }
  for (let a = 0; a < p; a++) for (let b = 0; b < a; b++) matrix[b * p + a] = matrix[a * p + b];
  return vector.every(Number.isFinite) ? { growth, matrix, vector, parts } : undefined;
}

/** The equations of the constants alone, and what gives the starts from them. */
function reduced(equations: Equations, n: number, p: number, damping: number) {
  const { matrix: whole, vector: right, parts } = equations;
  const matrix = whole.slice();
  const vector = right.slice();
  for (let a = 0; a < p; a++) matrix[a * p + a] *= 1 + damping;
  const back: { readonly alone: Float64Array; readonly by: readonly Float64Array[] }[] = [];
  for (const { own, between, vector: v } of parts) {
    const damped = own.slice();
    for (let a = 0; a < n; a++) damped[a * n + a] = damped[a * n + a] * (1 + damping) + 1e-300;
    const alone = solveDefinite(damped, v);
    if (alone === undefined) return undefined;
    const by: Float64Array[] = [];
    for (let j = 0; j < p; j++) {
      const column = Float64Array.from({ length: n }, (_, i) => between[i * p + j]);
      const solution = solveDefinite(damped, column);
      if (solution === undefined) return undefined;
      by.push(solution);
    }
    for (let a = 0; a < p; a++) {
      for (let i = 0; i < n; i++) {
        vector[a] -= between[i * p + a] * alone[i];
        for (let b = 0; b < p; b++) matrix[a * p + b] -= between[i * p + a] * by[b][i];
      }
    }
    back.push({ alone, by });
  }
  return { matrix, vector, back };
}

function solved(equations: Equations, n: number, p: number, damping: number) {
  const system = reduced(equations, n, p, damping);
  if (system === undefined) return undefined;
  const { matrix, vector, back } = system;
  const scale = Float64Array.from({ length: p }, (_, j) => Math.sqrt(Math.abs(matrix[j * p + j])) || 1);
  const unit = matrix.map((a, at) => a / (scale[Math.floor(at / p)] * scale[at % p]));
  for (let j = 0; j < p; j++) unit[j * p + j] += 1e-13;
  const constants =
    p === 0
      ? new Float64Array(0)
      : solveDefinite(
          unit,
          vector.map((g, j) => g / scale[j]),
        )?.map((x, j) => x / scale[j]);
  if (constants === undefined || !constants.every(Number.isFinite)) return undefined;
  const starts = back.map(({ alone, by }) =>
    alone.map((x, i) => x - by.reduce((sum, column, j) => sum + column[i] * constants[j], 0)),
  );
  return { constants, starts };
}
