import { readBig } from '../number/big-text.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import type { FitFailure, FitOptions, FitTarget, PolynomialFit } from './fit.ts';
import { FitBasis } from './remez-basis.ts';
import { ErrorCurve, type CurvePoint, type LoadedTerm } from './remez-curve.ts';
import { solveLinear } from './remez-linear.ts';
import { exchangeOne, referenceSigns } from './remez-single.ts';
import { chooseReference } from './remez-reference.ts';
import { monomialTexts } from './remez-texts.ts';
import { refuseWeight } from './remez-weight.ts';
import { FIT_PRECISION, SampleStore } from './sample-store.ts';
import type { Samples } from './samples.ts';

/**
 * The best polynomial Σ cₖ·x^powers[k] + fixed terms in the target's weighted maximum norm: Remez's exchange of
 * all points at once (Remez 1934; Chevillard's thesis, 2009, §3.2, for weights that vanish with the basis), in
 * multiple precision that is raised until the levelled error is well above the rounding noise.
 *
 * @param powers increasing; a gap-free range, odd or even powers are well conditioned at any degree
 */
export function fitPolynomial(
  target: FitTarget,
  powers: readonly number[],
  options: FitOptions = {},
): PolynomialFit | FitFailure {
  if (
    powers.length === 0 ||
    powers.some((p, k) => !Number.isInteger(p) || p < 0 || (k > 0 && p <= powers[k - 1]))
  ) {
    throw new RangeError('powers must be increasing non-negative integers');
  }
  const store = options.samples ?? new SampleStore(target);
  try {
    let before: Attempt | undefined;
    for (
      let precision = options.precision ?? FIT_PRECISION.least;
      precision <= FIT_PRECISION.most;
      precision *= 2
    ) {
      const tried = attempt(store.at(precision), powers, options, before);
      if (tried.kind !== 'noise') return tried;
      before = tried;
    }
    return {
      kind: 'failure',
      reason: 'precision',
      message: `${FIT_PRECISION.most} bits are not enough for this fit`,
    };
  } finally {
    if (options.samples === undefined) store.dispose();
  }
}

/** An attempt whose levelled error drowned in rounding at its precision. */
type Attempt = { readonly kind: 'noise'; readonly levelled: number; readonly precision: number };

// Bits that the levelled error must stand above the rounding of the function's values.
const ROOM = 40;
// Extrema this close to the level belong to the reference.
const LEVELLED = 1e-6;

function attempt(
  samples: Samples,
  powers: readonly number[],
  options: FitOptions,
  before: Attempt | undefined,
): PolynomialFit | FitFailure | Attempt {
  const { target, precision } = samples;
  return withWorkspace(precision, (w) => {
    const { tolerance = 1e-7 } = options;
    if (samples.failure !== undefined) return samples.failure;
    const fixed = loadFixed(target, w);
    const basis = new FitBasis(powers, commonStride(powers), samples.lo, samples.hi, w);
    const coefficients = powers.map(() => w.number(0));
    const sum = w.big();
    const curve = new ErrorCurve(samples, basis, fixed, w, (point) => {
      basis.evaluate(coefficients, point.u, sum);
      if (basis.prefix > 0) mpfr.mpfr_mul(sum, sum, point.prefix, ROUND.NEAREST);
      mpfr.mpfr_sub(sum, sum, point.rest, ROUND.NEAREST);
      mpfr.mpfr_mul(sum, sum, point.weight, ROUND.NEAREST);
      return mpfr.mpfr_get_d(sum, ROUND.NEAREST);
    });
    const count = powers.length + 1;
    let grid = 64;
    while (grid < 8 * count) grid *= 2;
    curve.addGrid(grid);
    const refused = refuseWeight(samples, curve.points, powers, fixed);
    if (refused !== undefined) return refused;
    const alternates = basis.alternates(samples.lo, samples.hi);
    let reference = startReference(curve, count, basis.prefix, alternates);
    if (samples.failure !== undefined) return samples.failure;
    if (reference === undefined) return noise(0, precision);
    const signs = alternates
      ? reference.map((_, i) => (i % 2 === 0 ? 1 : -1))
      : referenceSigns(reference, basis, precision);
    if (signs === undefined) return noise(0, precision);
    const maxIterations = options.maxIterations ?? (alternates ? 60 : 60 * count);
    let verified = false;
    let finest = Infinity;
    for (let iteration = 1; iteration <= maxIterations; iteration++) {
      const solved = levelled(reference, signs, basis, w);
      if (solved === undefined) return noise(0, precision);
      for (const [k, c] of coefficients.entries()) mpfr.mpfr_set(c, solved.coefficients[k], ROUND.NEAREST);
      w.release(solved.mark);
      curve.update();
      const level = Math.abs(solved.level);
      // Without alternation the level starts anywhere, even at 0: the largest error tells then.
      const height = alternates
        ? level
        : curve.points.reduce((most, point) => Math.max(most, Math.abs(point.error)), 0);
      const drowned =
        height < solved.size * 2 ** (ROOM - precision) ||
        reference.some((point) => !(Math.abs(Math.abs(point.error) - level) <= 1e-8 * height));
      if (drowned) {
        // Twice the precision, and the level fell with it: nothing is left but rounding, the function is in the space.
        const exact = before !== undefined && level <= before.levelled * 2 ** (-before.precision / 2);
        if (!exact) return noise(Math.max(level, 2 ** -precision), precision);
        return finish(curve.extrema(0), level, iteration, true);
      }
      const extrema = curve.extrema(verified ? 24 : 4);
      if (samples.failure !== undefined) return samples.failure;
      const largest = Math.max(...extrema.map((point) => Math.abs(point.error)));
      if (alternates && extrema.length < count) return noise(level, precision);
      finest = Math.min(finest, largest);
      if (largest <= level * (1 + tolerance)) {
        if (verified) return finish(extrema, level, iteration, false);
        // Look closer before believing it: a grid twice as fine, and the ends.
        verified = true;
        curve.addGrid(2 * grid);
        curve.addEnds(1 / (grid * grid));
        if (samples.failure !== undefined) return samples.failure;
      } else if (alternates) {
        reference = chooseReference(extrema, count);
      } else {
        const entering = extrema.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
        if (solved.level < 0) for (const [i, sign] of signs.entries()) signs[i] = -sign;
        if (!exchangeOne(reference, signs, entering, basis, precision)) return noise(level, precision);
      }
    }
    return {
      kind: 'failure',
      reason: 'iterations',
      message: `the exchange did not level the error in ${maxIterations} iterations (least largest error ${finest.toPrecision(3)})`,
    };

    function finish(
      extrema: readonly CurvePoint[],
      level: number,
      iterations: number,
      exact: boolean,
    ): PolynomialFit {
      const worst = curve.points.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
      const error = Math.abs(worst.error);
      const [texts] = monomialTexts([{ basis, coefficients }], error, curve.points, w, exact);
      return {
        kind: 'polynomial',
        powers: [...powers],
        coefficients: texts,
        fixed: [...(target.fixed ?? [])],
        error,
        worst: mpfr.mpfr_get_d(worst.sample.x, ROUND.NEAREST),
        levelled: level,
        reference: extrema
          .filter((p) => !exact && Math.abs(p.error) >= level * (1 - LEVELLED))
          .map((p) => ({ x: mpfr.mpfr_get_d(p.sample.x, ROUND.NEAREST), error: p.error })),
        iterations,
        precision,
        points: curve.points.length,
        samples: samples.calls,
      };
    }
  });
}

/** Coefficients and level E with weight·(p − rest) = signs[i]·E on the reference. */
function levelled(
  reference: readonly CurvePoint[],
  signs: readonly number[],
  basis: FitBasis,
  w: Workspace,
): { coefficients: Big[]; level: number; size: number; mark: number } | undefined {
  const mark = w.mark();
  const count = reference.length;
  let size = 0;
  const rows = reference.map((point, i) => {
    const row = w.bigs(count + 1);
    const factor = w.big();
    basis.row(point.u, row.slice(0, count - 1));
    mpfr.mpfr_mul(factor, point.weight, point.prefix, ROUND.NEAREST);
    for (let k = 0; k < count - 1; k++) mpfr.mpfr_mul(row[k], row[k], factor, ROUND.NEAREST);
    mpfr.mpfr_set_si(row[count - 1], -signs[i], ROUND.NEAREST);
    mpfr.mpfr_mul(row[count], point.weight, point.rest, ROUND.NEAREST);
    // The rounding of f itself, weighted: f, not f less the fixed terms.
    mpfr.mpfr_mul(factor, point.weight, point.sample.f, ROUND.NEAREST);
    size = Math.max(size, Math.abs(mpfr.mpfr_get_d(factor, ROUND.NEAREST)));
    return row;
  });
  const solution = solveLinear(rows, w);
  if (solution === undefined) return undefined;
  const level = mpfr.mpfr_get_d(solution[count - 1], ROUND.NEAREST);
  return { coefficients: solution.slice(0, -1), level, size, mark };
}

/**
 * Chebyshev's extrema for n + 1 points; those of the next degree without its ends when the basis vanishes at 0
 * (a point where all basis functions and the function are 0 tells nothing).
 */
function startReference(
  curve: ErrorCurve,
  count: number,
  prefix: number,
  alternates: boolean,
): CurvePoint[] | undefined {
  const points: CurvePoint[] = [];
  for (let i = 0; i < count; i++) {
    // Without the Haar condition points at x and −x may tell the same: none of these is another's mirror image.
    const uneven = alternates ? 0 : 0.3 * ((i * 0.6180339887498949) % 1);
    const angle = prefix === 0 && alternates ? i / (count - 1) : (i + 0.75 - uneven) / (count + 0.5);
    const point = curve.add(Math.sin((Math.PI / 2) * angle) ** 2);
    if (point === undefined) return undefined;
    points.push(point);
  }
  return points;
}

function commonStride(powers: readonly number[]): number {
  return powers.length < 2 ? 1 : powers[1] - powers[0];
}

function loadFixed(target: FitTarget, w: Workspace): LoadedTerm[] {
  return (target.fixed ?? []).map(({ power, coefficient: text }) => {
    const coefficient = w.big();
    readBig(coefficient, text);
    return { power, coefficient };
  });
}

const noise = (level: number, precision: number): Attempt => ({ kind: 'noise', levelled: level, precision });
