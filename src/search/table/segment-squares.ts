/** A sequence cut into runs, each replaced by one level. */
export type Segments = {
  /** The first place of each run, ascending, and the number of places at the end. */
  readonly starts: readonly number[];
  readonly levels: readonly number[];
  /** What was made smallest. */
  readonly error: number;
};

/**
 * Moments of a sequence: what its runs cost by least squares. A place may be an interval on which the function is
 * integrated: its weight is then its measure, and `spread` what a constant leaves of the function within.
 */
export type Moments = {
  readonly weights: ArrayLike<number>;
  /** Weighted means. */
  readonly values: ArrayLike<number>;
  /** Σ w (f − mean)² within each place. @defaultValue 0 */
  readonly spread?: ArrayLike<number>;
};

/** The moments of places, as sums from the left, about the mean: so their differences keep their digits. */
type Sums = {
  readonly mean: number;
  readonly w: Float64Array;
  readonly s: Float64Array;
  readonly q: Float64Array;
};

function sumsOf({ weights, values, spread }: Moments): Sums {
  const n = values.length;
  const mean = weightedMean(weights, values);
  const [w, s, q] = [0, 0, 0].map(() => new Float64Array(n + 1));
  for (let i = 0; i < n; i++) {
    const v = values[i] - mean;
    w[i + 1] = w[i] + weights[i];
    s[i + 1] = s[i] + weights[i] * v;
    q[i + 1] = q[i] + weights[i] * v * v + (spread?.[i] ?? 0);
  }
  return { mean, w, s, q };
}

/** One step of the dynamic program: ends of k + 1 runs from ends of k, which cost `best`. */
function lengthen(
  { w, s, q }: Sums,
  best: Float64Array,
  k: number,
): { next: Float64Array; origin: Int32Array } {
  const n = w.length - 1;
  const next = best.slice();
  const origin = new Int32Array(n + 1);
  for (let j = k + 1; j <= n; j++) {
    let least = Infinity;
    for (let i = k; i < j; i++) {
      const mass = w[j] - w[i];
      const sum = s[j] - s[i];
      const rest = q[j] - q[i] - (mass > 0 ? (sum * sum) / mass : 0);
      const error = best[i] + (rest > 0 ? rest : 0);
      if (error < least) {
        least = error;
        origin[j] = i;
      }
    }
    next[j] = least;
  }
  return { next, origin };
}

function costOf({ w, s, q }: Sums, i: number, j: number): number {
  const mass = w[j] - w[i];
  const sum = s[j] - s[i];
  return Math.max(0, q[j] - q[i] - (mass > 0 ? (sum * sum) / mass : 0));
}

/**
 * The runs, at most `most` of them, that leave the least sum of weighted squares to their means: dynamic programming
 * over ends of runs (Bellman, On the approximation of curves by line segments using dynamic programming, CACM 4, 1961;
 * for derivatives of activations Novikov et al., arXiv:2202.00441). Sums of squares of a sequence in any order have no
 * quadrangle inequality, so every cut is looked at: about `most`·n²/2 steps. No other runs of these places do better.
 * @returns for 1, 2, …, `most` runs; fewer where there are fewer places
 */
export function segmentSquares(moments: Moments, most: number): Segments[] {
  const n = moments.values.length;
  const sums = sumsOf(moments);
  let best: Float64Array = Float64Array.from({ length: n + 1 }, (_, j) => costOf(sums, 0, j));
  const from: Int32Array[] = [new Int32Array(n + 1)];
  for (let k = 1; k < Math.min(most, n); k++) {
    const { next, origin } = lengthen(sums, best, k);
    from.push(origin);
    best = next;
  }
  const { mean, w, s } = sums;
  return from.map((_, last) => {
    const starts = [n];
    for (let k = last; k > 0; k--) starts.unshift(from[k][starts[0]]);
    starts.unshift(0);
    const levels = starts.slice(0, -1).map((i, k) => {
      const mass = w[starts[k + 1]] - w[i];
      return mean + (mass > 0 ? (s[starts[k + 1]] - s[i]) / mass : 0);
    });
    const error = starts.slice(0, -1).reduce((sum, i, k) => sum + costOf(sums, i, starts[k + 1]), 0);
    return { starts, levels, error };
  });
}

/**
 * What no runs do better than when their ends may lie anywhere, within places too: a place with an end in it is left
 * out of the sum, and every choice of such places is looked at.
 * @returns for 1, 2, …, `most` runs
 */
export function leastSquares(moments: Moments, most: number): number[] {
  const n = moments.values.length;
  const sums = sumsOf(moments);
  let best: Float64Array = Float64Array.from({ length: n + 1 }, (_, j) => costOf(sums, 0, j));
  const bounds = [best[n]];
  for (let k = 1; k < most; k++) {
    // The place before the run may be the one with the end.
    const open = best.map((error, i) => Math.min(error, i > 0 ? best[i - 1] : error));
    best = lengthen(sums, open, 0).next.map((error, j) => Math.min(error, open[j]));
    bounds.push(best[n]);
  }
  return bounds;
}

function weightedMean(weights: ArrayLike<number>, values: ArrayLike<number>): number {
  let [mass, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    mass += weights[i];
    sum += weights[i] * values[i];
  }
  return mass > 0 ? sum / mass : 0;
}
