// Nguyen & Stehlé's constants: 1/2 < ETA < sqrt(DELTA), so that rounding cannot make size reduction loop.
const DELTA = 0.99;
const ETA = 0.51;
/** Entries above this are not safe: a product of a factor and an entry must stay exact. */
const LARGEST = 2 ** 51;

/**
 * LLL reduction, in place, of integer vectors held in doubles: a floating-point orthogonalisation steers, while the
 * vectors themselves change by exact integer operations only (Schnorr & Euchner 1994; lazy size reduction as in
 * Nguyen & Stehlé 2005), so the lattice never changes. The vectors must be independent.
 * @returns false when doubles were not enough: the rows then still span the lattice given, but may not be reduced
 */
export function reduceInDoubles(rows: Float64Array[]): boolean {
  const n = rows.length;
  if (n === 0) return true;
  const width = rows[0].length;
  /** r[i][j] = ⟨b_i, b*_j⟩, mu[i][j] = r[i][j]/r[j][j]. */
  const r = rows.map(() => new Float64Array(n));
  const mu = rows.map(() => new Float64Array(n));
  const partial = new Float64Array(n + 1);
  const dot = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += a[i] * b[i];
    return sum;
  };
  r[0][0] = dot(rows[0], rows[0]);
  let k = 1;
  for (let steps = 0; k < n; steps++) {
    if (steps > 400_000) return false;
    if (!sizeReduce(rows, r, mu, k, dot)) return false;
    const norm = dot(rows[k], rows[k]);
    partial[0] = norm;
    for (let j = 0; j < k; j++) partial[j + 1] = partial[j] - mu[k][j] * r[k][j];
    const from = k;
    while (k > 0 && DELTA * r[k - 1][k - 1] > partial[k - 1]) k--;
    if (k !== from) {
      const [row, rRow, muRow] = [rows[from], r[from], mu[from]];
      for (let i = from; i > k; i--) [rows[i], r[i], mu[i]] = [rows[i - 1], r[i - 1], mu[i - 1]];
      [rows[k], r[k], mu[k]] = [row, rRow, muRow];
    }
    r[k][k] = partial[k];
    // Cancellation ate the orthogonal part: its size is noise.
    if (!(r[k][k] > norm * 1e-13)) return false;
    k++;
  }
  return true;
}

/** Makes |mu[k][j]| ≤ ETA for all j < k, orthogonalising row k anew after each exact change. */
function sizeReduce(
  rows: Float64Array[],
  r: Float64Array[],
  mu: Float64Array[],
  k: number,
  dot: (a: Float64Array, b: Float64Array) => number,
): boolean {
  const row = rows[k];
  const [rk, muk] = [r[k], mu[k]];
  for (let round = 0; round < 100; round++) {
    let changed = false;
    for (let j = 0; j < k; j++) {
      let sum = dot(row, rows[j]);
      const muj = mu[j];
      for (let i = 0; i < j; i++) sum -= muj[i] * rk[i];
      rk[j] = sum;
      muk[j] = sum / r[j][j];
    }
    for (let j = k - 1; j >= 0; j--) {
      if (Math.abs(muk[j]) <= ETA) continue;
      const factor = Math.round(muk[j]);
      const [muj, rowj] = [mu[j], rows[j]];
      for (let i = 0; i < j; i++) muk[i] -= factor * muj[i];
      for (let i = 0; i < row.length; i++) {
        const entry = row[i] - factor * rowj[i];
        if (Math.abs(entry) > LARGEST || Math.abs(factor * rowj[i]) > LARGEST) return false;
        row[i] = entry;
      }
      changed = true;
    }
    if (!changed) return true;
  }
  return false;
}
