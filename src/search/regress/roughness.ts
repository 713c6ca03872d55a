import { leastSquares } from './least-squares.ts';

/** The place of every row in the order of a column. */
function ranksOf(column: Float64Array): Float64Array {
  const order = [...column.keys()].toSorted((a, b) => column[a] - column[b]);
  const ranks = new Float64Array(column.length);
  order.forEach((row, rank) => (ranks[row] = rank));
  return ranks;
}

/** For each row the nearest other one, in ranks' units of every column. */
export function neighbours(columns: readonly Float64Array[]): Uint32Array {
  const n = columns[0].length;
  const scaled = columns.map(ranksOf);
  return Uint32Array.from({ length: n }, (_, i) => {
    let [best, at] = [Infinity, 0];
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      let distance = 0;
      for (const ranks of scaled) distance += (ranks[i] - ranks[j]) ** 2;
      if (distance < best) [best, at] = [distance, j];
    }
    return at;
  });
}

/**
 * What rows weigh whose target was divided by `column`: its squares, as their errors are larger the smaller it is, but no
 * row more than the median one (near a pole of the function a few rows would be all that counts).
 */
export function quotientWeights(column: Float64Array): Float64Array {
  const squares = column.map((value) => value * value);
  const most = squares.toSorted()[squares.length >> 1];
  return squares.map((square) => Math.min(square, most));
}

/** Mean squared difference between neighbours as a part of twice the variance, rows by their weights. */
export function roughness(values: Float64Array, weights: Float64Array, near: Uint32Array): number {
  let [weight, sum, square, differences, pairs] = [0, 0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const w = weights[i];
    weight += w;
    sum += w * values[i];
    square += w * values[i] ** 2;
    const both = Math.min(w, weights[near[i]]);
    pairs += both;
    differences += both * (values[i] - values[near[i]]) ** 2;
  }
  const variance = square / weight - (sum / weight) ** 2;
  const rough = differences / pairs / (2 * variance);
  return variance > 1e-12 * (square / weight) && Number.isFinite(rough) ? rough : Infinity;
}

/**
 * How far off a row's value is from what the rows around it say of it, by a linear fit to twice as many as it needs: the mean square
 * as a part of the variance, rows by their weights. Near 0 of a smooth function of the columns that is well sampled.
 */
export function localError(
  columns: readonly Float64Array[],
  values: Float64Array,
  weights?: Float64Array,
): number {
  const n = values.length;
  const ranks = columns.map(ranksOf);
  const count = 2 * (columns.length + 1);
  const distance = new Float64Array(n);
  const rows = Array.from(values.keys());
  let [weight, sum, square, errors] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    distance.fill(0);
    for (const rank of ranks) for (let j = 0; j < n; j++) distance[j] += (rank[j] - rank[i]) ** 2;
    distance[i] = Infinity;
    const near = rows.toSorted((a, b) => distance[a] - distance[b]).slice(0, count);
    const offsets = columns.map((column) => Float64Array.from(near, (row) => column[row] - column[i]));
    const ones = new Float64Array(near.length).fill(1);
    const fit = leastSquares(
      [ones, ...offsets],
      Float64Array.from(near, (row) => values[row]),
      undefined,
    );
    if (fit === undefined) continue;
    const w = weights === undefined ? 1 : weights[i];
    weight += w;
    sum += w * values[i];
    square += w * values[i] ** 2;
    errors += w * (values[i] - fit.coefficients[0]) ** 2;
  }
  const variance = square / weight - (sum / weight) ** 2;
  const error = errors / weight / variance;
  return variance > 1e-12 * (square / weight) && Number.isFinite(error) ? error : Infinity;
}
