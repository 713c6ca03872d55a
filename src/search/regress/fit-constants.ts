import type { Formula } from './formula.ts';
import type { FormulaMachine } from './formula-machine.ts';
import { solveDefinite } from './least-squares.ts';

export type Fitted = {
  readonly values: readonly number[];
  /** Weighted sum of squared errors. */
  readonly loss: number;
};

/** A step that gains less than this part of the loss is the last. */
const LEAST_GAIN = 1e-6;
const RIDGE = 1e-13;

/**
 * Levenberg (1944) and Marquardt (1963): the constants of a formula that minimise its squared error, from where they
 * are; those that are exact stay. `undefined` when the formula is undefined on a row.
 * @param steps at most so many accepted or refused steps
 */
export function fitConstants(formula: Formula, machine: FormulaMachine, steps: number): Fitted | undefined {
  const free = freeConstants(formula);
  let values = [...formula.values];
  let loss = machine.loss(formula, values);
  if (!Number.isFinite(loss)) return undefined;
  if (free.length === 0 || free.length > machine.rows) return { values, loss };
  const p = free.length;
  let damping = 1e-3;
  let system = machine.normalEquations(formula, values, free);
  let still = 0;
  const unbounded = machine.data.loss?.nats === true;
  for (let step = 0; step < steps && (loss > 0 || unbounded); step++) {
    if (!system.vector.every(Number.isFinite)) break;
    // Unit diagonal: scales of the constants do not matter.
    const scale = Float64Array.from({ length: p }, (_, j) => Math.sqrt(system.matrix[j * p + j]) || 1);
    const matrix = system.matrix.map((a, at) => a / (scale[Math.floor(at / p)] * scale[at % p]));
    for (let j = 0; j < p; j++) matrix[j * p + j] = 1 + damping;
    const move = solveDefinite(
      matrix,
      system.vector.map((g, j) => g / scale[j]),
    );
    const tried = [...values];
    if (move !== undefined) free.forEach((at, j) => (tried[at] += move[j] / scale[j]));
    const triedLoss = move === undefined ? NaN : machine.loss(formula, tried);
    if (triedLoss < loss) {
      still = triedLoss > loss - LEAST_GAIN * Math.abs(loss) ? still + 1 : 0;
      [values, loss] = [tried, triedLoss];
      damping = Math.max(damping / 10, 1e-14);
      if (still >= 2) break;
      system = machine.normalEquations(formula, values, free);
    } else {
      damping *= 8;
      if (damping > 1e8) break;
    }
  }
  return { values, loss };
}

export function freeConstants({ values, exact }: Formula): number[] {
  return values.map((_, i) => i).filter((i) => exact?.[i] === undefined);
}

/**
 * Standard deviations of the free constants at a minimum, by the normal equations and the loss there; `Infinity` for
 * those that the data do not fix.
 * @param floor a mean square that every error has at least: the rounding of the data
 */
export function constantDeviations(
  formula: Formula,
  machine: FormulaMachine,
  floor: number,
): ReadonlyMap<number, number> {
  const free = freeConstants(formula);
  const p = free.length;
  const { loss, matrix } = machine.normalEquations(formula, formula.values, free);
  const own = machine.data.loss;
  const mean = loss / Math.max(1, machine.rows - p);
  // Half the scale of costs, which is that of likelihoods, or the likeliest.
  const variance = own?.nats === true ? 0.5 : Math.max(((own?.degree ?? 2) / 2) * mean, floor);
  const result = new Map<number, number>();
  const scale = Float64Array.from({ length: p }, (_, j) => Math.sqrt(matrix[j * p + j]) || 1);
  const scaled = matrix.map((a, at) => a / (scale[Math.floor(at / p)] * scale[at % p]));
  // A ridge, so that constants which only together are free (a·(b·x)) do not hide what is known of the others.
  for (let j = 0; j < p; j++) scaled[j * p + j] += RIDGE;
  free.forEach((at, j) => {
    const unit = Float64Array.from({ length: p }, (_, k) => (k === j ? 1 : 0));
    const column = solveDefinite(scaled, unit);
    const square = column === undefined ? NaN : (variance * column[j]) / scale[j] ** 2;
    result.set(at, square >= 0 ? Math.sqrt(square) : Infinity);
  });
  return result;
}
