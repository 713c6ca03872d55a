/**
 * Called at each lattice point found with its coordinates (shared array: copy to keep); false ends the search.
 */
export type LatticeVisitor = (coordinates: Float64Array) => boolean;

/**
 * The points δ of a lattice (columns of Q·R) that are to be listed: those of the polytope lo ≤ δ ≤ hi (entrywise) in
 * the hyperplane Σ weights·δ = 0, all inside the ball |δ − Q·Qᵀ·middle| ≤ radius about its middle.
 */
export type Polytope = {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  /** ≥ 0; all 0 when there is no such condition. The lattice must obey it. */
  readonly weights: Float64Array;
  readonly radius2: number;
};

export type LatticeFrame = {
  /** Orthonormal vectors, and the upper triangular factor by rows: column j is Σ rows[i][j]·directions[i]. */
  readonly directions: readonly Float64Array[];
  readonly rows: readonly Float64Array[];
  /** Real coordinates of the ball's middle; integer z stands for δ = Σ (z − zero)·column. */
  readonly centre: Float64Array;
  readonly zero: Float64Array;
};

/**
 * Lists lattice points of a polytope by Schnorr & Euchner's zigzag, nearest branches first (Math. Programming 66,
 * 1994). A branch fixes the projection π of δ; it is left when π is outside the ball's, or when no point of the
 * polytope has that projection, tested in the direction u from the middle to π: u·π > max over the polytope of u·δ
 * (Ritter 1996 for cubes; Schnorr & Hörner, EUROCRYPT 1995). The order is the same on every machine.
 * @returns Nodes visited, and whether the list is complete.
 */
export function closeVectors(
  frame: LatticeFrame,
  polytope: Polytope,
  maxNodes: number,
  visit: LatticeVisitor,
): { readonly nodes: number; readonly complete: boolean } {
  const { directions, rows, centre, zero } = frame;
  const { radius2 } = polytope;
  const n = rows.length;
  if (n === 0) return { nodes: 0, complete: true };
  const z = new Float64Array(n);
  const step = new Float64Array(n);
  const middle = new Float64Array(n);
  const distance2 = new Float64Array(n + 1);
  // Projections from the middle (u) of the branch above each level, and what the middle itself adds to u·π.
  const size = directions[0].length;
  const projections = Array.from({ length: n + 1 }, () => new Float64Array(size));
  const shift = projectedMiddle(rows, centre, zero);
  const along = new Float64Array(n + 1);
  let nodes = 0;
  const enter = (level: number): void => {
    let sum = 0;
    for (let j = level + 1; j < n; j++) sum += rows[level][j] * (z[j] - centre[j]);
    middle[level] = centre[level] - sum / rows[level][level];
    z[level] = Math.round(middle[level]);
    step[level] = middle[level] >= z[level] ? 1 : -1;
  };
  const advance = (level: number): void => {
    z[level] += step[level];
    step[level] = step[level] > 0 ? -step[level] - 1 : -step[level] + 1;
  };
  let level = n - 1;
  enter(level);
  for (;;) {
    if (++nodes > maxNodes) return { nodes, complete: false };
    const offset = rows[level][level] * (z[level] - middle[level]);
    const total = distance2[level + 1] + offset * offset;
    if (total > radius2) {
      // Candidates at a level come in order of distance: the rest of it is outside too.
      level++;
      if (level === n) return { nodes, complete: true };
      advance(level);
      continue;
    }
    const u = projections[level];
    const above = projections[level + 1];
    const direction = directions[level];
    for (let k = 0; k < size; k++) u[k] = above[k] + offset * direction[k];
    along[level] = along[level + 1] + offset * shift[level];
    if (total + along[level] > support(polytope, u) + 1e-9) {
      advance(level);
      continue;
    }
    if (level > 0) {
      distance2[level] = total;
      level--;
      enter(level);
      continue;
    }
    if (!visit(z)) return { nodes, complete: false };
    advance(0);
  }
}

/** Coordinates of the middle (as δ) along the directions. */
function projectedMiddle(
  rows: readonly Float64Array[],
  centre: Float64Array,
  zero: Float64Array,
): Float64Array {
  return Float64Array.from(rows, (row, i) => {
    let sum = 0;
    for (let j = i; j < rows.length; j++) sum += row[j] * (centre[j] - zero[j]);
    return sum;
  });
}

/** An upper bound on u·δ over the polytope: over the box, and over the box shifted along the hyperplane's normal. */
function support({ lo, hi, weights }: Polytope, u: Float64Array): number {
  let box = 0;
  let least = Infinity;
  for (let k = 0; k < u.length; k++) {
    box += u[k] > 0 ? u[k] * hi[k] : u[k] * lo[k];
    if (weights[k] > 0) least = Math.min(least, u[k] / weights[k]);
  }
  if (least === Infinity) return box;
  // u·δ = (u − λ·weights)·δ for any λ; with λ = least all entries are ≥ 0, so only upper bounds count.
  let upper = 0;
  for (let k = 0; k < u.length; k++) {
    const v = u[k] - least * weights[k];
    upper += v > 0 ? v * hi[k] : v * lo[k];
  }
  return Math.min(box, upper);
}
