import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import type { Sample, Samples } from '../samples.ts';
import { factorJacobian, type FactoredJacobian } from './chebyshev-factor.ts';
import type { BigStructure } from './polish-evaluator.ts';
import { OPEN_END, type StructureTarget } from './structure-target.ts';

/** One point of the error curve of a structure. */
export type CurvePoint = { readonly sample: Sample; error: number };

// Extrema below this fraction of the largest error are not looked at closely.
const RELEVANT = 0.5;
// A parabola that promises less than this is not followed.
const GAIN = 1e-11;

/** The signed weighted error of a structure on points that refine themselves around its extrema; sorted. */
export class StructureCurve {
  points: CurvePoint[] = [];
  private readonly samples: Samples;
  private readonly shape: BigStructure;
  private readonly w: Workspace;
  private readonly known = new Set<Sample>();
  private signs: string | undefined;

  constructor(samples: Samples, shape: BigStructure, w: Workspace) {
    this.samples = samples;
    this.shape = shape;
    this.w = w;
  }

  /** Adds a Chebyshev grid of n + 1 points, and points that come close to the ends. `false`: the function has no value. */
  addGrid(n: number): boolean {
    const { open, measure } = this.samples.target as StructureTarget;
    const fresh: Sample[] = [];
    const add = (t: number): void => {
      const sample = this.samples.at(t);
      if (sample !== undefined) fresh.push(sample);
    };
    // Binade edges (both sides) come with the grid.
    if (measure === 'ulp') fresh.push(...this.samples.grid(n));
    else for (let j = 1; j < n; j++) add(Math.sin((Math.PI / 2) * (j / n)) ** 2);
    for (const power of [12, 17, 24, 34]) {
      add(2 ** -power);
      add(1 - 2 ** -power);
    }
    add(open[0] ? OPEN_END.lo : 0);
    add(open[1] ? OPEN_END.hi : 1);
    if (this.samples.failure !== undefined) return false;
    this.merge(fresh.filter(({ t }) => !(open[0] && t === 0) && !(open[1] && t === 1)));
    return true;
  }

  /** Errors of the constants at hand; their largest magnitude, infinite when there is a pole or a value is not finite. */
  update(): number {
    let most = 0;
    this.signs = undefined;
    for (const point of this.points) {
      point.error = this.error(point.sample);
      const size = Math.abs(point.error);
      if (!(size < Infinity)) return Infinity;
      if (size > most) most = size;
    }
    return most;
  }

  /** Errors at all points, divided by `unit`. */
  residual(unit: number): Float64Array {
    return Float64Array.from(this.points, ({ error }) => error / unit);
  }

  /** Derivatives of the errors in the constants at all points, divided by `unit`, factored. */
  jacobian(unit: number): FactoredJacobian {
    const { w } = this;
    const mark = w.mark();
    const columns = this.shape.constants.map(() => [] as Big[]);
    const seed = w.big();
    for (const { sample } of this.points) {
      this.shape.run(sample.x);
      mpfr.mpfr_div_d(seed, sample.weight, unit, ROUND.NEAREST);
      this.shape.slopes(seed).forEach((slope, j) => columns[j].push(w.copy(slope)));
    }
    const factored = factorJacobian(columns, w);
    w.release(mark);
    return factored;
  }

  /** Refines every relevant extremum by up to `steps` new points; the largest error now known. */
  refine(steps: number): number {
    const { points } = this;
    const most = points.reduce((a, { error }) => Math.max(a, Math.abs(error)), 0);
    const fresh: CurvePoint[] = [];
    points.forEach((point, i) => {
      const size = Math.abs(point.error);
      if (size < RELEVANT * most) return;
      const left = points[i - 1];
      const right = points[i + 1];
      if (left !== undefined && Math.abs(left.error) > size) return;
      if (right !== undefined && Math.abs(right.error) >= size) return;
      if (left !== undefined && right !== undefined) this.climb(left, point, right, steps, fresh);
    });
    this.points = [...points, ...fresh].sort(byPosition);
    return this.points.reduce((a, { error }) => (Math.abs(error) <= a ? a : Math.abs(error)), 0);
  }

  private climb(a: CurvePoint, b: CurvePoint, c: CurvePoint, steps: number, fresh: CurvePoint[]): void {
    const sign = Math.sign(b.error);
    for (let step = 0; step < steps; step++) {
      const [ta, tb, tc] = [a.sample.t, b.sample.t, c.sample.t];
      if (!(ta < tb && tb < tc) || tc - ta < 1e-12) return;
      const before = (sign * (b.error - a.error)) / (tb - ta);
      const after = (sign * (c.error - b.error)) / (tc - tb);
      const curvature = (after - before) / (tc - ta);
      const slope = before + curvature * (tb - ta);
      const shift = -slope / (2 * curvature);
      if (!(Math.abs(slope * shift) / 2 > GAIN * Math.abs(b.error))) return;
      let t = tb + shift;
      // Parabolas that keep to one side (a kink): halve the larger part of the bracket.
      if (step > 2 && step % 2 === 1) t = tb - ta > tc - tb ? (ta + tb) / 2 : (tb + tc) / 2;
      if (!(t > ta && t < tc) || t === tb) return;
      const sample = this.samples.at(t);
      if (sample === undefined || this.known.has(sample)) return;
      this.known.add(sample);
      const point: CurvePoint = { sample, error: this.error(sample) };
      fresh.push(point);
      if (sign * point.error > sign * b.error) {
        if (t < tb) c = b;
        else a = b;
        b = point;
      } else if (t < tb) a = point;
      else c = point;
    }
  }

  private merge(samples: readonly Sample[]): void {
    for (const sample of samples) {
      if (this.known.has(sample)) continue;
      this.known.add(sample);
      this.points.push({ sample, error: NaN });
    }
    this.points.sort(byPosition);
  }

  private error(sample: Sample): number {
    const mark = this.w.mark();
    const r = this.w.big();
    mpfr.mpfr_sub(r, this.shape.run(sample.x), sample.f, ROUND.NEAREST);
    mpfr.mpfr_mul(r, r, sample.weight, ROUND.NEAREST);
    const error = mpfr.mpfr_get_d(r, ROUND.NEAREST);
    this.w.release(mark);
    const signs = this.shape.signs();
    this.signs ??= signs;
    return signs === this.signs ? error : Infinity;
  }
}

function byPosition(a: CurvePoint, b: CurvePoint): number {
  return a.sample.t - b.sample.t || a.sample.side - b.sample.side;
}
