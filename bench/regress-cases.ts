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

const five = (name: string, expression: string): RegressCase => ({
  name,
  expression,
  sample: 'U',
  ranges: Object.fromEntries(['a', 'b', 'c', 'd', 'f'].map((input) => [input, [-50, 50] as const])),
  rows: 100,
});

export const JIN: readonly RegressCase[] = [
  of('Jin-1', '2.5*x^4 - 1.3*x^3 + 0.5*y^2 - 1.7*y', -3, 3, 100, 'xy'),
  of('Jin-2', '8*x^2 + 8*y^3 - 15', -3, 3, 100, 'xy'),
  of('Jin-3', '0.2*x^3 + 0.5*y^3 - 1.2*y - 0.5*x', -3, 3, 100, 'xy'),
  of('Jin-4', '1.5*exp(x) + 5*cos(y)', -3, 3, 100, 'xy'),
  of('Jin-5', '6*sin(x)*cos(y)', -3, 3, 100, 'xy'),
  of('Jin-6', '1.35*x*y + 5.5*sin((x - 1)*(y - 1))', -3, 3, 100, 'xy'),
];

export const KEIJZER: readonly RegressCase[] = [
  of('Keijzer-1', '0.3*x*sin(2*pi*x)', -1, 1, 21, 'x', 'E'),
  of('Keijzer-2', '0.3*x*sin(2*pi*x)', -2, 2, 41, 'x', 'E'),
  of('Keijzer-3', '0.3*x*sin(2*pi*x)', -3, 3, 61, 'x', 'E'),
  of('Keijzer-4', 'x^3*exp(-x)*cos(x)*sin(x)*(sin(x)^2*cos(x) - 1)', 0, 10, 101, 'x', 'E'),
  {
    ...of('Keijzer-5', '30*x*z/((x - 10)*y^2)', -1, 1, 1000, 'xyz'),
    ranges: { x: [-1, 1], y: [-1, 1], z: [1, 2] },
  },
  of('Keijzer-6', 'x*(x + 1)/2', 1, 50, 50, 'x', 'E'),
  of('Keijzer-7', 'log(x)', 1, 100, 100, 'x', 'E'),
  of('Keijzer-8', 'sqrt(x)', 0, 100, 101, 'x', 'E'),
  of('Keijzer-9', 'log(x + sqrt(x^2 + 1))', 0, 100, 101, 'x', 'E'),
  of('Keijzer-10', 'x^y', 0, 1, 100, 'xy'),
  of('Keijzer-11', 'x*y + sin((x - 1)*(y - 1))', -3, 3, 20, 'xy'),
  of('Keijzer-12', 'x^4 - x^3 + y^2/2 - y', -3, 3, 20, 'xy'),
  of('Keijzer-13', '6*sin(x)*cos(y)', -3, 3, 20, 'xy'),
  of('Keijzer-14', '8/(2 + x^2 + y^2)', -3, 3, 20, 'xy'),
  of('Keijzer-15', 'x^3/5 + y^3/2 - y - x', -3, 3, 20, 'xy'),
];

/** The inputs x1 … x5 are a, b, c, d, f. Rows on which the law is undefined are left out. */
export const KORNS: readonly RegressCase[] = [
  five('Korns-1', '1.57 + 24.3*d'),
  five('Korns-2', '0.23 + 14.2*(d + b)/(3*f)'),
  five('Korns-3', '4.9*(d - a + b/f)/(3*f) - 5.41'),
  five('Korns-4', '0.13*sin(c) - 2.3'),
  five('Korns-5', '3 + 2.13*log(abs(f))'),
  five('Korns-6', '1.3 + 0.13*sqrt(abs(a))'),
  five('Korns-7', '2.1380940889*(1 - exp(-0.54723748542*a))'),
  five('Korns-8', '6.87 + 11*sqrt(abs(7.23*a*d*f))'),
  five('Korns-9', 'sqrt(abs(a))/log(abs(b))*exp(c)/d^2'),
  five('Korns-10', '0.81 + 24.3*(2*b + 3*c^2)/(4*d^3 + 5*f^4)'),
  five('Korns-11', '6.87 + 11*cos(7.23*a^3)'),
  five('Korns-12', '2 - 2.1*cos(9.8*a)*sin(1.3*f)'),
];

export const VLADISLAVLEVA: readonly RegressCase[] = [
  of('Vladislavleva-1', 'exp(-(x - 1)^2)/(1.2 + (y - 2.5)^2)', 0.3, 4, 100, 'xy'),
  of('Vladislavleva-2', 'exp(-x)*x^3*cos(x)*sin(x)*(cos(x)*sin(x)^2 - 1)', 0.05, 10, 100, 'x', 'E'),
  {
    ...of('Vladislavleva-3', 'exp(-x)*x^3*cos(x)*sin(x)*(cos(x)*sin(x)^2 - 1)*(y - 5)', 0.05, 10, 600, 'xy'),
    ranges: { x: [0.05, 10], y: [0.05, 10.05] },
  },
  of(
    'Vladislavleva-4',
    '10/(5 + (x - 3)^2 + (y - 3)^2 + (z - 3)^2 + (v - 3)^2 + (w - 3)^2)',
    0.05,
    6.05,
    1024,
    'xyzvw',
  ),
  {
    ...of('Vladislavleva-5', '30*(x - 1)*(z - 1)/((x - 10)*y^2)', 0.05, 2, 300, 'xyz'),
    ranges: { x: [0.05, 2], y: [1, 2], z: [0.05, 2] },
  },
  of('Vladislavleva-6', '6*sin(x)*cos(y)', 0.1, 5.9, 30, 'xy'),
  of('Vladislavleva-7', '(x - 3)*(y - 3) + 2*sin(x - 4)*(y - 4)', 0.05, 6.05, 300, 'xy'),
  of('Vladislavleva-8', '((x - 3)^4 + (y - 3)^3 - (y - 3))/((y - 2)^4 + 10)', 0.05, 6.05, 50, 'xy'),
];

/** Strogatz' systems (ode-strogatz): right sides, from states in the ranges; the derivative is the law's own. */
export const STROGATZ: readonly RegressCase[] = [
  of('bacres1', '20 - x - x*y/(1 + 0.5*x^2)', 1, 20, 400, 'xy'),
  of('bacres2', '10 - x*y/(1 + 0.5*x^2)', 1, 20, 400, 'xy'),
  of('barmag1', '0.5*sin(x - y) - sin(x)', 0, 6, 400, 'xy'),
  of('barmag2', '0.5*sin(y - x) - sin(y)', 0, 6, 400, 'xy'),
  of('glider1', '-0.05*x^2 - sin(y)', 1, 8, 400, 'xy'),
  of('glider2', 'x - cos(y)/x', 1, 8, 400, 'xy'),
  of('lv1', '3*x - 2*x*y - x^2', 0.1, 5, 400, 'xy'),
  of('lv2', '2*y - x*y - y^2', 0.1, 5, 400, 'xy'),
  of('predprey1', 'x*(4 - x - y/(1 + x))', 0.1, 8, 400, 'xy'),
  of('predprey2', 'y*(x/(1 + x) - 0.075*y)', 0.1, 8, 400, 'xy'),
  of('shearflow1', 'cos(x)*cos(y)/sin(y)', 0.3, 2.8, 400, 'xy'),
  of('shearflow2', '(cos(y)^2 + 0.1*sin(y)^2)*sin(x)', 0.3, 2.8, 400, 'xy'),
  of('vdp1', '10*(y - (x^3 - x)/3)', -2, 2, 400, 'xy'),
  of('vdp2', '-x/10', -2, 2, 400, 'xy'),
];

export const REGRESS_SETS: Readonly<Record<string, readonly RegressCase[]>> = {
  nguyen: NGUYEN,
  constants: NGUYEN_CONSTANTS,
  livermore: LIVERMORE,
  rational: RATIONAL,
  jin: JIN,
  keijzer: KEIJZER,
  korns: KORNS,
  vladislavleva: VLADISLAVLEVA,
  strogatz: STROGATZ,
};
