import { closeVectors } from './close-vectors.ts';
import type { CoefficientLattice } from './coefficient-lattice.ts';
import { discreteMinimax, type DiscreteMinimax } from './discrete-minimax.ts';
import { MinimaxRegion } from './minimax-region.ts';

export type LatticeSearch = {
  /** Best first; shared by all binade patterns. Errors are in the samples' scale. */
  best: { coefficients: number[]; error: number }[];
  keep: number;
  /** Linear programs, and nodes of enumerations, at most. */
  maxPrograms: number;
  /** Branches kept at each level of the first descent. */
  beam: number;
  maxNodes: number;
  /** Coefficients of a lattice point, or `undefined` when one is outside its format. */
  accept(coordinates: readonly bigint[]): number[] | undefined;
};

export type LatticeSearchResult = {
  readonly programs: number;
  readonly nodes: number;
  /** Every lattice point better than the last kept one was seen. */
  readonly complete: boolean;
};

// Errors this near (relatively) to the real minimax are as good as it: below lie the samples' own roundings.
const RESOLUTION = 1e-11;

/**
 * Lists the lattice points whose error is below the best known, by branch and bound. A branch fixes the last
 * coordinates in the reduced basis; its bound is the real minimax error over the others (a linear program), which
 * is convex in each coordinate, so the nearest integers come first and a side ends at its first failure. Where the
 * lattice is fine against the room that the bound leaves, the points of that room are enumerated instead.
 */
export function searchLattice(
  lattice: CoefficientLattice,
  root: DiscreteMinimax,
  search: LatticeSearch,
): LatticeSearchResult {
  return new Search(lattice, root, search).run();
}

class Search {
  private readonly lattice: CoefficientLattice;
  private readonly search: LatticeSearch;
  private readonly root: DiscreteMinimax;
  /** One unit of the lattice's doubles, in the samples' scale. */
  private readonly scale: number;
  private readonly order: readonly number[];
  private readonly points: Float64Array;
  private readonly columns: readonly Float64Array[];
  /** The samples that linear programs look at: a subset, so their optima stay lower bounds. */
  private readonly few: readonly number[];
  private readonly fewColumns: readonly Float64Array[];
  private readonly errors: Float64Array;
  private readonly z: Float64Array;
  private hard = 0;
  private programs = 0;
  private nodes = 0;
  private complete = true;

  constructor(lattice: CoefficientLattice, root: DiscreteMinimax, search: LatticeSearch) {
    this.lattice = lattice;
    this.search = search;
    this.root = root;
    this.scale = 2 ** lattice.unit;
    const { points } = lattice.samples;
    this.order = points.map((_, i) => i).sort((a, b) => points[a] - points[b]);
    this.points = Float64Array.from(this.order, (i) => points[i]);
    this.columns = lattice.basis.map((column) => Float64Array.from(this.order, (i) => column[i]));
    const must = new Set(root.reference);
    this.few = this.order.flatMap((i, k) => (k % 3 === 0 || must.has(i) ? [k] : []));
    this.fewColumns = this.columns.map((column) => Float64Array.from(this.few, (k) => column[k]));
    this.errors = new Float64Array(points.length);
    this.z = new Float64Array(this.columns.length);
  }

  run(): LatticeSearchResult {
    const residual = Float64Array.from(this.order, (i) => this.lattice.residual[i]);
    const at = new Map(this.few.map((k, position) => [this.order[k], position]));
    const reference = this.root.reference.map((i) => at.get(i) as number);
    const minimax = { ...this.root, reference };
    this.beam(residual, minimax);
    this.branch(this.columns.length, residual, minimax);
    const { programs, nodes, complete } = this;
    return { programs, nodes, complete };
  }

  /** Error that a new point must be below (lattice units). */
  private bound(): number {
    return (this.search.best[this.search.keep - 1]?.error ?? Infinity) / this.scale;
  }

  private spent(): boolean {
    const spent = this.programs >= this.search.maxPrograms || this.nodes >= this.search.maxNodes;
    if (spent) this.complete = false;
    return spent;
  }

  /** Fixes coordinates from the last to the first, keeping the `beam` branches of least bound: a good start. */
  private beam(residual: Float64Array, minimax: DiscreteMinimax): void {
    type Branch = { z: Float64Array; residual: Float64Array; minimax: DiscreteMinimax };
    let branches: Branch[] = [{ z: this.z.slice(), residual, minimax }];
    for (let level = this.columns.length - 1; level >= 0; level--) {
      const column = this.columns[level];
      const next: Branch[] = [];
      for (const branch of branches) {
        const best = branch.minimax.coordinates[level];
        const nearest = Math.round(best);
        const side = best >= nearest ? 1 : -1;
        for (const value of [nearest, nearest + side, nearest - side, nearest + 2 * side]) {
          const moved = branch.residual.map((r, i) => r + value * column[i]);
          const child = this.solve(level, moved, branch.minimax.reference);
          if (child === undefined) continue;
          if (child.error * (1 + RESOLUTION) >= this.bound()) {
            if (value === nearest) break;
            continue;
          }
          const z = branch.z.slice();
          z[level] = value;
          next.push({ z, residual: moved, minimax: child });
        }
      }
      // A stable sort: equal bounds keep the order in which they were found.
      branches = next.sort((a, b) => a.minimax.error - b.minimax.error).slice(0, this.search.beam);
    }
    for (const branch of branches) {
      this.z.set(branch.z);
      this.offer((i) => branch.residual[i]);
    }
    this.z.fill(0);
  }

  private branch(free: number, residual: Float64Array, minimax: DiscreteMinimax): void {
    if (free === 0) {
      this.offer((i) => residual[i]);
      return;
    }
    if (minimax.error * (1 + RESOLUTION) >= this.bound() || this.spent()) return;
    if (this.enumerate(free, residual, minimax)) return;
    const level = free - 1;
    const column = this.columns[level];
    const best = minimax.coordinates[level];
    const nearest = Math.round(best);
    const first = best >= nearest ? 1 : -1;
    const open = [true, true];
    for (let k = 0; open[0] || open[1]; k++) {
      const side = k % 2;
      if (!open[side]) continue;
      const value = nearest + (side === 0 ? -first * (k / 2) : first * ((k + 1) / 2));
      const next = residual.map((r, i) => r + value * column[i]);
      const child = this.solve(level, next, minimax.reference);
      if (child === undefined) {
        this.complete = false;
        open[side] = false;
        continue;
      }
      if (child.error * (1 + RESOLUTION) >= this.bound()) {
        open[side] = false;
        continue;
      }
      this.z[level] = value;
      this.branch(level, next, child);
      this.z[level] = 0;
      if (this.spent()) return;
    }
  }

  /** Real minimax over the first `free` coordinates. */
  private solve(
    free: number,
    residual: Float64Array,
    reference: readonly number[],
  ): DiscreteMinimax | undefined {
    this.programs++;
    const few = Float64Array.from(this.few, (k) => residual[k]);
    const columns = this.fewColumns.slice(0, free);
    if (free === 0) {
      const error = few.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
      return {
        coordinates: new Float64Array(0),
        error,
        reference: [0],
        signs: [1],
        weights: [1],
        converged: true,
      };
    }
    const spread = Array.from({ length: free + 1 }, (_, i) =>
      Math.round(((i + 0.5) * (few.length - 1)) / (free + 1)),
    );
    return (
      discreteMinimax(few, columns, reference.slice(0, free + 1)) ?? discreteMinimax(few, columns, spread)
    );
  }

  /** Lists the points of the branch by enumeration when the lattice is fine enough there; true when it did. */
  private enumerate(free: number, residual: Float64Array, minimax: DiscreteMinimax): boolean {
    const reference = minimax.reference.map((position) => this.few[position]);
    for (let draw = 0; draw < 40; draw++) {
      const limit = this.bound();
      if (limit === Infinity) return false;
      if (!(limit > minimax.error * (1 + RESOLUTION))) return true;
      const columns = this.columns.slice(0, free);
      const region = new MinimaxRegion(columns, { ...minimax, reference }, limit);
      const frame = region.frame;
      if (frame === undefined) return true;
      if (draw === 0 && frame.rows[free - 1][free - 1] > 0.75 * Math.sqrt(region.polytope.radius2))
        return false;
      let redraw = false;
      const run = closeVectors(frame, region.polytope, this.search.maxNodes - this.nodes, (coordinates) => {
        const z = region.original(coordinates);
        const sum = (i: number): number => {
          let error = residual[i];
          for (let j = 0; j < free; j++) error += z[j] * columns[j][i];
          return error;
        };
        for (let j = 0; j < free; j++) this.z[j] = z[j];
        this.nodes += 1;
        if (this.offer(sum)) redraw = this.bound() - minimax.error < 0.9 * (limit - minimax.error);
        return !redraw && this.nodes < this.search.maxNodes;
      });
      this.z.fill(0, 0, free);
      this.nodes += run.nodes;
      if (redraw && !this.spent()) continue;
      if (!run.complete) this.complete = false;
      return true;
    }
    this.complete = false;
    return true;
  }

  /** Measures the point `z`, whose errors are given, and keeps it when it is among the best. */
  private offer(errorAt: (index: number) => number): boolean {
    const limit = this.bound();
    const error = this.supremum(errorAt, limit);
    this.nodes += error === Infinity ? 4 : 40;
    if (!(error < limit)) return false;
    const coefficients = this.search.accept(this.lattice.coordinates(this.z));
    return coefficients !== undefined && insert(this.search, coefficients, error * this.scale);
  }

  /**
   * Largest error over the samples, each local maximum by the parabola through its neighbours; Infinity as soon as
   * a sample is above `limit`.
   */
  private supremum(errorAt: (index: number) => number, limit: number): number {
    const { errors } = this;
    const count = errors.length;
    if (Math.abs(errorAt(this.hard)) > limit) return Infinity;
    let largest = 0;
    for (let stride = 16; stride >= 1; stride = stride === 16 ? 1 : 0) {
      for (let i = 0; i < count; i += stride) {
        const error = errorAt(i);
        errors[i] = error;
        const size = Math.abs(error);
        if (size > limit) {
          this.hard = i;
          return Infinity;
        }
        if (size > largest) largest = size;
      }
      if (stride === 1) break;
    }
    const floor = 0.98 * largest;
    for (let i = 1; i + 1 < count; i++) {
      const size = Math.abs(errors[i]);
      if (size < floor || size < Math.abs(errors[i - 1]) || size < Math.abs(errors[i + 1])) continue;
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
}

/** Adds a polynomial in order of error (text order on ties); false when it is there already, measured as well. */
function insert(search: LatticeSearch, coefficients: number[], error: number): boolean {
  const { best, keep } = search;
  const key = coefficients.join();
  const same = best.findIndex((known) => known.coefficients.join() === key);
  if (same >= 0 && best[same].error <= error) return false;
  if (same >= 0) best.splice(same, 1);
  best.push({ coefficients, error });
  best.sort((a, b) => a.error - b.error || (a.coefficients.join() < b.coefficients.join() ? -1 : 1));
  best.length = Math.min(best.length, keep);
  return true;
}
