/** A complex number by its real and imaginary part. */
export type Complex = readonly [re: number, im: number];

/** A format of complex numbers. It is no `Format`: these have no order, and no unit in the last place. */
export type ComplexFormat = {
  readonly name: string;
  readonly description: string;
  readonly bits: number;
  /** The numbers, by bit pattern. */
  readonly values: readonly Complex[];
  /** The pattern of the number with the nearest phase. */
  round(x: Complex): number;
  /** Exact, by patterns. */
  mul(a: number, b: number): number;
  neg(a: number): number;
  conj(a: number): number;
  /** Pattern a's number times x, exact, without a multiplication: parts change places and signs. */
  turn(a: number, x: Complex): Complex;
};

/**
 * 1, i, −1 and −i: weights of two bits each (iFairy: the First 2-bit Complex LLM with All Parameters in {±1, ±i}, Wang
 * et al., arXiv:2508.05571, 2025). Pattern k is i^k, so that products are sums of patterns. A phase in the middle of two goes to
 * the even pattern, the real number; 0, which has no phase, to 1.
 */
export const FOURTH_ROOTS: ComplexFormat = {
  name: 'roots(4)',
  description: 'fourth roots of unity: 1, i, -1, -i',
  bits: 2,
  values: [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ],
  round: ([re, im]) => patternOf(re, im, Math.abs(re) >= Math.abs(im)),
  mul: (a, b) => (a + b) & 3,
  neg: (a) => (a + 2) & 3,
  conj: (a) => -a & 3,
  turn: (a, [re, im]) =>
    (
      [
        [re, im],
        [-im, re],
        [-re, -im],
        [im, -re],
      ] as const
    )[a & 3],
};

function patternOf(re: number, im: number, real: boolean): number {
  if (real) return re < 0 ? 2 : 0;
  return im < 0 ? 3 : 1;
}

/** Complex numbers as patterns of `FOURTH_ROOTS`, ±1 scaled by one factor and ±i by another. */
export type ScaledRoots = {
  readonly patterns: Uint8Array;
  readonly scales: Complex;
  /** Σ |x − its stored value|². */
  readonly squaredError: number;
};

/** Lloyd's iteration ends by itself; this many rounds are never needed but by an oscillation of roundings. */
const ROUNDS = 1000;

/**
 * Stores complex numbers as fourth roots of unity with a scale for each axis, as iFairy's PhaseQuant does: patterns by phase,
 * scales the means of the parts that they stand for. From there patterns and scales in turn, each the best for the other (Lloyd,
 * Least Squares Quantization in PCM, 1982), until nothing changes: the error never grows.
 * @throws RangeError for parts that are not finite, or lists of different lengths
 */
export function storeAsRoots(re: ArrayLike<number>, im: ArrayLike<number>): ScaledRoots {
  if (re.length !== im.length)
    throw new RangeError(`${re.length} real parts and ${im.length} imaginary ones`);
  const values = Array.from(re as ArrayLike<number>, (part, k): Complex => {
    if (!Number.isFinite(part) || !Number.isFinite(im[k]))
      throw new RangeError(`number ${k} is not finite: ${part}, ${im[k]}`);
    return [part, im[k]];
  });
  let patterns = Uint8Array.from(values, (x) => FOURTH_ROOTS.round(x));
  let scales = scalesFor(values, patterns);
  for (let round = 0; round < ROUNDS; round++) {
    const next = Uint8Array.from(values, (x) => nearest(x, scales));
    if (next.every((pattern, k) => pattern === patterns[k])) break;
    patterns = next;
    scales = scalesFor(values, patterns);
  }
  const squaredError = values.reduce((sum, x, k) => sum + squaredDistance(x, patterns[k], scales), 0);
  return { patterns, scales, squaredError };
}

/** The mean magnitude of the parts that lie on each axis: what makes the squared error least for these patterns. */
function scalesFor(values: readonly Complex[], patterns: Uint8Array): Complex {
  const [sums, counts] = [
    [0, 0],
    [0, 0],
  ];
  values.forEach((x, k) => {
    const axis = patterns[k] & 1;
    sums[axis] += Math.abs(x[axis]);
    counts[axis]++;
  });
  return [sums[0] / Math.max(1, counts[0]), sums[1] / Math.max(1, counts[1])];
}

function nearest(x: Complex, scales: Complex): number {
  const [real, imaginary] = [patternOf(...x, true), patternOf(...x, false)];
  return squaredDistance(x, real, scales) <= squaredDistance(x, imaginary, scales) ? real : imaginary;
}

function squaredDistance([re, im]: Complex, pattern: number, scales: Complex): number {
  const [unitRe, unitIm] = FOURTH_ROOTS.values[pattern];
  return (re - unitRe * scales[0]) ** 2 + (im - unitIm * scales[1]) ** 2;
}
