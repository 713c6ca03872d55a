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
import { MinimaxRegion } from './minimax-region.ts';
import { orthogonalFactor } from './orthogonal-factor.ts';
import { searchLattice, type LatticeSearch } from './search-lattice.ts';

/** What an error can be above its value on the samples, no extremum refined. */
const OFF_GRID = 1.002;

export type InFormatOptions = {
  /** Nodes of the enumeration, over all binade patterns. @defaultValue 600_000 */
  readonly maxNodes?: number;
  /** Linear programs of the branch and bound, over all binade patterns. @defaultValue 6_000 */
  readonly maxPrograms?: number;
  /** How many of the best polynomials to give. @defaultValue 1 */
  readonly keep?: number;
  /** Binade patterns tried at most. @defaultValue 12 */
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
  const { maxNodes = 600_000, maxPrograms = 6_000, keep = 1, maxPatterns = 12 } = options;
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
    return search(samples, perPower, near, { maxNodes, maxPrograms, keep, maxPatterns });
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
  const rough = near.map((c) => Number(c) * 2 ** (-FRACTION_BITS / 2) * 2 ** (-FRACTION_BITS / 2));
  const steps = rough.map((c, k) => stepExponent(samples, formats[k], k, c, rough));
  const probe = new CoefficientLattice(samples, steps, near);
  const minimax = settle(samples, probe, undefined, true);
  if (minimax === undefined) return failure('degenerate', 'the powers are dependent on the interval');
  const centre = probe.realCoefficients(minimax.coordinates);
  // Coefficients known to within less than this many steps get steps of their own size: 0 is no size.
  const room = minimax.error + Math.max(...steps.map((e) => 2 ** (e - probe.unit)));
  let widths = coefficientWidths(probe, minimax, room);
  const rounded = centre.map((c, k) => formats[k].round(c * 2 ** (-samples.shift * samples.powers[k])));
  const best: LatticeSearch['best'] = [
    { coefficients: rounded, error: samples.largestError(rounded) * OFF_GRID },
  ];
  const tried = new Set<string>();
  let [nodes, programs, complete] = [0, 0, true];
  let reference = minimax.reference;
  const tryPattern = (exponents: readonly number[], beam: number, share: number): void => {
    const lattice = latticeOrNothing(samples, exponents, near);
    const root = lattice && settle(samples, lattice, reference, false);
    if (lattice === undefined || root === undefined) {
      complete = false;
      return;
    }
    reference = root.reference;
    const found = searchLattice(lattice, root, {
      accept: (coordinates) => toCoefficients(samples, exponents, formats, coordinates),
      best,
      keep: options.keep,
      beam,
      maxPrograms: Math.ceil((options.maxPrograms - programs) * share),
      maxNodes: Math.ceil((options.maxNodes - nodes) * share),
    });
    nodes += found.nodes;
    programs += found.programs;
    complete &&= share === 0 || found.complete;
    widths = coefficientWidths(lattice, root, best[best.length - 1].error * 2 ** -lattice.unit);
  };
  // The better the best known, the narrower the coefficients' ranges, the finer the steps that suit them. Steps for
  // ranges much too wide find nothing good, so each stage narrows them in any case.
  let scale = 1;
  for (let stage = 0; stage < 6; stage++) {
    const narrowed = widths.map((width) => width * scale);
    const [first] = binadePatterns(samples, formats, centre, narrowed);
    if (!tried.has(first.join())) {
      const before = best[0].error;
      tried.add(first.join());
      tryPattern(first, 32, 0);
      if (best[0].error < before) scale = 1;
    }
    scale /= 16;
  }
  tried.clear();
  const queue = binadePatterns(samples, formats, centre, widths);
  for (const exponents of queue.slice(0, options.maxPatterns)) {
    tryPattern(exponents, 16, 1 / 4);
    tried.add(exponents.join());
  }
  return {
    kind: 'in-format',
    powers: samples.powers,
    best: best.map(({ coefficients, error }) => ({ coefficients, error: error * 2 ** -samples.gain })),
    real: minimax.error * 2 ** (probe.unit - samples.gain),
    complete: complete && queue.length <= options.maxPatterns,
    nodes,
  };
}

function latticeOrNothing(
  samples: FixedSamples,
  exponents: readonly number[],
  near: readonly bigint[],
): CoefficientLattice | undefined {
  try {
    return new CoefficientLattice(samples, exponents, near);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
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

/** How far from the real fit a polynomial of at most this error can be, in each coefficient (of x/2^shift). */
function coefficientWidths(lattice: CoefficientLattice, minimax: DiscreteMinimax, limit: number): number[] {
  const { halves } = new MinimaxRegion(lattice.basis, minimax, limit);
  const columns = lattice.basis.map((values) =>
    Float64Array.from(minimax.reference, (p, k) => values[p] / halves[k]),
  );
  const { rows } = orthogonalFactor(columns, new Float64Array(halves.length));
  return lattice.exponents.map((e, k) => {
    // The largest of a·δ over |R·δ|² ≤ ρ² is ρ·|R⁻ᵀ·a|.
    const solved: number[] = [];
    rows.forEach((_, i) => {
      let sum = Number(lattice.transform[i][k]);
      for (let j = 0; j < i; j++) sum -= rows[j][i] * solved[j];
      solved.push(sum / rows[i][i]);
    });
    return Math.sqrt(halves.length) * Math.hypot(...solved) * 2 ** e;
  });
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
    const at = (value: number): number => stepExponent(samples, formats[k], k, Math.abs(value), centre);
    const covering = at(Math.abs(c) + widths[k]);
    // With very many steps to choose from, finer ones near 0 make no difference.
    if (widths[k] > 256 * 2 ** covering) return [covering];
    return [...new Set([at(c), covering, at(Math.max(Math.abs(c) - widths[k], 0))])];
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
