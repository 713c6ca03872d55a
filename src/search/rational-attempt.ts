import { readBig } from '../number/big-text.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import type { FitFailure } from './fit-failure.ts';
import type { FitOptions, RationalFit } from './fit.ts';
import { hasZero } from './rational-poles.ts';
import { levelRational, interpolateRational, type RationalParts } from './rational-solve.ts';
import { chebyshevNodes, spreadNodes } from './rational-start.ts';
import { FitBasis } from './remez-basis.ts';
import { ErrorCurve, type CurvePoint, type LoadedTerm } from './remez-curve.ts';
import { chooseReference } from './remez-reference.ts';
import { monomialTexts } from './remez-texts.ts';
import { refuseWeight } from './remez-weight.ts';
import { FIT_PRECISION, type SampleStore } from './sample-store.ts';
import type { Samples } from './samples.ts';

/** The exchange for one type, at rising precision; `starts` are more node positions to begin from. */
export function fitType(
  store: SampleStore,
  numeratorPowers: readonly number[],
  denominatorPowers: readonly number[],
  options: FitOptions,
  starts: readonly (readonly number[])[],
): RationalFit | FitFailure {
  const stride = commonStride(numeratorPowers, denominatorPowers);
  let before: Noise | undefined;
  for (
    let precision = options.precision ?? FIT_PRECISION.least;
    precision <= FIT_PRECISION.most;
    precision *= 2
  ) {
    const tried = withWorkspace(precision, (w) =>
      new Attempt(store.at(precision), numeratorPowers, denominatorPowers, stride, options, w).run(
        before,
        starts,
      ),
    );
    if (tried.kind !== 'noise') return tried;
    before = tried;
  }
  return {
    kind: 'failure',
    reason: 'precision',
    message: `${FIT_PRECISION.most} bits are not enough for this fit`,
  };
}

/** An attempt whose levelled error drowned in rounding at its precision. */
type Noise = { readonly kind: 'noise'; readonly levelled: number; readonly precision: number };

// Bits that the levelled error must stand above the rounding of the function's values.
const ROOM = 40;
// Extrema this close to the level belong to the reference.
const LEVELLED = 1e-6;

class Attempt {
  private readonly samples: Samples;
  private readonly options: FitOptions;
  private readonly w: Workspace;
  private readonly numerator: FitBasis;
  private readonly denominator: FitBasis;
  private readonly fixed: readonly LoadedTerm[];
  private readonly curve: ErrorCurve;
  private readonly parts: RationalParts;
  private readonly count: number;
  private readonly grid: number;
  /** Some point of the curve had a denominator ≤ 0 at the last update. */
  private pole = false;
  private size = 0;

  constructor(
    samples: Samples,
    numeratorPowers: readonly number[],
    denominatorPowers: readonly number[],
    stride: number,
    options: FitOptions,
    w: Workspace,
  ) {
    this.samples = samples;
    this.options = options;
    this.w = w;
    this.fixed = (samples.target.fixed ?? []).map(({ power, coefficient: text }) => {
      const coefficient = w.big();
      readBig(coefficient, text);
      return { power, coefficient };
    });
    this.numerator = new FitBasis(numeratorPowers, stride, samples.lo, samples.hi, w);
    this.denominator = new FitBasis(denominatorPowers, stride, samples.lo, samples.hi, w);
    this.parts = {
      numerator: numeratorPowers.map(() => w.number(0)),
      denominator: denominatorPowers.map((_, j) => w.number(j === 0 ? 1 : 0)),
      level: 0,
    };
    const p = w.big();
    const q = w.big();
    this.curve = new ErrorCurve(samples, this.numerator, this.fixed, w, (point) => {
      this.numerator.evaluate(this.parts.numerator, point.u, p);
      this.denominator.evaluate(this.parts.denominator, point.u, q);
      if (mpfr.mpfr_sgn(q) <= 0) {
        this.pole = true;
        return Number.NaN;
      }
      if (this.numerator.prefix > 0) mpfr.mpfr_mul(p, p, point.prefix, ROUND.NEAREST);
      // (p + fixed)/q − f, where fixed = f − rest.
      mpfr.mpfr_add(p, p, point.sample.f, ROUND.NEAREST);
      mpfr.mpfr_sub(p, p, point.rest, ROUND.NEAREST);
      mpfr.mpfr_div(p, p, q, ROUND.NEAREST);
      mpfr.mpfr_sub(p, p, point.sample.f, ROUND.NEAREST);
      mpfr.mpfr_mul(p, p, point.weight, ROUND.NEAREST);
      return mpfr.mpfr_get_d(p, ROUND.NEAREST);
    });
    this.count = numeratorPowers.length + denominatorPowers.length;
    let grid = 64;
    while (grid < 8 * this.count) grid *= 2;
    this.grid = grid;
  }

  run(before: Noise | undefined, starts: readonly (readonly number[])[]): RationalFit | FitFailure | Noise {
    const { samples, curve, w } = this;
    if (samples.failure === undefined) curve.addGrid(this.grid);
    if (samples.failure !== undefined) return samples.failure;
    const refused = refuseWeight(samples, curve.points, this.numerator.powers, this.fixed);
    if (refused !== undefined) return refused;
    for (const point of curve.points) {
      const mark = w.mark();
      const weighted = w.big();
      mpfr.mpfr_mul(weighted, point.weight, point.sample.f, ROUND.NEAREST);
      this.size = Math.max(this.size, Math.abs(mpfr.mpfr_get_d(weighted, ROUND.NEAREST)));
      w.release(mark);
    }
    let failure: FitFailure | undefined;
    const plain = chebyshevNodes(this.count - 1);
    const tries = [
      { nodes: plain, steps: 0 },
      { nodes: plain, steps: 40 },
      ...starts.flatMap((nodes) => [
        { nodes, steps: 0 },
        { nodes, steps: 12 },
      ]),
    ];
    for (const { nodes, steps } of tries) {
      const start = this.start(nodes, steps);
      if (start === undefined) continue;
      const largest = Math.max(...start.map((point) => Math.abs(point.error)));
      if (largest < this.noiseFloor()) return this.drowned(largest, before);
      const done = this.exchange(start);
      if (done.kind === 'noise') return this.drowned(done.levelled, before);
      if (done.kind !== 'failure') return done;
      failure = done;
    }
    if (samples.failure !== undefined) return samples.failure;
    return (
      failure ?? {
        kind: 'failure',
        reason: 'start',
        message:
          'no interpolant of this type without a pole and with enough alternations was found to start from; ' +
          'the best approximation may be of lower degree',
      }
    );
  }

  private noiseFloor(): number {
    return this.size * 2 ** (ROOM - this.samples.precision);
  }

  private drowned(level: number, before: Noise | undefined): Noise | RationalFit {
    const { precision } = this.samples;
    const exact = before !== undefined && level <= before.levelled * 2 ** (-before.precision / 2);
    if (exact && !this.pole && !hasZero(this.parts.denominator, precision))
      return this.finish(this.curve.extrema(0), level, 0, true);
    return { kind: 'noise', levelled: Math.max(level, 2 ** -precision), precision };
  }

  /** Extrema of an interpolant's error, at the nodes or after some steps of spreading them. */
  private start(given: readonly number[], steps: number): CurvePoint[] | undefined {
    const { curve, w } = this;
    const interpolate = (positions: readonly number[]): boolean => {
      const points = positions.map((t) => curve.add(t));
      if (points.some((point) => point === undefined)) return false;
      const solved = interpolateRational(
        points as CurvePoint[],
        this.numerator,
        this.denominator,
        this.parts,
        w,
      );
      if (!solved) return false;
      this.pole = false;
      curve.update();
      return true;
    };
    const positions = spreadNodes(given, steps, curve, interpolate);
    if (positions === undefined || this.pole) return undefined;
    const extrema = curve.extrema(4);
    const largest = Math.max(...extrema.map((point) => Math.abs(point.error)));
    if (largest < this.noiseFloor()) return extrema;
    if (extrema.length < this.count) return undefined;
    const chosen = chooseReference(extrema, this.count);
    const mean = chosen.reduce((sum, point) => sum + Math.abs(point.error), 0) / chosen.length;
    this.parts.level = Math.sign(chosen[0].error) * mean;
    return chosen;
  }

  private exchange(start: CurvePoint[]): RationalFit | FitFailure | Noise {
    const { curve, w, samples, count } = this;
    const { tolerance = 1e-7, maxIterations = 60 } = this.options;
    let reference = start;
    let verified = false;
    for (let iteration = 1; iteration <= maxIterations; iteration++) {
      const solved = levelRational(reference, this.numerator, this.denominator, this.parts, w);
      if (!solved) {
        return {
          kind: 'failure',
          reason: 'degenerate',
          message:
            "Newton's method on the alternation equations did not converge: the best approximation may be of lower degree",
        };
      }
      this.pole = false;
      curve.update();
      if (this.pole) {
        return { kind: 'failure', reason: 'pole', message: 'the denominator has a zero in the interval' };
      }
      const level = Math.abs(this.parts.level);
      const off = reference.some((point) => !(Math.abs(Math.abs(point.error) - level) <= 1e-8 * level));
      if (level < this.noiseFloor() || off)
        return { kind: 'noise', levelled: level, precision: samples.precision };
      const extrema = curve.extrema(verified ? 24 : 4);
      if (samples.failure !== undefined) return samples.failure;
      if (this.pole) {
        return { kind: 'failure', reason: 'pole', message: 'the denominator has a zero in the interval' };
      }
      if (extrema.length < count) return { kind: 'noise', levelled: level, precision: samples.precision };
      const largest = Math.max(...extrema.map((point) => Math.abs(point.error)));
      if (largest <= level * (1 + tolerance)) {
        if (verified) {
          if (hasZero(this.parts.denominator, samples.precision)) {
            return {
              kind: 'failure',
              reason: 'pole',
              message: 'the denominator is not proved positive in the interval',
            };
          }
          return this.finish(extrema, level, iteration, false);
        }
        verified = true;
        curve.addGrid(2 * this.grid);
        curve.addEnds(1 / (this.grid * this.grid));
        if (samples.failure !== undefined) return samples.failure;
      } else {
        reference = chooseReference(extrema, count);
      }
    }
    return {
      kind: 'failure',
      reason: 'iterations',
      message: `the exchange did not level the error in ${maxIterations} iterations`,
    };
  }

  private finish(
    extrema: readonly CurvePoint[],
    level: number,
    iterations: number,
    exact: boolean,
  ): RationalFit {
    const { curve, samples, w } = this;
    const worst = curve.points.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
    const error = Math.abs(worst.error);
    const q = w.big();
    const reciprocal = (point: CurvePoint): number => {
      this.denominator.evaluate(this.parts.denominator, point.u, q);
      return 1 / mpfr.mpfr_get_d(q, ROUND.NEAREST);
    };
    const value = (point: CurvePoint): number =>
      Math.abs(mpfr.mpfr_get_d(point.sample.f, ROUND.NEAREST)) * reciprocal(point);
    const [numerator, denominator] = monomialTexts(
      [
        { basis: this.numerator, coefficients: this.parts.numerator, sensitivity: reciprocal },
        { basis: this.denominator, coefficients: this.parts.denominator, sensitivity: value },
      ],
      error,
      curve.points,
      w,
      exact,
      this.fixed.length === 0,
    );
    return {
      kind: 'rational',
      numeratorPowers: [...this.numerator.powers],
      numerator,
      denominatorPowers: [...this.denominator.powers],
      denominator,
      fixed: [...(samples.target.fixed ?? [])],
      error,
      worst: mpfr.mpfr_get_d(worst.sample.x, ROUND.NEAREST),
      levelled: level,
      reference: extrema
        .filter((point) => !exact && Math.abs(point.error) >= level * (1 - LEVELLED))
        .map((point) => ({ x: mpfr.mpfr_get_d(point.sample.x, ROUND.NEAREST), error: point.error })),
      iterations,
      precision: samples.precision,
      points: curve.points.length,
      samples: samples.calls,
    };
  }
}

function commonStride(numerator: readonly number[], denominator: readonly number[]): number {
  const strides = [numerator, denominator].filter((p) => p.length > 1).map((p) => p[1] - p[0]);
  const stride = strides[0] ?? 1;
  const regular = (powers: readonly number[]): boolean =>
    powers.every((p, k) => p === powers[0] + k * stride);
  if (
    numerator.length === 0 ||
    denominator[0] !== 0 ||
    stride < 1 ||
    !regular(numerator) ||
    !regular(denominator)
  ) {
    throw new RangeError('powers of a rational: numerator a, a + d, a + 2d, …; denominator 0, d, 2d, …');
  }
  return stride;
}
