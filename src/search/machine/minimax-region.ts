import type { LatticeFrame, Polytope } from './close-vectors.ts';
import { type DiscreteMinimax, solveLinear } from './discrete-minimax.ts';
import { orthogonalFactor } from './orthogonal-factor.ts';
import { reduceLattice } from './reduce-lattice.ts';

/**
 * Where the changes of a minimax fit lie that keep its error at most `limit` (E). At a reference point with sign s
 * and dual weight w, the change δ obeys −(E − E*)(1 − w)/w ≤ s·δ ≤ E − E*, since |r + δ| ≤ E and Σ w·s·δ = 0: a
 * polytope, and the ball through the corners of its box. Each reference point is scaled so that its range has
 * width 2, and the lattice is reduced in that metric.
 */
export class MinimaxRegion {
  readonly polytope: Polytope;
  /** `undefined` when no point has error at most `limit`. */
  readonly frame: LatticeFrame | undefined;
  /** Half-ranges of the reference points' errors. */
  readonly halves: readonly number[];
  private rows: readonly (readonly number[])[];

  constructor(columns: readonly Float64Array[], minimax: DiscreteMinimax, limit: number) {
    const { reference, signs, weights, error } = minimax;
    const gap = limit - error;
    const lows = weights.map((w) =>
      w > 1e-9 ? Math.max(-limit - error, (-gap * (1 - w)) / w) : -limit - error,
    );
    this.halves = lows.map((low) => (gap - low) / 2);
    const { halves } = this;
    const scaled = columns.map((values) =>
      Float64Array.from(reference, (p, k) => (signs[k] * values[p]) / halves[k]),
    );
    const middles = Float64Array.from(lows, (low, k) => (gap + low) / 2 / halves[k]);
    this.rows = reduceColumns(scaled);
    const reduced = this.rows.map((row) => combine(row, scaled));
    const { directions, rows, right, rest2 } = orthogonalFactor(reduced, middles);
    const radius2 = reference.length * (1 + 1e-9) - rest2;
    this.polytope = {
      lo: Float64Array.from(lows, (low, k) => low / halves[k]),
      hi: Float64Array.from(halves, (half) => gap / half),
      weights: Float64Array.from(weights, (w, k) => Math.max(w, 0) * halves[k]),
      radius2,
    };
    if (!(gap > 0) || !(radius2 > 0)) return;
    const zero = this.reducedCoordinates(minimax.coordinates);
    if (zero === undefined) return;
    const offset = backSubstitute(rows, right);
    this.frame = { directions, rows, centre: zero.map((v, j) => v + offset[j]), zero };
  }

  /** Coordinates in the columns given, of a point in the reduced ones. */
  original(coordinates: ArrayLike<number>): Float64Array {
    const out = new Float64Array(this.rows.length);
    this.rows.forEach((row, j) => {
      for (let k = 0; k < out.length; k++) out[k] += coordinates[j] * row[k];
    });
    return out;
  }

  private reducedCoordinates(original: ArrayLike<number>): Float64Array | undefined {
    const transposed = this.rows.map((_, k) => this.rows.map((row) => row[k]));
    const solved = solveLinear(transposed, Array.from(original));
    return solved === undefined ? undefined : Float64Array.from(solved);
  }
}

/** Rows of a unimodular matrix that reduces the columns; the identity when doubles cannot tell. */
function reduceColumns(columns: readonly Float64Array[]): number[][] {
  const largest = columns.reduce((a, column) => column.reduce((b, v) => Math.max(b, Math.abs(v)), a), 0);
  try {
    // BigInt refuses, with a RangeError too, what is no number.
    const integers = columns.map((column) =>
      Array.from(column, (v) => BigInt(Math.round((v / largest) * 2 ** 50))),
    );
    const gram = integers.map((a) => integers.map((b) => a.reduce((sum, v, i) => sum + v * b[i], 0n)));
    return reduceLattice(gram).transform.map((row) => row.map(Number));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return columns.map((_, i) => columns.map((__, j) => (i === j ? 1 : 0)));
  }
}

function combine(row: readonly number[], columns: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(columns[0].length);
  row.forEach((c, j) => {
    if (c !== 0) for (let k = 0; k < out.length; k++) out[k] += c * columns[j][k];
  });
  return out;
}

/** x with rows·x = right, rows upper triangular. */
export function backSubstitute(rows: readonly Float64Array[], right: Float64Array): Float64Array {
  const d = rows.length;
  const x = new Float64Array(d);
  for (let i = d - 1; i >= 0; i--) {
    let sum = right[i];
    for (let j = i + 1; j < d; j++) sum -= rows[i][j] * x[j];
    x[i] = sum / rows[i][i];
  }
  return x;
}
