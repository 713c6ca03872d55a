/** The right-hand side: writes the derivatives of `state` at `time` to `out`. */
export type RightHandSide = (time: number, state: Float64Array, out: Float64Array) => void;

export type IntegrationOptions = {
  /** Error of a step, relative to a component's largest size so far. @defaultValue 1e-9 */
  readonly tolerance?: number;
  /** Components that errors are measured in; the others (sensitivities) go along. @defaultValue all */
  readonly controlled?: number;
  /** Steps between two of the times asked for. @defaultValue 4,000 */
  readonly steps?: number;
};

/**
 * Dormand and Prince (1980), order 5 with an error estimate of order 4; steps end at every time asked for, so no
 * interpolation is needed.
 * @param times rising; the first is where `start` holds
 * @returns row k holds the state at `times[k]`; NaN from where the solution could not be followed
 */
export function integrate(
  right: RightHandSide,
  start: ArrayLike<number>,
  times: ArrayLike<number>,
  options: IntegrationOptions = {},
): Float64Array {
  const n = start.length;
  const { tolerance = 1e-9, controlled = n, steps = 4_000 } = options;
  const out = new Float64Array(n * times.length).fill(NaN);
  const state = Float64Array.from(start);
  out.set(state, 0);
  const k = Array.from({ length: 7 }, () => new Float64Array(n));
  const [trial, next] = [new Float64Array(n), new Float64Array(n)];
  const scale = state.map(Math.abs);
  let time = times[0];
  right(time, state, k[0]);
  let step = firstStep(state, k[0], controlled, tolerance);
  for (let at = 1; at < times.length; at++) {
    const end = times[at];
    let left = steps;
    while (time < end) {
      if (left-- === 0) return out;
      // A step that would leave a crumb takes the crumb along.
      const last = time + step * 1.01 >= end;
      const h = last ? end - time : step;
      if (!(h > 1e-14 * Math.abs(time)) && !last) return out;
      for (let s = 0; s < 6; s++) {
        const row = A[s];
        const target = s === 5 ? next : trial;
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let j = 0; j <= s; j++) sum += row[j] * k[j][i];
          target[i] = state[i] + h * sum;
        }
        right(time + C[s] * h, target, k[s + 1]);
      }
      let square = 0;
      for (let i = 0; i < controlled; i++) {
        let sum = 0;
        for (let j = 0; j < 7; j++) sum += E[j] * k[j][i];
        const size = Math.max(scale[i], Math.abs(next[i]), 1e-300);
        square += ((h * sum) / size) ** 2;
      }
      const error = Math.sqrt(square / controlled) / tolerance;
      if (error <= 1) {
        time = last ? end : time + h;
        for (let i = 0; i < n; i++) {
          state[i] = next[i];
          scale[i] = Math.max(scale[i], Math.abs(next[i]));
        }
        k[0].set(k[6]);
        // The length to a time that was asked for says nothing about the next step.
        const grown = h * Math.min(5, 0.9 * Math.max(error, 1e-10) ** -0.2);
        step = last ? Math.max(step, grown) : grown;
      } else {
        step = Number.isFinite(error) ? h * Math.max(0.2, 0.9 * error ** -0.2) : h / 10;
        if (!(step > 1e-13 * Math.max(1e-300, Math.abs(end)))) return out;
      }
    }
    out.set(state, at * n);
  }
  return out;
}

function firstStep(state: Float64Array, slope: Float64Array, n: number, tolerance: number): number {
  let [size, speed] = [0, 0];
  for (let i = 0; i < n; i++) {
    size = Math.max(size, Math.abs(state[i]));
    speed = Math.max(speed, Math.abs(slope[i]));
  }
  return speed === 0 || size === 0 ? 1e-3 : Math.max(1e-12, (size / speed) * tolerance ** 0.2);
}

const C = [1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];
/** Rows of the tableau; the last is the solution of order 5 (first same as last). */
const A = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
/** Order 5 less order 4. */
const E = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];
