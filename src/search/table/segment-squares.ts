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

/**
 * The runs, at most `most` of them, that leave the least sum of weighted squares to their means: dynamic programming
 * over ends of runs (Bellman, On the approximation of curves by line segments using dynamic programming, CACM 4, 1961;
 * for derivatives of activations Novikov et al., arXiv:2202.00441). Sums of squares of a sequence in any order have no
 * quadrangle inequality, so every cut is looked at: about `most`·n²/2 steps. No other runs of these places do better.
 * @returns for 1, 2, …, `most` runs; fewer where there are fewer places
 */
export function segmentSquares({ weights, values, spread }: Moments, most: number): Segments[] {
  const n = values.length;
  const mean = weightedMean(weights, values);
  // About the mean, so that differences of prefix sums keep their digits.
  const [w, s, q] = [0, 0, 0].map(() => new Float64Array(n + 1));
  for (let i = 0; i < n; i++) {
    const v = values[i] - mean;
    w[i + 1] = w[i] + weights[i];
    s[i + 1] = s[i] + weights[i] * v;
    q[i + 1] = q[i] + weights[i] * v * v + (spread?.[i] ?? 0);
  }
  const cost = (i: number, j: number): number => {
    const mass = w[j] - w[i];
    const sum = s[j] - s[i];
    return Math.max(0, q[j] - q[i] - (mass > 0 ? (sum * sum) / mass : 0));
  };
  const count = Math.min(most, n);
  let best = Float64Array.from({ length: n + 1 }, (_, j) => cost(0, j));
  const from: Int32Array[] = [new Int32Array(n + 1)];
  for (let k = 1; k < count; k++) {
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
    from.push(origin);
    best = next;
  }
  return from.map((_, last) => {
    const starts = [n];
    for (let k = last; k > 0; k--) starts.unshift(from[k][starts[0]]);
    starts.unshift(0);
    const levels = starts.slice(0, -1).map((i, k) => {
      const mass = w[starts[k + 1]] - w[i];
      return mean + (mass > 0 ? (s[starts[k + 1]] - s[i]) / mass : 0);
    });
    const error = starts.slice(0, -1).reduce((sum, i, k) => sum + cost(i, starts[k + 1]), 0);
    return { starts, levels, error };
  });
}

function weightedMean(weights: ArrayLike<number>, values: ArrayLike<number>): number {
  let [mass, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    mass += weights[i];
    sum += weights[i] * values[i];
  }
  return mass > 0 ? sum / mass : 0;
}
