import { bigToDecimal, readBig } from '../../number/big-text.ts';
import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { SampleStore } from '../sample-store.ts';
import type { Samples } from '../samples.ts';
import { chebyshevStep } from './chebyshev-step.ts';
import { StructureCurve } from './polish-curve.ts';
import { BigStructure } from './polish-evaluator.ts';
import type { Structure } from './structure.ts';
import type { StructureTarget } from './structure-target.ts';

export type PolishOptions = {
  /** The exchange ends when the largest error is within (1 + tolerance) of what the linear model can still reach. @defaultValue 1e-8 */
  readonly tolerance?: number;
  /** Gauss–Newton steps tried at most. @defaultValue 200 */
  readonly maxSteps?: number;
  /** First grid, a power of 2. @defaultValue 64 */
  readonly grid?: number;
  /** Least working precision, bits. @defaultValue 192 */
  readonly precision?: number;
  /** Look at the first grid alone, and do not refine the extrema: for a first judgement. @defaultValue false */
  readonly rough?: boolean;
  /** Constants are handed back as they were given (texts): for a measurement, without steps. @defaultValue false */
  readonly asGiven?: boolean;
  /** Samples of the same target, kept by the caller. */
  readonly samples?: SampleStore;
};

/** A locally best program of a structure. */
export type Polished = {
  readonly kind: 'polished';
  /** Decimals, exact: as many digits as the error is sensitive to. */
  readonly constants: readonly string[];
  /** Largest weighted error found with these constants, every extremum refined: a measurement. */
  readonly error: number;
  /** Where: the nearest double. */
  readonly worst: number;
  /** Points at which the error was looked at. */
  readonly points: number;
  /** Points within 1e-6 of the largest error: more than the free constants at a regular optimum. */
  readonly extrema: number;
  readonly steps: number;
  /** Nothing is left to gain to first order. */
  readonly converged: boolean;
  /** Working precision, bits. */
  readonly precision: number;
};

export type PolishFailure = {
  readonly kind: 'failure';
  readonly reason:
    | 'undefined' // the function has no value at a point of the interval
    | 'pole' // the start has a pole or a value that is not finite
    | 'precision'; // the working precision limit was reached
};

const LEAST_PRECISION = 192;
const MOST_PRECISION = 3072;
// Bits that the error must stand above the rounding of the working precision.
const ROOM = 80;
// Share of the error that rounding the constants may cost.
const SHARE = 1e-9;
const FIRST_DAMPING = 1e-6;
const LEAST_DAMPING = 1e-24;
// Steps back to the valley's floor after one step, and how far above it one may stray.
const RESTORATIONS = 3;
const STRAY = 1e8;
// Steps of a leap: taken whole, whatever they do to the error on the way.
const LEAP = 8;
// Steps in which the error must have fallen to this fraction: a crawl along a plateau leads nowhere.
const PATIENCE = 24;
const PROGRESS = 0.99;

/**
 * The constants of a structure that make the largest weighted error least, locally, from a start: Gauss–Newton in
 * the maximum norm on a grid that takes in the extrema of the error (Osborne and Watson, 1969; Madsen, 1975), with
 * residuals in multiple precision and steps in doubles, which refine each other to any precision. Needs no Haar
 * condition. Never gives a program with a pole between two of its points.
 * @param start doubles, or texts as `readBig` reads them
 */
export function polish(
  structure: Structure,
  start: ArrayLike<number | string>,
  target: StructureTarget,
  options: PolishOptions = {},
): Polished | PolishFailure {
  const store = options.samples ?? new SampleStore(target);
  try {
    let constants: ArrayLike<number | string> = start;
    let before: number | undefined;
    for (let precision = options.precision ?? LEAST_PRECISION; precision <= MOST_PRECISION; precision *= 2) {
      const tried = attempt(structure, constants, store.at(precision), options, before);
      if (tried.kind !== 'noise') return tried;
      constants = tried.constants;
      before = tried.error;
    }
    return { kind: 'failure', reason: 'precision' };
  } finally {
    if (options.samples === undefined) store.dispose();
  }
}

/** The error went below what the precision can tell. */
type Noise = { readonly kind: 'noise'; readonly constants: readonly string[]; readonly error: number };

function attempt(
  structure: Structure,
  start: ArrayLike<number | string>,
  samples: Samples,
  options: PolishOptions,
  before: number | undefined,
): Polished | PolishFailure | Noise {
  const { precision } = samples;
  const { tolerance = 1e-8, maxSteps = 200, grid = 64, rough = false } = options;
  return withWorkspace(precision, (w) => {
    const shape = new BigStructure(structure, w);
    shape.constants.forEach((c, i) => {
      const given = start[i];
      if (typeof given === 'number') mpfr.mpfr_set_d(c, given, ROUND.NEAREST);
      else readBig(c, given);
    });
    const kept = shape.constants.map((c) => w.copy(c));
    const curve = new StructureCurve(samples, shape, w);
    if (!curve.addGrid(grid)) return { kind: 'failure', reason: 'undefined' };
    let error = curve.update();
    if (!(error < Infinity)) return { kind: 'failure', reason: 'pole' };
    const floor = 2 ** (ROOM - precision);
    let steps = 0;
    let converged = structure.constants === 0;
    let damping = FIRST_DAMPING;
    let verified = false;
    for (;;) {
      const descended = descend();
      if (error < floor) return drowned();
      if (rough) {
        converged ||= descended;
        break;
      }
      const most = curve.refine(verified ? 12 : 5);
      if (samples.failure !== undefined) return { kind: 'failure', reason: 'undefined' };
      // A pole showed itself between the points there were.
      if (!(most < Infinity)) return { kind: 'failure', reason: 'pole' };
      const grown = most > error * (1 + tolerance);
      error = most;
      if (!grown || steps >= maxSteps) {
        if (verified || steps >= maxSteps) {
          converged ||= descended;
          break;
        }
        verified = true;
        curve.addGrid(4 * grid);
        error = curve.update();
        if (!(error < Infinity)) return { kind: 'failure', reason: 'pole' };
      }
    }
    return finish();

    /** Descends, and where it is stuck short of the optimum leaps on, as long as that pays. */
    function descend(): boolean {
      for (;;) {
        if (descendHere()) return true;
        if (steps >= maxSteps || structure.constants === 0 || error < floor || !leap()) return false;
      }
    }

    /**
     * Whole steps from one linear model to the next: far along a curved valley, up its wall and down on its floor
     * again. Stays where it was unless that pays.
     */
    function leap(): boolean {
      let after = error;
      for (let i = 0; i < LEAP && steps < maxSteps; i++) {
        const found = chebyshevStep(curve.residual(after), curve.jacobian(after), LEAST_DAMPING);
        if (found === undefined) break;
        steps++;
        shape.constants.forEach((c, j) => mpfr.mpfr_add_d(c, c, found.step[j], ROUND.NEAREST));
        after = curve.update();
        if (!(after < Infinity)) break;
        if (after > PROGRESS * error) continue;
        shape.constants.forEach((c, j) => mpfr.mpfr_set(kept[j], c, ROUND.NEAREST));
        error = after;
        damping = LEAST_DAMPING;
        return true;
      }
      shape.constants.forEach((c, j) => mpfr.mpfr_set(c, kept[j], ROUND.NEAREST));
      curve.update();
      return false;
    }

    /** Steps on the points at hand until nothing is left to gain; whether that was reached. */
    function descendHere(): boolean {
      let stalled = 0;
      let mark = { steps, error };
      while (steps < maxSteps && structure.constants > 0 && error >= floor) {
        const jacobian = curve.jacobian(error);
        const residual = curve.residual(error);
        if (steps - mark.steps >= PATIENCE) {
          if (error > mark.error * PROGRESS) return false;
          mark = { steps, error };
        }
        let moved = false;
        while (steps < maxSteps) {
          const found = chebyshevStep(residual, jacobian, damping);
          if (found === undefined) return false;
          const gain = 1 - found.predicted;
          if (gain <= tolerance / 4 && (found.free || damping <= FIRST_DAMPING)) return true;
          steps++;
          const after = follow(found.step);
          const ratio = (1 - after / error) / gain;
          if (after < error) {
            shape.constants.forEach((c, i) => mpfr.mpfr_set(kept[i], c, ROUND.NEAREST));
            stalled = 1 - after / error < tolerance / 4 ? stalled + 1 : 0;
            error = after;
            if (ratio > 0.25) damping = Math.max(LEAST_DAMPING, damping / 10);
            else damping *= 4;
            moved = true;
            break;
          }
          damping *= 6;
          if (damping > 1e6) break;
        }
        if (!moved) {
          shape.constants.forEach((c, i) => mpfr.mpfr_set(c, kept[i], ROUND.NEAREST));
          curve.update();
          damping = FIRST_DAMPING;
          return false;
        }
        if (stalled >= 3) return false;
      }
      return false;
    }

    /**
     * Takes a step and, where it made the error larger, up to three more that may move each constant much less:
     * back to the floor of the valley, which is narrow and curved where constants nearly make up for each other
     * (the watchdog of Chamberlain, Powell, Lemaréchal and Pedersen, 1982). The error after it.
     */
    function follow(step: Float64Array): number {
      const unit = error;
      const move = (by: Float64Array): number => {
        shape.constants.forEach((c, i) => mpfr.mpfr_add_d(c, c, by[i], ROUND.NEAREST));
        return curve.update();
      };
      shape.constants.forEach((c, i) => mpfr.mpfr_set(c, kept[i], ROUND.NEAREST));
      let after = move(step);
      for (let i = 0; i < RESTORATIONS && after >= unit && after < unit * STRAY; i++) {
        const back = chebyshevStep(
          curve.residual(after),
          curve.jacobian(after),
          damping * (after / unit) * 8,
        );
        if (back === undefined) break;
        const height = after;
        after = move(back.step);
        if (!(after < height / 2)) break;
      }
      return after;
    }

    function drowned(): Noise | Polished {
      const exact = before !== undefined && error <= before * 2 ** (-precision / 4);
      if (exact) return finish();
      return {
        kind: 'noise',
        constants: kept.map((c) => bigToDecimal(c, Math.ceil(precision * 0.302) + 2)),
        error,
      };
    }

    function finish(): Polished {
      const { scale } = curve.jacobian(Math.max(error, floor));
      const constants = kept.map((c, j) =>
        options.asGiven ? String(start[j]) : shorten(c, scale[j], kept.length, precision),
      );
      shape.constants.forEach((c, j) => readBig(c, constants[j]));
      const last = curve.update();
      const worst = curve.points.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
      return {
        kind: 'polished',
        constants,
        error: last,
        worst: mpfr.mpfr_get_d(worst.sample.x, ROUND.NEAREST),
        points: curve.points.length,
        extrema: curve.points.filter((point) => Math.abs(point.error) >= last * (1 - 1e-6)).length,
        steps,
        converged,
        precision,
      };
    }
  });
}

/** A constant with as many decimals as the error (1 in the slope's unit) is sensitive to. */
function shorten(c: Big, slope: number, count: number, precision: number): string {
  const sensitivity = slope * Math.abs(mpfr.mpfr_get_d(c, ROUND.NEAREST));
  const digits = Math.ceil(Math.log10((count * sensitivity) / SHARE));
  const limit = Math.ceil(precision * 0.302);
  return bigToDecimal(c, Number.isFinite(digits) ? Math.min(Math.max(digits, 6), limit) : 6);
}
