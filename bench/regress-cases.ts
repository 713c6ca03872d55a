/**
 * Problems of symbolic regression, pinned to the definitions of deep-symbolic-optimization's `benchmarks.csv` where sets
 * disagree: Nguyen-7 on [0, 2], Nguyen-12 on [0, 1] and 12a on [0, 10], Livermore-5 with y² (not x²), Livermore-14 with
 * sin(y²), Livermore-16 x^(2/3), Livermore-19 … 23 as there.
 */
export type RegressCase = {
  readonly name: string;
  readonly expression: string;
  /** U: uniform at random; E: evenly spaced. */
  readonly sample: 'U' | 'E';
  readonly ranges: Readonly<Record<string, readonly [number, number]>>;
  readonly rows: number;
};

function of(
  name: string,
  expression: string,
  lo: number,
  hi: number,
  rows: number,
  inputs = 'x',
  sample: 'U' | 'E' = 'U',
): RegressCase {
  const ranges = Object.fromEntries([...inputs].map((input) => [input, [lo, hi] as const]));
  return { name, expression, sample, ranges, rows };
}

export const NGUYEN: readonly RegressCase[] = [
  of('Nguyen-1', 'x^3 + x^2 + x', -1, 1, 20),
  of('Nguyen-2', 'x^4 + x^3 + x^2 + x', -1, 1, 20),
  of('Nguyen-3', 'x^5 + x^4 + x^3 + x^2 + x', -1, 1, 20),
  of('Nguyen-4', 'x^6 + x^5 + x^4 + x^3 + x^2 + x', -1, 1, 20),
  of('Nguyen-5', 'sin(x^2)*cos(x) - 1', -1, 1, 20),
  of('Nguyen-6', 'sin(x) + sin(x + x^2)', -1, 1, 20),
  of('Nguyen-7', 'log(x + 1) + log(x^2 + 1)', 0, 2, 20),
  of('Nguyen-8', 'sqrt(x)', 0, 4, 20),
  of('Nguyen-9', 'sin(x) + sin(y^2)', 0, 1, 20, 'xy'),
  of('Nguyen-10', '2*sin(x)*cos(y)', 0, 1, 20, 'xy'),
  of('Nguyen-11', 'x^y', 0, 1, 20, 'xy'),
  of('Nguyen-12', 'x^4 - x^3 + y^2/2 - y', 0, 1, 20, 'xy'),
  of('Nguyen-12a', 'x^4 - x^3 + y^2/2 - y', 0, 10, 20, 'xy'),
];

export const NGUYEN_CONSTANTS: readonly RegressCase[] = [
  of('Constant-1', '3.39*x^3 + 2.12*x^2 + 1.78*x', -1, 1, 20),
  of('Constant-2', 'sin(x^2)*cos(x) - 0.75', -1, 1, 20),
  of('Constant-3', 'sin(1.5*x)*cos(0.5*y)', 0, 1, 20, 'xy'),
  of('Constant-4', '2.7*x^y', 0, 1, 20, 'xy'),
  of('Constant-5', 'sqrt(1.23*x)', 0, 4, 20),
  of('Constant-6', 'x^0.426', 0, 4, 20),
  of('Constant-7', '2*sin(1.3*x)*cos(y)', 0, 1, 20, 'xy'),
  of('Constant-8', 'log(x + 1.4) + log(x^2 + 1.3)', 0, 2, 20),
];

export const LIVERMORE: readonly RegressCase[] = [
  of('Livermore-1', '1/3 + x + sin(x^2)', -10, 10, 1000),
  of('Livermore-2', 'sin(x^2)*cos(x) - 2', -1, 1, 20),
  of('Livermore-3', 'sin(x^3)*cos(x^2) - 1', -1, 1, 20),
  of('Livermore-4', 'log(x + 1) + log(x^2 + 1) + log(x)', 0, 2, 20),
  of('Livermore-5', 'x^4 - x^3 + y^2 - y', 0, 1, 20, 'xy'),
  of('Livermore-6', '4*x^4 + 3*x^3 + 2*x^2 + x', -1, 1, 20),
  of('Livermore-7', '(exp(x) - exp(-x))/2', -1, 1, 20),
  of('Livermore-8', '(exp(x) + exp(-x))/2', -1, 1, 20),
  of('Livermore-9', 'x^9 + x^8 + x^7 + x^6 + x^5 + x^4 + x^3 + x^2 + x', -1, 1, 20),
  of('Livermore-10', '6*sin(x)*cos(y)', 0, 1, 20, 'xy'),
  of('Livermore-11', 'x^2*y^2/(x + y)', -1, 1, 50, 'xy'),
  of('Livermore-12', 'x^5/y^3', -1, 1, 50, 'xy'),
  of('Livermore-13', 'x^(1/3)', 0, 4, 20),
  of('Livermore-14', 'x^3 + x^2 + x + sin(x) + sin(y^2)', -1, 1, 20, 'xy'),
  of('Livermore-15', 'x^(1/5)', 0, 4, 20),
  of('Livermore-16', 'x^(2/3)', 0, 4, 20),
  of('Livermore-17', '4*sin(x)*cos(y)', 0, 1, 20, 'xy'),
  of('Livermore-18', 'sin(x^2)*cos(x) - 5', -1, 1, 20),
  of('Livermore-19', 'log(x^2 + x) + log(x^3 + x)', 0, 2, 20),
  of('Livermore-20', 'x^5 + x^4 + x^2 + x', -1, 1, 20),
  of('Livermore-21', 'exp(-x^2)', -1, 1, 20),
  of('Livermore-22', 'x^8 + x^7 + x^6 + x^5 + x^4 + x^3 + x^2 + x', -1, 1, 20),
  of('Livermore-23', 'exp(-0.5*x^2)', -1, 1, 20),
];

export const RATIONAL: readonly RegressCase[] = [
  of('R1', '(x + 1)^3/(x^2 - x + 1)', -1, 1, 20, 'x', 'E'),
  of('R2', '(x^5 - 3*x^3 + 1)/(x^2 + 1)', -1, 1, 20, 'x', 'E'),
  of('R3', '(x^6 + x^5)/(x^4 + x^3 + x^2 + x + 1)', -1, 1, 20, 'x', 'E'),
];

export const REGRESS_SETS: Readonly<Record<string, readonly RegressCase[]>> = {
  nguyen: NGUYEN,
  constants: NGUYEN_CONSTANTS,
  livermore: LIVERMORE,
  rational: RATIONAL,
};
