import type { Trajectory } from './trajectory.ts';

/** A state along a trajectory, smoothed, with its derivative. */
export type Slopes = {
  readonly values: Float64Array;
  readonly derivatives: Float64Array;
  /** How much noise of the data is amplified in each derivative, relative to others of the trajectory: standard deviations. */
  readonly deviations: Float64Array;
  /** The data's noise: standard deviation of a measurement, as far as neighbours tell. */
  readonly noise: number;
};

/** Degree and points of the polynomials that are tried, the points nearest in the row. */
const SHAPES = [1, 2, 3, 4, 6, 8].flatMap((degree) =>
  [1, 3, 5, 9, 15, 25, 41, 65].map((more) => ({ degree, points: degree + more })),
);
/** Places at which shapes are judged, and what a mean square of so many is uncertain by. */
const JUDGED = 60;
const AS_GOOD = 1.2;

/**
 * Values and derivatives by local polynomials (Savitzky and Golay 1964, on any grid). Degree and width are those that
 * predict the left-out points best, so that exact data are interpolated and noisy ones are smoothed.
 */
export function estimateSlopes({ times }: Trajectory, column: Float64Array): Slopes {
  const rows = times.length;
  const shapes = SHAPES.filter(({ points }) => points < rows || points === 2);
  const scores = shapes.map((shape) => leftOut(times, column, shape));
  const least = Math.min(...scores);
  // Among those that predict as well as can be told, the one whose slope noise disturbs the least.
  const middle = rows >> 1;
  const { degree, points } = shapes
    .filter((_, i) => scores[i] <= AS_GOOD * least)
    .map((shape) => ({ ...shape, noise: slopeNoise(times, middle, shape) }))
    .reduce((a, b) => (b.noise < a.noise ? b : a));
  const width = Math.min(rows, points);
  const [values, derivatives, deviations] = [0, 0, 0].map(() => new Float64Array(rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < rows; i++) {
    const first = firstOf(i, width, rows);
    const { value, slope } = localWeights(times, i, first, first + width, degree, -1);
    let square = 0;
    for (let k = 0; k < width; k++) {
      values[i] += value[k] * column[first + k];
      derivatives[i] += slope[k] * column[first + k];
      square += slope[k] ** 2;
    }
    deviations[i] = Math.sqrt(square);
  }
  // A left-out point errs by its own noise and by that of its prediction.
  const first = firstOf(middle, width, rows);
  const { value } = localWeights(times, middle, first, first + width, degree, middle);
  const noise = Math.sqrt(least / (1 + value.reduce((sum, w) => sum + w * w, 0)));
  return { values, derivatives, deviations, noise };
}

function slopeNoise(
  times: Float64Array,
  at: number,
  { degree, points }: { readonly degree: number; readonly points: number },
): number {
  const width = Math.min(times.length, points);
  const first = firstOf(at, width, times.length);
  const { slope } = localWeights(times, at, first, first + width, degree, -1);
  return slope.reduce((sum, w) => sum + w * w, 0);
}

function firstOf(i: number, width: number, rows: number): number {
  return Math.max(0, Math.min(rows - width, i - Math.floor(width / 2)));
}

/** Mean square of what a shape predicts where a point is left out, away from the ends where the windows are whole. */
function leftOut(
  times: Float64Array,
  column: Float64Array,
  { degree, points }: { readonly degree: number; readonly points: number },
): number {
  const rows = times.length;
  const width = Math.min(rows, points + 1);
  const step = Math.max(1, Math.floor(rows / JUDGED));
  let [sum, count] = [0, 0];
  for (let i = Math.min(step >> 1, rows - 1); i < rows; i += step) {
    const first = firstOf(i, width, rows);
    const { value } = localWeights(times, i, first, first + width, degree, i);
    let predicted = 0;
    for (let k = 0; k < width; k++) predicted += value[k] * column[first + k];
    sum += (predicted - column[i]) ** 2;
    count += 1;
  }
  return sum / count;
}

/**
 * Weights of the rows `from` … `to` − 1 for the value and the slope at row `at` of the polynomial that is nearest to them.
 * Orthogonal polynomials on the points (modified Gram and Schmidt): stable for every degree here.
 * @param without a row with weight 0
 */
function localWeights(
  times: Float64Array,
  at: number,
  from: number,
  to: number,
  degree: number,
  without: number,
): { readonly value: Float64Array; readonly slope: Float64Array } {
  const m = to - from;
  const reach = Math.max(times[to - 1] - times[at], times[at] - times[from]);
  const t = Float64Array.from({ length: m }, (_, k) => (times[from + k] - times[at]) / reach);
  const value = new Float64Array(m);
  const slope = new Float64Array(m);
  // Columns t^j made orthonormal; with each its value and slope at 0.
  const basis: { readonly q: Float64Array; readonly at0: number; readonly slope0: number }[] = [];
  for (let j = 0; j <= degree; j++) {
    const before = basis[j - 1];
    const q = before === undefined ? new Float64Array(m).fill(1) : before.q.map((v, k) => v * t[k]);
    let at0 = before === undefined ? 1 : 0;
    let slope0 = before === undefined ? 0 : before.at0;
    if (without >= 0) q[without - from] = 0;
    for (let pass = 0; pass < 2; pass++) {
      for (const one of basis) {
        let dot = 0;
        for (let k = 0; k < m; k++) dot += q[k] * one.q[k];
        for (let k = 0; k < m; k++) q[k] -= dot * one.q[k];
        at0 -= dot * one.at0;
        slope0 -= dot * one.slope0;
      }
    }
    let square = 0;
    for (let k = 0; k < m; k++) square += q[k] ** 2;
    const norm = Math.sqrt(square);
    for (let k = 0; k < m; k++) q[k] /= norm;
    const member = { q, at0: at0 / norm, slope0: slope0 / norm };
    basis.push(member);
    for (let k = 0; k < m; k++) {
      value[k] += q[k] * member.at0;
      slope[k] += (q[k] * member.slope0) / reach;
    }
  }
  return { value, slope };
}
