/** Where the benches of shipped functions run them: intervals in which each does its usual work. */
import { createRandom } from '../src/number/random.ts';

const INTERVALS: Readonly<Record<string, readonly [number, number]>> = {
  exp: [-80, 80],
  exp2: [-120, 120],
  exp10: [-37, 37],
  expm1: [-20, 20],
  log: [1e-3, 1e3],
  log2: [1e-3, 1e3],
  log10: [1e-3, 1e3],
  log1p: [-0.9, 100],
  sin: [-30, 30],
  cos: [-30, 30],
  tan: [-30, 30],
  sinpi: [-30, 30],
  cospi: [-30, 30],
  asin: [-1, 1],
  acos: [-1, 1],
  atan: [-30, 30],
  sinh: [-20, 20],
  cosh: [-20, 20],
  tanh: [-8, 8],
  asinh: [-30, 30],
  acosh: [1, 100],
  atanh: [-1, 1],
  cbrt: [-1000, 1000],
  rsqrt: [1e-3, 1e3],
  erf: [-4, 4],
  erfc: [-4, 8],
};

/** Inputs spread evenly over the function's interval (of others: [-10, 10]). */
export function inputsOf(name: string, count: number): Float32Array {
  const [lo, hi] = INTERVALS[name] ?? [-10, 10];
  const random = createRandom(5);
  return Float32Array.from({ length: count }, () => lo + (hi - lo) * random.next());
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
