/** min over y of max over i of |residual[i] + Σ y[j]·basis[j][i]|, with the proof of optimality. */
export type DiscreteMinimax = {
  readonly coordinates: Float64Array;
  /** The minimum (levelled error of the reference). */
  readonly error: number;
  /** n + 1 points, the signs of the residual there, and the dual weights (≥ 0, sum 1). */
  readonly reference: readonly number[];
  readonly signs: readonly number[];
  readonly weights: readonly number[];
  readonly converged: boolean;
};

/**
 * Best uniform approximation on a finite set by Stiefel's exchange, that is, the simplex method on the dual linear
 * program (Powell, Approximation Theory and Methods, 1981, ch. 8–9; Watson 1980, §2): needs no Haar condition.
 * `start` are n + 1 point numbers to begin with, spread over the set. `undefined` when the basis is singular there.
 */
export function discreteMinimax(
  residual: Float64Array,
  basis: readonly Float64Array[],
  start: readonly number[],
  maxIterations = 200,
): DiscreteMinimax | undefined {
  const n = basis.length;
  const reference = [...start];
  const nullVector = solveNull(basis, reference);
  if (nullVector === undefined) return undefined;
  const signs: number[] = nullVector.map((v) => (v < 0 ? -1 : 1));
  let best: DiscreteMinimax | undefined;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    // One equation per row: n orthogonality conditions, and Σ weights = 1.
    const equations = (): number[][] => [
      ...basis.map((values) => reference.map((p, k) => signs[k] * values[p])),
      reference.map(() => 1),
    ];
    const weights = solveLinear(equations(), [...basis.map(() => 0), 1]);
    const transposed = reference.map((p, k) => [...basis.map((values) => signs[k] * values[p]), -1]);
    const solution = solveLinear(
      transposed,
      reference.map((p, k) => -signs[k] * residual[p]),
    );
    if (weights === undefined || solution === undefined) return best;
    const coordinates = Float64Array.from(solution.slice(0, n));
    if (solution[n] < 0) signs.forEach((sign, k) => (signs[k] = -sign));
    const levelled = Math.abs(solution[n]);
    const [worst, value] = largest(residual, basis, coordinates);
    const converged = Math.abs(value) <= levelled * (1 + 1e-13) || iteration === maxIterations - 1;
    best = { coordinates, error: levelled, reference: [...reference], signs: [...signs], weights, converged };
    if (Math.abs(value) <= levelled * (1 + 1e-13)) return best;
    const sign = value < 0 ? -1 : 1;
    const direction = solveLinear(equations(), [...basis.map((values) => sign * values[worst]), 1]);
    if (direction === undefined) return best;
    let leaving = -1;
    let ratio = Infinity;
    for (let k = 0; k <= n; k++) {
      if (direction[k] > 1e-12 && Math.max(weights[k], 0) / direction[k] < ratio) {
        ratio = Math.max(weights[k], 0) / direction[k];
        leaving = k;
      }
    }
    if (leaving < 0 || reference.includes(worst)) return best;
    reference[leaving] = worst;
    signs[leaving] = sign;
  }
  return best === undefined ? undefined : { ...best, converged: false };
}

function largest(
  residual: Float64Array,
  basis: readonly Float64Array[],
  coordinates: Float64Array,
): [number, number] {
  let index = 0;
  let value = 0;
  for (let i = 0; i < residual.length; i++) {
    let sum = residual[i];
    for (let j = 0; j < basis.length; j++) sum += coordinates[j] * basis[j][i];
    if (Math.abs(sum) > Math.abs(value)) {
      value = sum;
      index = i;
    }
  }
  return [index, value];
}

/** A vector with Σ v[k]·basis[j][points[k]] = 0 for every j, scaled so that its last entry is 1. */
function solveNull(basis: readonly Float64Array[], points: readonly number[]): number[] | undefined {
  const last = points[points.length - 1];
  const head = points.slice(0, -1);
  const solution = solveLinear(
    basis.map((values) => head.map((p) => values[p])),
    basis.map((values) => -values[last]),
  );
  return solution === undefined ? undefined : [...solution, 1];
}

/** Gaussian elimination with partial pivoting; `undefined` when singular. */
export function solveLinear(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): number[] | undefined {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i]]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++) if (Math.abs(a[i][c]) > Math.abs(a[pivot][c])) pivot = i;
    if (!(Math.abs(a[pivot][c]) > 0)) return undefined;
    [a[c], a[pivot]] = [a[pivot], a[c]];
    for (let i = c + 1; i < n; i++) {
      const factor = a[i][c] / a[c][c];
      if (factor === 0) continue;
      for (let j = c; j <= n; j++) a[i][j] -= factor * a[c][j];
    }
  }
  const x = Array.from({ length: n }, () => 0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = a[i][n];
    for (let j = i + 1; j < n; j++) sum -= a[i][j] * x[j];
    x[i] = sum / a[i][i];
  }
  return x;
}
