export type LinearFit = {
  readonly coefficients: number[];
  readonly residual: number;
  /** How much the squared residual would rise without each column. */
  readonly rises: number[];
};

/**
 * Linear least squares by Householder's reflections on scaled columns: the coefficients that minimise
 * |Σ xⱼ·columnsⱼ − target|, and the squared residual. `undefined` when the columns are dependent to 12 digits.
 * @param rowScale factors of the rows (square roots of weights)
 */
export function leastSquares(
  columns: readonly Float64Array[],
  target: Float64Array,
  rowScale?: Float64Array,
): LinearFit | undefined {
  const p = columns.length;
  const n = target.length;
  if (p > n) return undefined;
  const scaled = (v: Float64Array): Float64Array =>
    rowScale === undefined ? v.slice() : v.map((x, i) => x * rowScale[i]);
  const norms: number[] = [];
  const q = columns.map((column) => {
    const v = scaled(column);
    let square = 0;
    for (let i = 0; i < n; i++) square += v[i] * v[i];
    const norm = Math.sqrt(square) || 1;
    norms.push(norm);
    for (let i = 0; i < n; i++) v[i] /= norm;
    return v;
  });
  const y = scaled(target);
  const diagonal = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    const v = q[j];
    let square = 0;
    for (let i = j; i < n; i++) square += v[i] * v[i];
    const length = Math.sqrt(square);
    if (!(length > 1e-12)) return undefined;
    const alpha = v[j] > 0 ? -length : length;
    diagonal[j] = alpha;
    v[j] -= alpha;
    const beta = -alpha * v[j];
    for (let k = j + 1; k <= p; k++) {
      const w = k === p ? y : q[k];
      let dot = 0;
      for (let i = j; i < n; i++) dot += v[i] * w[i];
      const factor = dot / beta;
      for (let i = j; i < n; i++) w[i] -= factor * v[i];
    }
  }
  const x: number[] = [];
  for (let j = p - 1; j >= 0; j--) {
    let sum = y[j];
    for (let k = j + 1; k < p; k++) sum -= q[k][j] * x[k];
    x[j] = sum / diagonal[j];
  }
  let residual = 0;
  for (let i = p; i < n; i++) residual += y[i] * y[i];
  return {
    coefficients: x.map((value, j) => value / norms[j]),
    residual,
    rises: x.map((value, j) => (value * value) / inverseDiagonal(q, diagonal, j)),
  };
}

/** Entry (j, j) of (RᵀR)⁻¹: the squared length of row j of R⁻¹. */
function inverseDiagonal(q: readonly Float64Array[], diagonal: Float64Array, j: number): number {
  const p = diagonal.length;
  // Row j of R⁻¹ is zero before j: z·R = eⱼ, forwards.
  const z = new Float64Array(p);
  let square = 0;
  for (let k = j; k < p; k++) {
    let sum = k === j ? 1 : 0;
    for (let i = j; i < k; i++) sum -= z[i] * q[k][i];
    z[k] = sum / diagonal[k];
    square += z[k] * z[k];
  }
  return square;
}

/** Solves A·x = b for a symmetric positive definite A (row-major) by Cholesky; `undefined` when it is not. */
export function solveDefinite(matrix: Float64Array, vector: ArrayLike<number>): Float64Array | undefined {
  const p = vector.length;
  const l = matrix.slice();
  for (let j = 0; j < p; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = l[j * p + k];
      for (let i = 0; i < k; i++) sum -= l[j * p + i] * l[k * p + i];
      if (j !== k) l[j * p + k] = sum / l[k * p + k];
      else if (sum > 0) l[j * p + j] = Math.sqrt(sum);
      else return undefined;
    }
  }
  const x = Float64Array.from(vector);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < j; i++) x[j] -= l[j * p + i] * x[i];
    x[j] /= l[j * p + j];
  }
  for (let j = p - 1; j >= 0; j--) {
    for (let i = j + 1; i < p; i++) x[j] -= l[i * p + j] * x[i];
    x[j] /= l[j * p + j];
  }
  return x;
}
