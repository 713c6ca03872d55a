import { mpfr, ROUND } from '../../number/mpfr.ts';
import { fail } from '../../error/fault.ts';
import type { FitTarget } from '../fit-target.ts';
import { Samples } from '../samples.ts';
import type { Fitness, Refined } from './fitness.ts';
import { FitKernel, type FitPoints } from './kernel-fit.ts';
import type { Structure } from './structure.ts';

/** Chebyshev points that constants are fitted on: more than twice the constants there can be. */
const FIT_POINTS = 40;
/** Points for a look between them, where a pole may hide. */
const CHECK_POINTS = 500;
/** A fit is believed when the largest error on the check points is at most this many times that on the fit's. */
const BELIEVED = 8;
/** Rounding of the kernel hides errors below this (relative to the weight's scale). */
const FLOOR = 2e-14;
/** The path from a structure's own values to the target's: its steps, and Levenberg–Marquardt steps at each. */
const PATH = [0.12, 0.3, 0.5, 0.75] as const;
const PATH_STEPS = 12;
const LAST_STEPS = 60;

/** Samples of a target at n interior Chebyshev points, in doubles. @throws NapierError where it has no value */
export function targetPoints(target: FitTarget, n: number): FitPoints {
  const samples = new Samples(target, 128);
  try {
    const [x, f, w] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < n; i++) {
      const sample = samples.at(Math.sin((Math.PI / 4) * ((2 * i + 1) / n)) ** 2);
      if (sample === undefined) {
        return fail({ kind: 'domain', message: samples.failure?.message ?? 'the function has no value' });
      }
      x[i] = mpfr.mpfr_get_d(sample.x, ROUND.NEAREST);
      f[i] = mpfr.mpfr_get_d(sample.f, ROUND.NEAREST);
      w[i] = mpfr.mpfr_get_d(sample.weight, ROUND.NEAREST);
    }
    return { x, f, w };
  } finally {
    samples.dispose();
  }
}

/** How well a structure approximates a function on an interval: the largest weighted error. */
export class TargetFitness implements Fitness {
  spent = 0;
  readonly floor: number;
  private readonly points: FitPoints;
  private readonly kernel: FitKernel;
  private readonly check: FitKernel;
  private readonly checkPoints: FitPoints;
  private readonly refiner: (structure: Structure, constants: Float64Array) => Refined | undefined;

  constructor(
    target: FitTarget,
    refiner: (structure: Structure, constants: Float64Array) => Refined | undefined,
  ) {
    this.points = targetPoints(target, FIT_POINTS);
    this.checkPoints = targetPoints(target, CHECK_POINTS);
    this.kernel = new FitKernel(this.points);
    this.check = new FitKernel(this.checkPoints);
    this.refiner = refiner;
    const { f, w } = this.points;
    let scale = 0;
    for (let i = 0; i < f.length; i++) scale = Math.max(scale, Math.abs(f[i] * w[i]));
    this.floor = FLOOR * scale;
  }

  fit(structure: Structure, constants: Float64Array, steps: number): number {
    this.spent += steps;
    const { kernel } = this;
    kernel.clear();
    kernel.push(structure, constants);
    kernel.fit(steps);
    constants.set(kernel.constants(0));
    const loss = kernel.largest(0);
    return Number.isNaN(loss) ? Infinity : loss;
  }

  /**
   * From the values y that the structure has now to the target f, by way of y^(1−t)·f^t where both have the same
   * sign, else of y + t·(f − y).
   */
  follow(structure: Structure, constants: Float64Array): number {
    const { kernel, points } = this;
    const { f, w } = points;
    kernel.clear();
    kernel.push(structure, constants);
    const y = kernel.values()[0].slice();
    this.spent += 1;
    const alike = y.every((value, i) => value * f[i] > 0);
    const way = new Float64Array(f.length);
    const weights = new Float64Array(f.length);
    let current: Float64Array = constants.slice();
    for (const t of PATH) {
      for (let i = 0; i < f.length; i++) {
        way[i] = alike ? y[i] * (f[i] / y[i]) ** t : y[i] + t * (f[i] - y[i]);
        // Errors are measured against what is followed when they are relative at the end.
        weights[i] = alike ? (w[i] * f[i]) / way[i] : w[i];
      }
      if (!way.every(Number.isFinite)) return Infinity;
      kernel.clear();
      kernel.push(structure, current, { f: way, w: weights });
      kernel.fit(PATH_STEPS, 1e-4);
      this.spent += PATH_STEPS;
      current = kernel.constants(0);
    }
    constants.set(current);
    return this.fit(structure, constants, LAST_STEPS);
  }

  /** Is the error between the fitted points what it is on them (no pole, no wild swing)? */
  believable(structure: Structure, constants: Float64Array, loss: number): boolean {
    const { check, checkPoints } = this;
    check.clear();
    check.push(structure, constants);
    const [y] = check.values();
    const { f, w } = checkPoints;
    const most = BELIEVED * Math.max(loss, this.floor);
    for (let i = 0; i < f.length; i++) if (!(Math.abs(w[i] * (y[i] - f[i])) <= most)) return false;
    return true;
  }

  refine(structure: Structure, constants: Float64Array): Refined | undefined {
    return this.refiner(structure, constants);
  }
}
