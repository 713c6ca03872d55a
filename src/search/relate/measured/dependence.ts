/** A column that is a combination of those kept before it: Σ by[i]·column i, i over the kept ones. */
export type Dependence = { readonly by: readonly number[] };

/** Squared share of a column that must be left after projection to project it only once (Kahan's "twice is enough"). */
const ONCE = 0.5;

/**
 * Columns of measured numbers, told apart into independent ones and combinations of earlier ones: Gram–Schmidt, twice where
 * it cancels. All columns have the same length.
 */
export class ColumnSpace {
  /** Orthonormal; the k-th kept column is Σ upper[k][i]·basis[i], i ≤ k. */
  private readonly basis: Float64Array[] = [];
  private readonly upper: number[][] = [];

  get size(): number {
    return this.basis.length;
  }

  /**
   * The column as a combination of those kept, if what is left of it is at most `tolerance` of it.
   * It is not kept by this: see {@link keep}.
   */
  dependence(column: Float64Array, tolerance: number): Dependence | undefined {
    const { parts, rest } = this.project(column);
    if (norm(rest) > tolerance * norm(column)) return undefined;
    const by = Array.from({ length: this.size }, () => 0);
    for (let k = this.size - 1; k >= 0; k--) {
      let sum = parts[k];
      for (let j = k + 1; j < this.size; j++) sum -= by[j] * this.upper[j][k];
      by[k] = sum / this.upper[k][k];
    }
    return { by };
  }

  /** Adds a column to those that others may be combinations of; one that is 0 beside them is left out. */
  keep(column: Float64Array): boolean {
    const { parts, rest } = this.project(column);
    const length = norm(rest);
    if (!(length > 1e-14 * norm(column))) return false;
    this.upper.push([...parts, length]);
    this.basis.push(rest.map((x) => x / length));
    return true;
  }

  private project(column: Float64Array): { parts: number[]; rest: Float64Array } {
    const rest = Float64Array.from(column);
    const parts = Array.from({ length: this.size }, () => 0);
    for (let pass = 0; pass < 2; pass++) {
      const before = norm(rest);
      for (const [k, q] of this.basis.entries()) {
        let dot = 0;
        for (let i = 0; i < q.length; i++) dot += q[i] * rest[i];
        parts[k] += dot;
        for (let i = 0; i < q.length; i++) rest[i] -= dot * q[i];
      }
      if (norm(rest) > ONCE * before) break;
    }
    return { parts, rest };
  }
}

function norm(column: Float64Array): number {
  let sum = 0;
  for (const x of column) sum += x * x;
  return Math.sqrt(sum);
}
