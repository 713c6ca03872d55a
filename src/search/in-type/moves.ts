import type { Format } from '../../number/format.ts';
import { solveLinear } from '../machine/discrete-minimax.ts';
import { reduceLattice } from '../machine/reduce-lattice.ts';

/** A move: a whole number of steps for each constant, a step being the unit in its last place. */
export type Move = readonly number[];

export type Moves = {
  /** Size of one step of each constant. */
  readonly steps: readonly number[];
  /** A reduced basis of the moves: short in what they do to the results, nearly orthogonal. */
  readonly basis: readonly Move[];
  /** The largest change of a result (in half widths) that each basis move makes. */
  readonly effects: readonly number[];
  /** Whole steps nearest to a real change of the constants, rounded along the basis (Babai). */
  nearest(change: readonly number[]): Move;
};

/** Bits of the columns that the lattice reduction looks at. */
const BITS = 40;

/**
 * The moves of constants within their format, reduced by what they do at the inputs: single constants moved by an
 * ulp nearly undo one another, combinations of the reduced basis do not.
 */
export function latticeMoves(
  values: readonly number[],
  format: Format,
  slopes: readonly Float64Array[],
  half: Float64Array,
): Moves {
  const steps = values.map((value) => format.ulp(value));
  const columns = slopes.map((column, j) => column.map((s, i) => (s * steps[j]) / half[i]));
  const largest = columns.reduce((most, column) => Math.max(most, sizeOf(column)), 0);
  const transform = reduced(columns, largest);
  const basis = transform.map((row) => row.map(Number));
  const effects = basis.map((move) => sizeOf(effectOf(move, columns)));
  return { steps, basis, effects, nearest: (change) => roundAlong(change, steps, basis) };
}

/** The constants after `times` × a move, or `undefined` when one leaves the format's numbers. */
export function applyMove(
  values: readonly number[],
  move: Move,
  times: number,
  steps: readonly number[],
  format: Format,
): number[] | undefined {
  const moved: number[] = [];
  for (let j = 0; j < values.length; j++) {
    // A move across a power of two may end between two numbers: rounded there.
    const value = move[j] === 0 ? values[j] : format.round(values[j] + times * move[j] * steps[j]);
    if (!Number.isFinite(value)) return undefined;
    moved.push(value);
  }
  return moved;
}

function reduced(columns: readonly Float64Array[], largest: number): readonly (readonly bigint[])[] {
  const identity = columns.map((_, i) => columns.map((__, j) => (i === j ? 1n : 0n)));
  if (!(largest > 0) || !Number.isFinite(largest)) return identity;
  const smallest = columns.reduce((least, column) => Math.min(least, sizeOf(column) || largest), largest);
  // The least column keeps bits enough to tell directions apart.
  const scale = 2 ** Math.min(BITS + Math.ceil(Math.log2(largest / smallest)), 200) / largest;
  const integers = columns.map((column) => Array.from(column, (v) => BigInt(Math.round(v * scale))));
  const gram = integers.map((a) => integers.map((b) => a.reduce((sum, v, i) => sum + v * b[i], 0n)));
  try {
    return reduceLattice(gram).transform;
  } catch (error) {
    if (error instanceof RangeError) return identity;
    throw error;
  }
}

function effectOf(move: Move, columns: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(columns[0]?.length ?? 0);
  move.forEach((m, j) => {
    if (m !== 0) for (let i = 0; i < out.length; i++) out[i] += m * columns[j][i];
  });
  return out;
}

function sizeOf(column: Float64Array): number {
  return column.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
}

/** Coordinates of the change in the basis, rounded, as steps again: the basis is unimodular, so it can be inverted. */
function roundAlong(change: readonly number[], steps: readonly number[], basis: readonly Move[]): Move {
  const n = steps.length;
  const wanted = change.map((c, j) => c / steps[j]);
  const solved = solveRows(basis, wanted);
  if (solved === undefined) return wanted.map(Math.round);
  const out = Array.from({ length: n }, () => 0);
  solved.forEach((times, k) => {
    const whole = Math.round(times);
    for (let j = 0; j < n; j++) out[j] += whole * basis[k][j];
  });
  return out;
}

/** z with Σ z[k]·basis[k] = wanted. */
function solveRows(basis: readonly Move[], wanted: readonly number[]): number[] | undefined {
  return solveLinear(
    wanted.map((_, j) => basis.map((row) => row[j])),
    wanted,
  );
}
