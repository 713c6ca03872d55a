import { absolute, primitiveVector } from './integers.ts';
import { kernelLattice } from './kernel-lattice.ts';
import { nullspace } from './nullspace.ts';

/** Most faces, and most points of one parallelepiped, that are looked at. */
const LIMITS = { dimension: 5, faces: 5_000, points: 20_000 } as const;

/**
 * The Hilbert basis of {v ≥ 0 : A·v = 0, v integer}: all nonzero solutions that are no sum of two others, least sum
 * first. In coordinates of the kernel lattice the solutions are a cone; its extreme rays have most entries 0, and every
 * element of the basis is a ray or lies in the half-open parallelepiped of as many rays as the dimension (Carathéodory;
 * Schrijver, Theory of Linear and Integer Programming, §16.4), whose points are a finite group and are all listed.
 * @returns `undefined` when there are too many to look at
 */
export function hilbertBasis(rows: readonly (readonly bigint[])[], columns: number): bigint[][] | undefined {
  const lattice = kernelLattice(rows, columns);
  const d = lattice.length;
  if (d === 0) return [];
  if (d > LIMITS.dimension) return undefined;
  const solution = (t: readonly bigint[]): bigint[] =>
    Array.from({ length: columns }, (_, j) => t.reduce((sum, x, i) => sum + x * lattice[i][j], 0n));
  const rays = extremeRays(lattice, columns, solution);
  if (rays === undefined) return undefined;
  const candidates = rays.map(solution);
  for (const chosen of subsets(rays.length, d)) {
    const points = parallelepiped(chosen.map((i) => rays[i]));
    if (points === undefined) return undefined;
    candidates.push(...points.map(solution));
  }
  const least: bigint[][] = [];
  const total = (v: readonly bigint[]): bigint => v.reduce((sum, x) => sum + x, 0n);
  for (const v of candidates.toSorted((a, b) => Number(total(a) - total(b)))) {
    // v − s is a solution too: v is no new one.
    if (!least.some((s) => s.every((x, j) => x <= v[j]))) least.push(v);
  }
  return least;
}

/** Coordinates of the primitive solutions ≥ 0 with as many independent zeros as a ray needs. */
function extremeRays(
  lattice: readonly (readonly bigint[])[],
  columns: number,
  solution: (t: readonly bigint[]) => bigint[],
): bigint[][] | undefined {
  const d = lattice.length;
  const rays = new Map<string, bigint[]>();
  let faces = 0;
  for (const zeros of subsets(columns, d - 1)) {
    if (++faces > LIMITS.faces) return undefined;
    const kernel = nullspace(
      zeros.map((j) => lattice.map((row) => row[j])),
      d,
    );
    if (kernel.length !== 1) continue;
    const ray = primitiveVector(kernel[0]);
    for (const t of [ray, ray.map((x) => -x)]) {
      const v = solution(t);
      if (v.every((x) => x >= 0n)) rays.set(v.join(), t);
    }
  }
  return [...rays.values()];
}

/** The integer points Σ λᵢ·rayᵢ with 0 ≤ λᵢ < 1, but for 0; none when the rays are dependent. */
function parallelepiped(rays: readonly (readonly bigint[])[]): bigint[][] | undefined {
  const d = rays.length;
  const determinant = determinantOf(rays);
  if (determinant === 0n) return [];
  if (absolute(determinant) > LIMITS.points) return undefined;
  /** λ·determinant, by Cramer's rule. */
  const weights = (t: readonly bigint[]): bigint[] => rays.map((_, i) => determinantOf(rays.with(i, t)));
  const folded = (t: readonly bigint[]): bigint[] => {
    const floors = weights(t).map((w) => {
      const quotient = w / determinant;
      return w % determinant !== 0n && w < 0n !== determinant < 0n ? quotient - 1n : quotient;
    });
    return t.map((x, k) => x - floors.reduce((sum, f, i) => sum + f * rays[i][k], 0n));
  };
  // The points are the group Zᵈ over the rays' lattice: the unit vectors generate it.
  const origin = Array.from({ length: d }, () => 0n);
  const seen = new Map([[origin.join(), origin]]);
  const queue = [origin];
  for (let t = queue.pop(); t !== undefined; t = queue.pop()) {
    for (let k = 0; k < d; k++) {
      const next = folded(t.with(k, t[k] + 1n));
      const key = next.join();
      if (seen.has(key)) continue;
      seen.set(key, next);
      queue.push(next);
    }
  }
  seen.delete(origin.join());
  return [...seen.values()];
}

/** By expansion: for a few dimensions. */
function determinantOf(rows: readonly (readonly bigint[])[]): bigint {
  if (rows.length === 1) return rows[0][0];
  let sum = 0n;
  for (let j = 0; j < rows.length; j++) {
    const entry = rows[0][j];
    if (entry === 0n) continue;
    const minor = rows.slice(1).map((row) => row.filter((_, k) => k !== j));
    sum += (j % 2 === 0 ? entry : -entry) * determinantOf(minor);
  }
  return sum;
}

function* subsets(n: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= n - size; first++) {
    for (const rest of subsets(n, size - 1, first + 1)) yield [first, ...rest];
  }
}
