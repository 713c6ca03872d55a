import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import type { FitBasis } from './remez-basis.ts';
import type { Sample, Samples } from './samples.ts';

/** A sample as one fit sees it. */
export type CurvePoint = {
  readonly sample: Sample;
  /** The basis variable, and x^prefix of the (numerator) basis. */
  readonly u: Big;
  readonly prefix: Big;
  /** The function less the fixed terms. */
  readonly rest: Big;
  /** The weight with the sign of x^prefix: errors so signed alternate, also where the basis vanishes. */
  readonly weight: Big;
  /** Signed weighted error of the approximation at hand. */
  error: number;
};

/** Fixed terms with their coefficients read. */
export type LoadedTerm = { readonly power: number; readonly coefficient: Big };

const GAIN = 1e-10;

/** The weighted error curve of one fit, on points that refine themselves around its extrema. Sorted by position. */
export class ErrorCurve {
  points: CurvePoint[] = [];
  private readonly samples: Samples;
  private readonly basis: FitBasis;
  private readonly fixed: readonly LoadedTerm[];
  private readonly w: Workspace;
  private readonly residual: (point: CurvePoint) => number;
  private readonly at = new Map<Sample, CurvePoint>();

  /** @param residual the signed weighted error at a point, of the approximation at hand */
  constructor(
    samples: Samples,
    basis: FitBasis,
    fixed: readonly LoadedTerm[],
    w: Workspace,
    residual: (point: CurvePoint) => number,
  ) {
    this.samples = samples;
    this.basis = basis;
    this.fixed = fixed;
    this.w = w;
    this.residual = residual;
  }

  /** Adds the Chebyshev grid of n + 1 points; errors are those of the last {@link update} only after the next. */
  addGrid(n: number): void {
    this.merge(this.samples.grid(n).map((sample) => this.point(sample)));
  }

  /**
   * Adds points that approach both ends geometrically, from a fraction `start` of the interval on:
   * where a singular function's extrema crowd.
   */
  addEnds(start: number): void {
    const fresh: CurvePoint[] = [];
    for (let t = start; t > 2 ** -44; t /= 2) {
      for (const position of [t, 1 - t]) {
        const sample = this.samples.at(position);
        if (sample !== undefined) fresh.push(this.point(sample));
      }
    }
    this.merge(fresh);
  }

  /** The point at one position, added when new; `undefined` where the function has no value. */
  add(t: number): CurvePoint | undefined {
    const sample = this.samples.at(t);
    if (sample === undefined) return undefined;
    const point = this.point(sample);
    this.merge([point]);
    return point;
  }

  /** Errors of the approximation at hand at all points. */
  update(): void {
    for (const point of this.points) point.error = this.residual(point);
  }

  /**
   * One extremum for every maximal run of points with errors of one sign, in order, each refined by up to
   * `steps` further samples (parabolas, then bisection of the bracket).
   */
  extrema(steps: number): CurvePoint[] {
    const tops: number[] = [];
    let sign = 0;
    for (const [i, { error }] of this.points.entries()) {
      if (error === 0 || Number.isNaN(error)) continue;
      if (Math.sign(error) !== sign) {
        sign = Math.sign(error);
        tops.push(i);
      } else if (Math.abs(error) > Math.abs(this.points[tops.at(-1) as number].error)) {
        tops[tops.length - 1] = i;
      }
    }
    const fresh: CurvePoint[] = [];
    const found = tops.map((i) => this.refine(i, steps, fresh));
    this.merge(fresh);
    return found;
  }

  private point(sample: Sample): CurvePoint {
    const known = this.at.get(sample);
    if (known !== undefined) return known;
    const { w, basis } = this;
    const u = w.big();
    const prefix = w.big();
    const rest = w.copy(sample.f);
    const weight = w.copy(sample.weight);
    basis.variable(sample.x, u);
    mpfr.mpfr_pow_ui(prefix, sample.x, basis.prefix, ROUND.NEAREST);
    const term = w.big();
    for (const { power, coefficient } of this.fixed) {
      mpfr.mpfr_pow_ui(term, sample.x, power, ROUND.NEAREST);
      mpfr.mpfr_mul(term, term, coefficient, ROUND.NEAREST);
      mpfr.mpfr_sub(rest, rest, term, ROUND.NEAREST);
    }
    if (mpfr.mpfr_sgn(prefix) < 0) mpfr.mpfr_neg(weight, weight, ROUND.NEAREST);
    const point: CurvePoint = { sample, u, prefix, rest, weight, error: 0 };
    this.at.set(sample, point);
    return point;
  }

  private merge(fresh: readonly CurvePoint[]): void {
    if (fresh.length === 0) return;
    this.points = [...new Set([...this.points, ...fresh])].sort(
      (a, b) => a.sample.t - b.sample.t || a.sample.side - b.sample.side,
    );
  }

  /** The extremum near point i, where |error| is largest among its neighbours; new points go to `fresh`. */
  private refine(i: number, steps: number, fresh: CurvePoint[]): CurvePoint {
    const { points } = this;
    let b = points[i];
    const sign = Math.sign(b.error);
    const height = (p: CurvePoint): number => p.error * sign;
    let a: CurvePoint | undefined = b.sample.side === 1 ? undefined : points[i - 1];
    let c: CurvePoint | undefined = b.sample.side === -1 ? undefined : points[i + 1];
    if (a !== undefined && a.sample.t === b.sample.t) a = undefined;
    if (c !== undefined && c.sample.t === b.sample.t) c = undefined;
    for (let step = 0; step < steps; step++) {
      let t: number;
      if (a !== undefined && c !== undefined) {
        const vertex = parabola(a.sample.t, height(a), b.sample.t, height(b), c.sample.t, height(c));
        if (vertex.gain <= GAIN * height(b)) break;
        const wide = c.sample.t - a.sample.t;
        if (wide <= 1e-13) break;
        t = vertex.t;
        // Parabolas that keep to one side (a kink, a singular end): bisect the larger part of the bracket.
        if (step > 2 && step % 2 === 1) {
          const left = b.sample.t - a.sample.t;
          const right = c.sample.t - b.sample.t;
          t = left > right ? b.sample.t - left / 2 : b.sample.t + right / 2;
        }
      } else {
        // At an end of the interval or of a binade: the maximum may still lie just inside.
        const inner = a ?? c;
        if (inner === undefined) break;
        const next = a === undefined ? points[i + 2] : points[i - 2];
        if (next === undefined || step > 0 || next.sample.t === inner.sample.t) break;
        const vertex = parabola(
          next.sample.t,
          height(next),
          inner.sample.t,
          height(inner),
          b.sample.t,
          height(b),
        );
        t = vertex.t;
        if (!(Math.min(b.sample.t, inner.sample.t) < t && t < Math.max(b.sample.t, inner.sample.t))) break;
        if (!vertex.concave) break;
      }
      if (t === b.sample.t || t === a?.sample.t || t === c?.sample.t) break;
      const sample = this.samples.at(t);
      if (sample === undefined) break;
      const point = this.point(sample);
      point.error = this.residual(point);
      fresh.push(point);
      if (height(point) > height(b)) {
        if (t < b.sample.t) c = b;
        else a = b;
        b = point;
      } else if (t < b.sample.t) a = point;
      else c = point;
    }
    return b;
  }
}

/** Vertex of the parabola through three points, its height above the middle one, and whether it is a maximum. */
function parabola(
  t0: number,
  y0: number,
  t1: number,
  y1: number,
  t2: number,
  y2: number,
): { t: number; gain: number; concave: boolean } {
  const d0 = (y1 - y0) / (t1 - t0);
  const d1 = (y2 - y1) / (t2 - t1);
  const curvature = (d1 - d0) / (t2 - t0);
  const slope = d0 + curvature * (t1 - t0);
  const shift = -slope / (2 * curvature);
  return { t: t1 + shift, gain: Math.abs((slope * shift) / 2), concave: curvature < 0 };
}
