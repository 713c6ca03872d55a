/** Runs of places, and the largest error of any. */
export type Runs = { readonly starts: readonly number[]; readonly error: number };

/** Bisections of the error, and how close two errors are taken for one. */
const BISECTIONS = 60;
const CLOSE = 1e-12;

/**
 * The runs of `n` places, at most `most` of them, whose largest error is least, for any error that does not fall when a
 * run grows: a bound is enough or not, which the longest runs from the left tell, so bisection finds the least bound
 * (a bottleneck path; no table of all runs is needed). Optimal up to 1e-12 of itself.
 * @param errorOf the error of places i to j − 1
 */
export function segmentLargest(n: number, most: number, errorOf: (i: number, j: number) => number): Runs {
  const known = new Map<number, number>();
  const cost = (i: number, j: number): number => {
    const key = i * (n + 1) + j;
    let error = known.get(key);
    if (error === undefined) known.set(key, (error = errorOf(i, j)));
    return error;
  };
  /** The longest runs within the bound; `undefined` when they are too many. */
  const greedy = (bound: number): number[] | undefined => {
    const starts = [0];
    for (let i = 0; i < n;) {
      if (starts.length > most || !(cost(i, i + 1) <= bound)) return undefined;
      let [good, bad] = [i + 1, n + 1];
      for (let step = 1; good < n && bad > n; step *= 2) {
        const j = Math.min(n, good + step);
        if (cost(i, j) <= bound) good = j;
        else bad = j;
      }
      while (bad - good > 1) {
        const middle = (good + bad) >> 1;
        if (middle <= n && cost(i, middle) <= bound) good = middle;
        else bad = middle;
      }
      starts.push((i = good));
    }
    return starts.length - 1 <= most ? starts : undefined;
  };
  const errorAt = (starts: readonly number[]): number =>
    starts.slice(0, -1).reduce((largest, i, k) => Math.max(largest, cost(i, starts[k + 1])), 0);
  let starts = [0, n];
  let [low, high] = [0, errorAt(starts)];
  const exact = greedy(0);
  if (exact !== undefined) return { starts: exact, error: 0 };
  for (let k = 0; k < BISECTIONS && high - low > CLOSE * high; k++) {
    const bound = (low + high) / 2;
    const found = greedy(bound);
    if (found === undefined) low = bound;
    else {
      starts = found;
      high = errorAt(found);
    }
  }
  return { starts, error: high };
}
