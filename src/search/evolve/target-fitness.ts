import { toHexFloat } from '../../number/exact-constant.ts';
import { fail } from '../../error/fault.ts';
import type { Fitness, Refined } from './fitness.ts';
import { StructureFitter } from './fit-structure.ts';
import { withEndPoints } from './end-points.ts';
import { FitKernel, type FitPoints } from './kernel-fit.ts';
import { continueFit } from './structure-continuation.ts';
import { structurePoints } from './structure-points.ts';
import type { StructureTarget } from './structure-target.ts';
import { WORDS, type Structure } from './structure.ts';

/** Chebyshev points that constants are fitted on: more than twice the constants there can be. */
const FIT_POINTS = 40;
/** Points for a look between them, where a pole may hide. */
const CHECK_POINTS = 500;
/** A fit is believed when the largest error on the check points is at most this many times that on the fit's. */
const BELIEVED = 8;
/** Rounding of the kernel hides errors below this (relative to the largest weighted value). */
const FLOOR = 2e-14;
/**
 * Units of work that are taken for a `follow` before its last fit, and for each start and each polish of a `refine`:
 * about what they cost.
 */
const FOLLOW_WORK = 200;
const FOLLOW_STEPS = 12;
const START_WORK = 25;
const POLISH_WORK = 120;
const LAST_STEPS = 60;
const CLEAR = 1e3;
const CLEAR_STARTS = 100;
/** Optima that are polished: more where there are many starts. */
const MANY_STARTS = 500;
const POLISHES = { few: 2, many: 4 } as const;

/** How well a structure approximates a function on an interval: the largest weighted error. `dispose()` when done. */
export class TargetFitness implements Fitness {
  spent = 0;
  readonly floor: number;
  readonly samples: FitPoints;
  private readonly kernel: FitKernel;
  private readonly check: FitKernel;
  private readonly checkPoints: FitPoints;
  private readonly fitter: StructureFitter;

  private readonly starts: number;

  /**
   * @param starts random starts of a refinement, beside the constants that are known
   * @throws NapierError (`domain`) when the function has hardly any values on the interval
   */
  constructor(target: StructureTarget, starts: number) {
    this.starts = starts;
    this.samples = withEndPoints(target, structurePoints(target, FIT_POINTS));
    this.checkPoints = withEndPoints(target, structurePoints(target, CHECK_POINTS));
    if (this.samples.x.length < FIT_POINTS / 2) {
      fail({ kind: 'domain', message: 'the function has no values to fit at most points of the domain' });
    }
    this.kernel = new FitKernel(this.samples);
    this.check = new FitKernel(this.checkPoints);
    this.fitter = new StructureFitter(target);
    const { f, w } = this.samples;
    this.floor = FLOOR * f.reduce((most, value, i) => Math.max(most, Math.abs(value * w[i])), 0);
  }

  dispose(): void {
    this.fitter.dispose();
  }

  fit(structure: Structure, constants: Float64Array, steps: number, held = 0): number {
    this.spent += steps;
    const { kernel } = this;
    kernel.clear();
    kernel.push(structure, constants, undefined, held);
    kernel.fit(steps);
    constants.set(kernel.constants(0));
    const loss = kernel.sum(0) < Infinity ? kernel.largest(0) : Infinity;
    return Number.isNaN(loss) ? Infinity : loss;
  }

  follow(structure: Structure, constants: Float64Array): number {
    this.spent += FOLLOW_WORK;
    const led = continueFit(this.kernel, structure, constants, this.samples, FOLLOW_STEPS);
    if (led === undefined) return Infinity;
    constants.set(led);
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

  refine(structure: Structure, constants: Float64Array, seed: number): Refined | undefined {
    const clear = this.fit(structure, Float64Array.from(constants), 0) > CLEAR * this.floor;
    const most = clear ? Math.min(CLEAR_STARTS, this.starts) : this.starts;
    const starts = structure.constants === 0 ? 1 : most;
    const polishes = clear ? 1 : starts < MANY_STARTS ? POLISHES.few : POLISHES.many;
    const options = { starts, seed, warmStarts: [constants], polishes };
    const free = this.fitter.fit(structure, options);
    const { looked, polished } = free.counters;
    const size = (structure.code.length / WORDS + 1) * (structure.constants + 2);
    this.spent += START_WORK * starts + POLISH_WORK * size * (looked + polished);
    if (free.kind === 'failure') return undefined;
    const fitted = this.fitter.withExactZeros(structure, free);
    if (fitted === undefined) return undefined;
    const { error, points } = fitted;
    return { constants: fitted.constants, error, worst: toHexFloat(fitted.worst), points };
  }
}
