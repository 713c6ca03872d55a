import { readBig } from '../../number/big-text.ts';
import type { Format } from '../../number/format.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { FitFailure } from '../fit-failure.ts';
import type { FitTarget } from '../fit-target.ts';
import { CoefficientLattice } from './coefficient-lattice.ts';
import { discreteMinimax, type DiscreteMinimax } from './discrete-minimax.ts';
import { chebyshevPoints, FixedSamples, FRACTION_BITS } from './fixed-samples.ts';
import { leastSquares } from './least-squares.ts';
import { searchLattice, type LatticeSearch } from './search-lattice.ts';

export type InFormatOptions = {
  /** Nodes of the enumeration, over all binade patterns. @defaultValue 2_000_000 */
  readonly maxNodes?: number;
  /** How many of the best polynomials to give. @defaultValue 1 */
  readonly keep?: number;
  /** Binade patterns tried at most. @defaultValue 24 */
  readonly maxPatterns?: number;
};

export type InFormatFit = {
  readonly kind: 'in-format';
  readonly powers: readonly number[];
  /** Best first: coefficients (numbers of the formats asked for), and the largest weighted error measured. */
  readonly best: readonly { readonly coefficients: readonly number[]; readonly error: number }[];
  /** The best error with real coefficients, on the same points: no choice of coefficients can be below it. */
  readonly real: number;
  /** Every choice in the binades tried was compared (none was cut off by `maxNodes`). */
  readonly complete: boolean;
  readonly nodes: number;
};

/**
 * Polynomial coefficients in machine formats (one for all, or one per power) with the smallest largest error of the
 * exactly evaluated polynomial. The lattice of Brisebarre & Chevillard (ARITH 2007), but searched, not rounded: the
 * points of an ellipsoid that contains every better polynomial are enumerated, nearest first, for each plausible
 * choice of the coefficients' binades. Errors are measured on a dense grid refined at the extrema, not proved.
 */
export function fitInFormat(
  target: FitTarget,
  powers: readonly number[],
  formats: Format | readonly Format[],
  options: InFormatOptions = {},
): InFormatFit | FitFailure {
  const { maxNodes = 2_000_000, keep = 1, maxPatterns = 24 } = options;
  const perPower = Array.isArray(formats) ? (formats as Format[]) : powers.map(() => formats as Format);
  const [lo, hi] = usefulInterval(target, powers);
  const samples = new FixedSamples(target, powers, lo, hi);
  try {
    const size = Math.max(128, 32 * (Math.max(...powers) + 1));
    for (const x of chebyshevPoints(lo, hi, size)) samples.add(x);
    if (samples.undefinedAt !== undefined)
      return failure('undefined', `the function has no value at ${samples.undefinedAt}`);
    const near = samples.points.length > powers.length ? leastSquares(samples) : undefined;
    if (near === undefined) return failure('degenerate', 'the powers are dependent on the interval');
    return search(samples, perPower, near, { maxNodes, keep, maxPatterns });
  } finally {
    samples.dispose();
  }
}

function failure(reason: FitFailure['reason'], message: string): FitFailure {
  return { kind: 'failure', reason, message };
}

function search(
  samples: FixedSamples,
  formats: readonly Format[],
  near: readonly bigint[],
  options: Required<InFormatOptions>,
): InFormatFit | FitFailure {
  const centre = near.map((c) => Number(c) * 2 ** (-FRACTION_BITS / 2) * 2 ** (-FRACTION_BITS / 2));
  const widths = centre.map((c) => Math.abs(c) * 2 ** -20);
  let minimax: DiscreteMinimax | undefined;
  let exponents = samples.powers.map((_, k) => stepExponent(samples, formats[k], k, centre[k], centre));
  const tried = new Set<string>();
  const best: LatticeSearch['best'] = [];
  let nodes = 0;
  let complete = true;
  let real = 0;
  let queue: number[][] = [exponents];
  let listed = false;
  while (queue.length > 0 && tried.size < options.maxPatterns) {
    exponents = queue.shift() as number[];
    const key = exponents.join();
    if (tried.has(key)) continue;
    tried.add(key);
    let lattice: CoefficientLattice;
    try {
      lattice = new CoefficientLattice(samples, exponents, near);
    } catch (error) {
      if (error instanceof RangeError) {
        complete = false;
        continue;
      }
      throw error;
    }
    minimax = settle(samples, lattice, minimax?.reference, tried.size === 1);
    if (minimax === undefined) return failure('degenerate', 'the powers are dependent on the interval');
    real = minimax.error * 2 ** (lattice.unit - samples.gain);
    const share = Math.ceil(
      (options.maxNodes - nodes) / Math.min(4, Math.max(1, options.maxPatterns - tried.size)),
    );
    const found = searchLattice(lattice, minimax, {
      accept: (coordinates) => toCoefficients(samples, exponents, formats, coordinates),
      best,
      keep: options.keep,
      maxNodes: Math.min(options.maxNodes - nodes, share),
    });
    nodes += found.nodes;
    complete &&= found.complete;
    found.widths.forEach((width, k) => (widths[k] = width));
    if (!listed && best.length > 0) {
      listed = true;
      queue = binadePatterns(samples, formats, found.centre, widths);
    }
    if (nodes >= options.maxNodes) break;
  }
  if (best.length === 0)
    return failure('iterations', 'no polynomial with coefficients in the format was found');
  return {
    kind: 'in-format',
    powers: samples.powers,
    best: best.map(({ coefficients, error }) => ({ coefficients, error: error * 2 ** -samples.gain })),
    real,
    complete: complete && queue.length === 0,
    nodes,
  };
}

/** The real minimax fit in the lattice's coordinates; the first time also refines the grid at its extrema. */
function settle(
  samples: FixedSamples,
  lattice: CoefficientLattice,
  reference: readonly number[] | undefined,
  refine: boolean,
): DiscreteMinimax | undefined {
  const n = lattice.basis.length;
  const count = samples.points.length;
  let start =
    reference ?? Array.from({ length: n + 1 }, (_, i) => Math.round(((i + 0.5) * (count - 1)) / (n + 1)));
  let minimax: DiscreteMinimax | undefined;
  for (let round = 0; round < 5; round++) {
    minimax = discreteMinimax(lattice.residual, lattice.basis, start);
    if (minimax === undefined) return undefined;
    start = minimax.reference;
    const steps = minimax.coordinates.map(Math.round);
    const moved = steps.some((step) => step !== 0);
    if (moved) lattice.moveOrigin(steps);
    const added = refine && round < 4 ? addExtrema(samples, lattice, minimax, steps) : 0;
    if (added > 0) {
      lattice.refresh();
    } else if (!moved) return minimax;
  }
  return discreteMinimax(lattice.residual, lattice.basis, start);
}

/** Adds the vertices of parabolas through the local extrema of the minimax error as new samples. */
function addExtrema(
  samples: FixedSamples,
  lattice: CoefficientLattice,
  minimax: DiscreteMinimax,
  moved: ArrayLike<number>,
): number {
  const { points } = samples;
  const order = points.map((_, i) => i).sort((a, b) => points[a] - points[b]);
  const error = order.map((i) => {
    let sum = lattice.residual[i];
    for (let j = 0; j < lattice.basis.length; j++)
      sum += (minimax.coordinates[j] - moved[j]) * lattice.basis[j][i];
    return sum;
  });
  let added = 0;
  for (let i = 1; i + 1 < order.length; i++) {
    const [a, b, c] = [i - 1, i, i + 1].map((k) => Math.abs(error[k]));
    if (b < a || b < c || b < 0.95 * minimax.error) continue;
    const x = parabolaTop(
      [points[order[i - 1]], points[order[i]], points[order[i + 1]]],
      [error[i - 1], error[i], error[i + 1]],
    );
    const gap = Math.min(...[i - 1, i, i + 1].map((k) => Math.abs(x - points[order[k]])));
    if (!(gap > 1e-6 * (points[order[i + 1]] - points[order[i - 1]]))) continue;
    if (x > points[order[i - 1]] && x < points[order[i + 1]] && samples.add(x)) added++;
  }
  return added;
}

function parabolaTop([a, b, c]: number[], [fa, fb, fc]: number[]): number {
  const p = (b - a) * (fb - fc);
  const q = (b - c) * (fb - fa);
  return b - ((b - a) * p - (b - c) * q) / (2 * (p - q));
}

/** Exponent of one step of coefficient k (of x/2^shift) when its size is |value|; never finer than is of use. */
function stepExponent(
  samples: FixedSamples,
  format: Format,
  k: number,
  value: number,
  all: readonly number[],
): number {
  const scale = samples.shift * samples.powers[k];
  const least = Math.max(...all.map(Math.abs)) * 2 ** -(format.precision + 8);
  const size = Math.max(Math.abs(value), least);
  const natural = Math.floor(Math.log2(size)) - scale;
  return clampExponent(format, natural) - format.precision + 1 + scale;
}

function clampExponent(format: Format, exponent: number): number {
  return Math.min(format.emax, Math.max(format.emin, exponent));
}

/** The doubles of a lattice point, or `undefined` when one is not a number of its format. */
function toCoefficients(
  samples: FixedSamples,
  exponents: readonly number[],
  formats: readonly Format[],
  coordinates: readonly bigint[],
): number[] | undefined {
  const out: number[] = [];
  for (let k = 0; k < coordinates.length; k++) {
    const integer = Number(coordinates[k]);
    if (BigInt(integer) !== coordinates[k]) return undefined;
    const value = integer * 2 ** (exponents[k] - samples.shift * samples.powers[k]);
    if (!Number.isFinite(value) || !formats[k].contains(value)) return undefined;
    out.push(value);
  }
  return out;
}

/** Choices of step exponents for coefficients within centre ± widths, fewest changes from the middle first. */
function binadePatterns(
  samples: FixedSamples,
  formats: readonly Format[],
  centre: readonly number[],
  widths: readonly number[],
): number[][] {
  const options = centre.map((c, k) => {
    const floor = widths[k] / 4;
    const at = (value: number): number =>
      stepExponent(samples, formats[k], k, Math.max(Math.abs(value), floor), centre);
    const low = c * (c - Math.sign(c) * widths[k]) > 0 ? Math.abs(c) - widths[k] : 0;
    const wanted = [at(c), at(Math.abs(c) + widths[k]), at(low)];
    return [...new Set(wanted)];
  });
  let patterns: { exponents: number[]; changes: number }[] = [{ exponents: [], changes: 0 }];
  for (const choices of options) {
    patterns = patterns.flatMap(({ exponents, changes }) =>
      choices.map((e, i) => ({ exponents: [...exponents, e], changes: changes + (i > 0 ? 1 : 0) })),
    );
    patterns.sort((a, b) => a.changes - b.changes);
    patterns = patterns.slice(0, 512);
  }
  return patterns.map(({ exponents }) => exponents);
}

/** The interval as doubles inside it; the right half when function and powers have the same parity. */
function usefulInterval(target: FitTarget, powers: readonly number[]): [number, number] {
  return withWorkspace(256, (w) => {
    const [lo, hi, a, b] = w.bigs(4);
    readBig(lo, target.lo);
    readBig(hi, target.hi);
    const whole: [number, number] = [mpfr.mpfr_get_d(lo, ROUND.UP), mpfr.mpfr_get_d(hi, ROUND.DOWN)];
    mpfr.mpfr_add(a, lo, hi, ROUND.NEAREST);
    if (!mpfr.mpfr_zero_p(a)) return whole;
    const all = [...powers, ...(target.fixed ?? []).map((term) => term.power)];
    const odd = all[0] % 2;
    if (all.some((power) => power % 2 !== odd)) return whole;
    for (const part of [0.123, 0.37, 0.61, 0.89, 1]) {
      const x = whole[1] * part;
      const left = target.oracle.value([-x], a);
      const right = target.oracle.value([x], b);
      if (left.kind !== 'enclosed' || right.kind !== 'enclosed') return whole;
      if (odd === 1) mpfr.mpfr_add(a, a, b, ROUND.NEAREST);
      else mpfr.mpfr_sub(a, a, b, ROUND.NEAREST);
      mpfr.mpfr_abs(a, a, ROUND.NEAREST);
      mpfr.mpfr_abs(b, b, ROUND.NEAREST);
      mpfr.mpfr_mul_2si(b, b, -240, ROUND.NEAREST);
      if (mpfr.mpfr_cmp(a, b) > 0) return whole;
    }
    return [0, whole[1]];
  });
}
