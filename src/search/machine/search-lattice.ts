import { closeVectors, type LatticeFrame, type Polytope } from './close-vectors.ts';
import type { CoefficientLattice } from './coefficient-lattice.ts';
import type { DiscreteMinimax } from './discrete-minimax.ts';
import { orthogonalFactor } from './orthogonal-factor.ts';
import { reduceLattice } from './reduce-lattice.ts';

export type LatticeSearch = {
  /** Best first; shared by all binade patterns. Errors are in the samples' scale. */
  best: { coefficients: number[]; error: number }[];
  keep: number;
  maxNodes: number;
  /** Coefficients of a lattice point, or `undefined` when one is outside its format. */
  accept(coordinates: readonly bigint[]): number[] | undefined;
};

export type LatticeSearchResult = {
  readonly nodes: number;
  /** Every lattice point better than the last kept one was seen. */
  readonly complete: boolean;
  /** The real minimax coefficients, and how far a better polynomial's coefficients can be from them (samples' scale). */
  readonly centre: readonly number[];
  readonly widths: readonly number[];
};

/**
 * Lists the lattice points whose error can be below the best known one. They lie in a polytope about the minimax
 * fit: at a reference point i with sign s and dual weight w, the change δ obeys
 * −(E − E*)(1 − w)/w ≤ s·δ ≤ E − E* (from |r + δ| ≤ E and Σ w·s·δ = 0), so in the ellipsoid through the corners of
 * this box, which is enumerated; when E falls, the ellipsoid is drawn anew.
 */
export function searchLattice(
  lattice: CoefficientLattice,
  minimax: DiscreteMinimax,
  search: LatticeSearch,
): LatticeSearchResult {
  const scale = 2 ** lattice.unit;
  const pass = new Pass(lattice, minimax);
  const kept = (): number => (search.best[search.keep - 1]?.error ?? Infinity) / scale;
  // With nothing known, begin where about one lattice point is to be expected, and go on outwards.
  let guess = pass.expectedError();
  let nodes = 0;
  let complete = false;
  const dbg = [0, 0];
  let widths: Float64Array = new Float64Array(lattice.exponents.length);
  for (let round = 0; round < 100 && nodes < search.maxNodes; round++) {
    const limit = Math.min(guess, kept());
    const region = pass.region(limit);
    if (region === undefined) {
      complete = kept() <= limit;
      if (complete) break;
      guess = minimax.error + 1.25 * (guess - minimax.error);
      continue;
    }
    widths = pass.widths(region);
    if (process.env.DBG) console.log("diag", region.frame.rows.map((r, i) => r[i].toPrecision(3)).join(" "), "r2", region.polytope.radius2, "centre", [...region.frame.centre].map((v) => v.toPrecision(4)).join(" "), minimax.weights.map((v) => v.toPrecision(2)).join(" "), region.polytope.lo, region.polytope.hi);
    let redraw = false;
    const run = closeVectors(region.frame, region.polytope, search.maxNodes - nodes, (z) => {
      const bound = Math.min(kept(), limit);
      const error = pass.supremum(z, bound);
      if (process.env.DBG) dbg[error < bound ? 1 : 0]++;
      if (process.env.DBG && error < bound && dbg[1] < 5) console.log(error*scale, lattice.coordinates(z), search.accept(lattice.coordinates(z)), lattice.exponents);
      if (!(error < bound)) return true;
      const coefficients = search.accept(lattice.coordinates(z));
      if (coefficients === undefined || !insert(search, coefficients, error * scale)) return true;
      redraw = kept() - minimax.error < 0.9 * (limit - minimax.error);
      return !redraw;
    });
    if (process.env.DBG) console.log(round, "limit", limit * scale, "E*", minimax.error * scale, "nodes", dbg, run.nodes, run.complete, "kept", kept() * scale, redraw);
    nodes += run.nodes;
    if (redraw) continue;
    if (!run.complete) break;
    if (kept() <= limit) {
      complete = true;
      break;
    }
    guess = minimax.error + 1.25 * (limit - minimax.error);
  }
  return { nodes, complete, centre: pass.centreCoefficients(), widths: [...widths] };
}

/** Adds a polynomial in order of error (text order on ties); false when it is there already. */
function insert(search: LatticeSearch, coefficients: number[], error: number): boolean {
  const { best, keep } = search;
  const key = coefficients.join();
  if (best.some((known) => known.coefficients.join() === key)) return false;
  best.push({ coefficients, error });
  best.sort((a, b) => a.error - b.error || (a.coefficients.join() < b.coefficients.join() ? -1 : 1));
  best.length = Math.min(best.length, keep);
  return true;
}

type Region = { readonly frame: LatticeFrame; readonly polytope: Polytope };

/** One lattice with the doubles its search needs. */
class Pass {
  private readonly lattice: CoefficientLattice;
  private readonly minimax: DiscreteMinimax;
  /** Real minimax error at the samples, in order of x. */
  private readonly centreError: Float64Array;
  private readonly points: Float64Array;
  private readonly order: readonly number[];
  private columns: Float64Array[] = [];
  private middle: Float64Array;
  private readonly errors: Float64Array;
  private hard = 0;

  constructor(lattice: CoefficientLattice, minimax: DiscreteMinimax) {
    const { points } = lattice.samples;
    const order = points.map((_, i) => i).sort((a, b) => points[a] - points[b]);
    this.lattice = lattice;
    this.minimax = minimax;
    this.order = order;
    this.points = Float64Array.from(order, (i) => lattice.samples.points[i]);
    this.middle = Float64Array.from(minimax.coordinates);
    this.errors = new Float64Array(order.length);
    this.centreError = Float64Array.from(order, (i) => {
      let sum = lattice.residual[i];
      for (let j = 0; j < lattice.basis.length; j++) sum += minimax.coordinates[j] * lattice.basis[j][i];
      return sum;
    });
    this.arrange();
  }

  private arrange(): void {
    this.columns = this.lattice.basis.map((column) => Float64Array.from(this.order, (i) => column[i]));
  }

  /**
   * Largest |error| of a lattice point on the samples, each local maximum by the parabola through its
   * neighbours; stops early, with Infinity, as soon as a sample is above `limit`.
   */
  supremum(z: ArrayLike<number>, limit: number): number {
    const { columns, errors, centreError, middle } = this;
    const d = columns.length;
    const count = errors.length;
    const at = (i: number): number => {
      let sum = centreError[i];
      for (let j = 0; j < d; j++) sum += (z[j] - middle[j]) * columns[j][i];
      return sum;
    };
    if (Math.abs(at(this.hard)) > limit) return Infinity;
    for (let i = 0; i < count; i += 16) {
      if (Math.abs(at(i)) > limit) {
        this.hard = i;
        return Infinity;
      }
    }
    let largest = 0;
    for (let i = 0; i < count; i++) {
      const error = at(i);
      errors[i] = error;
      const size = Math.abs(error);
      if (size > limit) {
        this.hard = i;
        return Infinity;
      }
      if (size > largest) largest = size;
    }
    const floor = 0.98 * largest;
    for (let i = 1; i + 1 < count; i++) {
      const b = Math.abs(errors[i]);
      if (b < floor || b < Math.abs(errors[i - 1]) || b < Math.abs(errors[i + 1])) continue;
      largest = Math.max(largest, this.top(i));
    }
    return largest > limit ? Infinity : largest;
  }

  private top(i: number): number {
    const { errors, points } = this;
    const sign = errors[i] < 0 ? -1 : 1;
    const u = points[i - 1] - points[i];
    const v = points[i + 1] - points[i];
    const f0 = sign * errors[i];
    const a = (sign * errors[i - 1] - f0) / u;
    const b = (sign * errors[i + 1] - f0) / v;
    const curvature = (b - a) / (v - u);
    const slope = a - curvature * u;
    return curvature < 0 ? f0 - (slope * slope) / (4 * curvature) : f0;
  }

  /** An error at which the search region has about the volume of one lattice cell. */
  expectedError(): number {
    const d = this.columns.length;
    let gap = Math.max(...this.columns.map((column) => column.reduce((a, v) => Math.max(a, Math.abs(v)), 0)));
    for (let round = 0; round < 4; round++) {
      const region = this.region(this.minimax.error + gap);
      if (region === undefined) gap *= 2;
      else {
        const { frame, polytope } = region;
        let logVolume = (d / 2) * Math.log(Math.PI * polytope.radius2) - logGamma(d / 2 + 1);
        frame.rows.forEach((row, i) => (logVolume -= Math.log(row[i])));
        gap *= Math.exp(-logVolume / d);
      }
    }
    return this.minimax.error + gap;
  }

  /** The region of points with error at most `limit`; `undefined` when it is empty. */
  region(limit: number): Region | undefined {
    const gap = limit - this.minimax.error;
    if (!(gap > 0)) return undefined;
    let system = this.slabs(limit, gap);
    // The basis was reduced for another quadratic form; a few steps suit it to this one.
    const reduced = reduceFactor(orthogonalFactor(system.columns, system.middles).rows);
    if (reduced !== undefined) {
      this.lattice.changeBasis(reduced);
      // Coordinates of the same real point in the new basis: middle = new · rows.
      this.middle = solveTransposed(reduced, this.middle);
      this.arrange();
      system = this.slabs(limit, gap);
    }
    const { directions, rows, right, rest2 } = orthogonalFactor(system.columns, system.middles);
    const radius2 = (rows.length + 1) * (1 + 1e-9) - rest2;
    if (!(radius2 > 0)) return undefined;
    const offset = backSubstitute(rows, right);
    const centre = Float64Array.from(this.middle, (m, j) => m + offset[j]);
    const frame = { directions, rows, centre, zero: Float64Array.from(this.middle) };
    return { frame, polytope: { lo: system.lo, hi: system.hi, weights: system.weights, radius2 } };
  }

  /** The bounds of each reference point's change, scaled to width 2. */
  private slabs(limit: number, gap: number) {
    const { reference, signs, weights, error } = this.minimax;
    const lows = weights.map((w) =>
      w > 1e-9 ? Math.max(-limit - error, (-gap * (1 - w)) / w) : -limit - error,
    );
    const halves = lows.map((low) => (gap - low) / 2);
    return {
      columns: this.lattice.basis.map((values) =>
        Float64Array.from(reference, (p, k) => (signs[k] * values[p]) / halves[k]),
      ),
      lo: Float64Array.from(lows, (low, k) => low / halves[k]),
      hi: Float64Array.from(halves, (half) => gap / half),
      middles: Float64Array.from(lows, (low, k) => (gap + low) / 2 / halves[k]),
      weights: Float64Array.from(weights, (w, k) => Math.max(w, 0) * halves[k]),
    };
  }

  /** How far from the minimax fit the region's polynomials can be, in each monomial coefficient (samples' scale). */
  widths({ frame, polytope }: Region): Float64Array {
    const { transform, exponents } = this.lattice;
    const { rows } = frame;
    const solved = new Float64Array(rows.length);
    return Float64Array.from(exponents, (e, k) => {
      // Largest of a·δ over |R·δ|² ≤ ρ² is ρ·|R⁻ᵀ·a|.
      let norm2 = 0;
      for (let i = 0; i < rows.length; i++) {
        let sum = Number(transform[i][k]);
        for (let j = 0; j < i; j++) sum -= rows[j][i] * solved[j];
        solved[i] = sum / rows[i][i];
        norm2 += solved[i] * solved[i];
      }
      return Math.sqrt(polytope.radius2 * norm2) * 2 ** e;
    });
  }

  /** Monomial coefficients of the real minimax fit (samples' scale). */
  centreCoefficients(): number[] {
    const { origin, transform, exponents } = this.lattice;
    return exponents.map((e, k) => {
      let sum = Number(origin[k]);
      for (let j = 0; j < transform.length; j++) sum += this.middle[j] * Number(transform[j][k]);
      return sum * 2 ** e;
    });
  }
}

/** log Γ(x) for x > 0, to a few digits (Stirling). */
function logGamma(x: number): number {
  return x < 8
    ? logGamma(x + 1) - Math.log(x)
    : (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x);
}

/** LLL on the columns of a triangular factor; `undefined` when they are reduced already. */
function reduceFactor(rows: readonly Float64Array[]): bigint[][] | undefined {
  const d = rows.length;
  const largest = Math.max(...rows.map((row) => Math.max(...row.map(Math.abs))));
  const integers = rows.map((row) => Array.from(row, (v) => BigInt(Math.round((v / largest) * 2 ** 50))));
  const gram = Array.from({ length: d }, (_, a) =>
    Array.from({ length: d }, (__, b) => {
      let sum = 0n;
      for (let i = 0; i < d; i++) sum += integers[i][a] * integers[i][b];
      return sum;
    }),
  );
  try {
    const { transform } = reduceLattice(gram);
    const identity = transform.every((row, i) => row.every((v, j) => v === (i === j ? 1n : 0n)));
    return identity ? undefined : transform;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** x with xᵀ·rows = yᵀ, by elimination in doubles (rows are a unimodular matrix of small integers). */
function solveTransposed(rows: readonly (readonly bigint[])[], y: ArrayLike<number>): Float64Array {
  const d = rows.length;
  const a = Array.from({ length: d }, (_, i) => [...rows.map((row) => Number(row[i])), y[i]]);
  for (let c = 0; c < d; c++) {
    let pivot = c;
    for (let i = c + 1; i < d; i++) if (Math.abs(a[i][c]) > Math.abs(a[pivot][c])) pivot = i;
    [a[c], a[pivot]] = [a[pivot], a[c]];
    for (let i = c + 1; i < d; i++) {
      const factor = a[i][c] / a[c][c];
      if (factor !== 0) for (let j = c; j <= d; j++) a[i][j] -= factor * a[c][j];
    }
  }
  const x = new Float64Array(d);
  for (let i = d - 1; i >= 0; i--) {
    let sum = a[i][d];
    for (let j = i + 1; j < d; j++) sum -= a[i][j] * x[j];
    x[i] = sum / a[i][i];
  }
  return x;
}

function backSubstitute(rows: readonly Float64Array[], right: Float64Array): Float64Array {
  const d = rows.length;
  const x = new Float64Array(d);
  for (let i = d - 1; i >= 0; i--) {
    let sum = right[i];
    for (let j = i + 1; j < d; j++) sum -= rows[i][j] * x[j];
    x[i] = sum / rows[i][i];
  }
  return x;
}
