import { createRandom } from '../../number/random.ts';
import { SampleStore } from '../sample-store.ts';
import { isZeroAt, withEndPoints } from './end-points.ts';
import { FitKernel, type FitPoints } from './kernel-fit.ts';
import { constantsOfZero } from './exact-zero.ts';
import { polish, type PolishFailure, type PolishOptions, type Polished } from './polish.ts';
import { continueFit, continuePolish, ofOneSign } from './structure-continuation.ts';
import { peelStructure } from './structure-peel.ts';
import { structurePoints } from './structure-points.ts';
import { randomConstants } from './structure-starts.ts';
import { WORDS, type Structure } from './structure.ts';
import type { StructureTarget } from './structure-target.ts';

export type FitStructureOptions = {
  /** Random starts. @defaultValue 1000 */
  readonly starts?: number;
  readonly seed: number;
  /** Constants to continue from, a value a slot (doubles or decimals). */
  readonly warmStarts?: readonly ArrayLike<number | string>[];
  /** Continue also in multiple precision where doubles end (a quarter of a second each). @defaultValue true */
  readonly fine?: boolean;
  /** How many fits in doubles are looked at in multiple precision; the best two of them are finished. @defaultValue 12 */
  readonly polishes?: number;
};

/** What happened on the way. */
export type FitCounters = {
  readonly starts: number;
  /** Starts with a value that is not finite at a point, or still a pole between two after the first steps. */
  readonly refused: number;
  /** Fits looked at in multiple precision. */
  readonly looked: number;
  /** Of those, how many turned out to have a pole in the interval. */
  readonly poles: number;
  /** Fits finished, and how many of them did not converge. */
  readonly polished: number;
  readonly unconverged: number;
};

export type FittedStructure = Omit<Polished, 'kind'> & {
  readonly kind: 'fitted';
  readonly counters: FitCounters;
};

export type FitStructureFailure = {
  readonly kind: 'failure';
  readonly reason:
    | 'undefined' // the function has too few values on the interval
    | 'start'; // no start led to a program without a pole
  readonly counters: FitCounters;
};

const POINTS = 48;
// Steps of the first look at a start, of the better tenth, and of those that may be polished.
const STEPS = [12, 60, 400] as const;
const SECOND = 96;
const THIRD = 24;
// Fits whose largest errors, or all of whose constants, are this close (relatively) are the same optimum.
const SAME = 1e-4;
const NEAR = 1e-2;
const FIRST_LOOK: PolishOptions = { rough: true, tolerance: 1e-2, maxSteps: 48 };
const FINAL = 2;
// First looks are this accurate: one no better than this than a finished fit is left.
const SAME_OPTIMUM = 0.03;
// Below this, in units of the largest weighted value, continuation in doubles loses its way in rounding.
const BEYOND_DOUBLES = 1e-11;
// Here the error of a fit in doubles is itself rounding.
const DOUBLES = 1e-12;
const FEW = 4;
// A constant this near to a whole number may be meant to be it.
const WHOLE = 1e-6;
const USEFUL = 0.9;
// Bits of constants that make a program 0 at a point, and how much worse (relatively) it may be with them.
const ZERO_BITS = 128;
/** … and bits beyond the error that a program has without them; of a program that has none all bits that polish keeps. */
const [ZERO_GUARD, EXACT_BITS] = [24, 1024];
const MOVED = 0.01;
// A measurement takes constants to fewer digits than the proof: errors below this are not told apart by it.
const NEARLY_EXACT = 1e-30;

/**
 * Fits structures to one target: random starts and continuation in the kernel (least squares in doubles), then the
 * best of them to the true minimax optimum in multiple precision. Deterministic for a seed. Keeps the target's values
 * for all structures; `dispose()` when done.
 */
export class StructureFitter {
  readonly target: StructureTarget;
  readonly points: FitPoints;
  private readonly kernel: FitKernel;
  private readonly samples: SampleStore;
  /** The error is relative, and the function vanishes at an end. */
  private readonly vanishes: boolean;
  /** Ends of the interval at which it is exactly 0. */
  private readonly zeros: readonly string[];
  /** The largest weighted value. */
  private readonly unit: number;

  constructor(target: StructureTarget) {
    this.target = target;
    const inner = structurePoints(target, POINTS);
    this.points = withEndPoints(target, inner);
    this.vanishes = this.points.x.length > inner.x.length;
    this.zeros = this.vanishes ? [target.lo, target.hi].filter((end) => isZeroAt(target, end)) : [];
    this.kernel = new FitKernel(this.points);
    this.samples = new SampleStore(target);
    const { f, w } = this.points;
    this.unit = f.reduce((most, v, i) => Math.max(most, Math.abs(v) * w[i]), 0);
  }

  dispose(): void {
    this.samples.dispose();
  }

  fit(structure: Structure, options: FitStructureOptions): FittedStructure | FitStructureFailure {
    const { starts = 1000, polishes = 12 } = options;
    const counters = { starts: 0, refused: 0, looked: 0, poles: 0, polished: 0, unconverged: 0 };
    if (this.points.x.length <= structure.constants)
      return { kind: 'failure', reason: 'undefined', counters };
    const rough = this.rough(structure, starts, options, counters);
    const judged: Polished[] = [];
    const judge = (
      constants: ArrayLike<number | string>,
      from: PolishOptions = {},
    ): Polished | PolishFailure => {
      const polished = polish(structure, constants, this.target, { samples: this.samples, ...from });
      if (polished.kind === 'failure') counters.poles++;
      return polished;
    };
    // Beyond doubles the rough fits are noise: put outer squarings on one at a time instead.
    const ladder =
      options.warmStarts === undefined && rough.length > 0 && rough[0].largest < DOUBLES * this.unit
        ? this.climb(structure, options)
        : undefined;
    const reached = (): number => judged.reduce((least, { error }) => Math.min(least, error), Infinity);
    for (const constants of this.starts(
      structure,
      rough,
      ladder === undefined ? polishes : FEW,
      options,
      counters,
      reached,
    )) {
      const polished = this.whole(constants)
        .map((tried) => () => judge(tried, FIRST_LOOK))
        .reduce<Polished | PolishFailure>(
          (found, look) => (isUseful(found, this.unit) ? found : look()),
          NONE,
        );
      if (polished.kind === 'failure') {
        if (polished.reason === 'undefined') return { kind: 'failure', reason: 'undefined', counters };
      } else if (!judged.some(({ error }) => Math.abs(error - polished.error) <= SAME * error))
        judged.push(polished);
    }
    if (ladder !== undefined) judged.push(ladder);
    let best: Polished | undefined;
    for (const { constants, error } of judged.sort((a, b) => a.error - b.error)) {
      if (counters.polished === FINAL) break;
      if (best?.converged && best.error <= error * (1 + SAME_OPTIMUM)) break;
      const polished = judge(constants);
      if (polished.kind === 'failure') continue;
      counters.polished++;
      if (!polished.converged) counters.unconverged++;
      if (best === undefined || polished.error < best.error) best = polished;
    }
    if (best === undefined) return { kind: 'failure', reason: 'start', counters };
    return { ...this.exactly(structure, best), kind: 'fitted', counters };
  }

  /**
   * The same with constants that make the program exactly 0 where the function is, at an end of the interval.
   * @returns `undefined` when it cannot be 0 there: then its relative error has no bound
   */
  withExactZeros(structure: Structure, fitted: FittedStructure): FittedStructure | undefined {
    let found = fitted;
    for (const end of this.zeros) {
      // A fit that is nearly exact needs constants as long as it is near.
      const bits = Math.max(ZERO_BITS, ZERO_GUARD - Math.floor(Math.log2(found.error)));
      const constants = constantsOfZero(
        structure,
        found.constants,
        end,
        found.error === 0 ? EXACT_BITS : bits,
      );
      if (constants === undefined) return undefined;
      if (constants === 'unknown') continue;
      const options = { samples: this.samples, maxSteps: 0, asGiven: true };
      const measured = polish(structure, constants, this.target, options);
      const most = Math.max(found.error * (1 + MOVED), NEARLY_EXACT);
      if (measured.kind === 'failure' || measured.error > most) return undefined;
      found = { ...found, constants, error: measured.error, worst: measured.worst, points: measured.points };
    }
    return found;
  }

  /** The same with whole constants, if it is as good with them. */
  private exactly(structure: Structure, best: Polished): Polished {
    const [rounded] = this.whole(best.constants);
    if (rounded === best.constants) return best;
    const again = polish(structure, rounded, this.target, { samples: this.samples, maxSteps: 0 });
    return again.kind === 'polished' && again.error <= best.error * (1 + SAME)
      ? { ...again, converged: best.converged, steps: best.steps }
      : best;
  }

  /**
   * Where the function vanishes at an end, a program must too, to the last bit: constants that are nearly whole numbers
   * (x − 0.99999999998) are tried as such first.
   */
  private whole(constants: ArrayLike<number | string>): readonly ArrayLike<number | string>[] {
    if (!this.vanishes) return [constants];
    const rounded = Array.from(constants, (c) => {
      const nearest = Math.round(Number(c));
      return nearest !== 0 && Math.abs(Number(c) - nearest) < WHOLE * Math.abs(nearest) ? nearest : c;
    });
    return rounded.some((c, i) => c !== constants[i]) ? [rounded, constants] : [constants];
  }

  /**
   * The fit of a structure whose outermost operations can be undone (squarings), by way of what is inside them: that
   * is fitted to the target alone first, and each operation put back by continuation.
   */
  private climb(structure: Structure, options: FitStructureOptions): Polished | undefined {
    const core = peelStructure(structure, this.points).structure;
    if (core.code.length === structure.code.length) return undefined;
    let found = this.fit(core, options);
    for (let size = core.code.length + WORDS; size <= structure.code.length; size += WORDS) {
      if (found.kind === 'failure') return undefined;
      const outer = { code: structure.code.slice(0, size), constants: structure.constants };
      found = this.fit(outer, { ...options, starts: 0, warmStarts: [found.constants] });
    }
    return found.kind === 'failure' ? undefined : { ...found, kind: 'polished' };
  }

  /** What to polish: the best fits in doubles, each optimum once, and the ends of continuations beyond doubles. */
  private *starts(
    structure: Structure,
    rough: readonly Rough[],
    count: number,
    { warmStarts = [], fine = true }: FitStructureOptions,
    counters: { looked: number },
    reached: () => number,
  ): Generator<ArrayLike<number | string>> {
    const seen: Rough[] = [];
    for (const fit of rough) {
      if (seen.length === count) break;
      if (seen.some((other) => alike(other, fit))) continue;
      const { constants } = fit;
      seen.push(fit);
      counters.looked++;
      yield constants;
    }
    if (!fine || reached() > BEYOND_DOUBLES * this.unit) return;
    for (const inherited of warmStarts) {
      const { kernel } = this;
      kernel.clear();
      kernel.push(structure, Float64Array.from(inherited, Number));
      const geometric = ofOneSign(Float64Array.from(kernel.values()[0]), this.points.f);
      const led = continuePolish(structure, inherited, this.target, geometric);
      if (led === undefined) continue;
      counters.looked++;
      yield led;
    }
  }

  /** Fits in doubles, best first. */
  private rough(
    structure: Structure,
    starts: number,
    { seed, warmStarts = [] }: FitStructureOptions,
    counters: { starts: number; refused: number },
  ): Rough[] {
    const random = createRandom(seed);
    const inner = peelStructure(structure, this.points);
    const count = structure.constants;
    const tries =
      count === 0
        ? [new Float64Array(0)]
        : Array.from({ length: starts }, (_, i) => randomConstants(count, i % 2 === 1, random));
    counters.starts = tries.length + warmStarts.length;
    let pool = this.run(inner.structure, tries, STEPS[0], inner.points);
    counters.refused = pool.filter(({ largest }) => largest === Infinity).length;
    pool = this.run(inner.structure, leading(pool, SECOND), STEPS[1], inner.points);
    const chosen = leading(pool, THIRD);
    for (const given of warmStarts) {
      const inherited = Float64Array.from(given, Number);
      const constants = continueFit(this.kernel, structure, inherited, this.points);
      if (constants === undefined) counters.refused++;
      else chosen.push(constants);
      chosen.push(inherited);
    }
    const last = this.run(structure, chosen, STEPS[2], this.points);
    return last.filter(({ largest }) => largest < Infinity).sort((a, b) => a.largest - b.largest);
  }

  private run(
    structure: Structure,
    starts: readonly Float64Array[],
    steps: number,
    points: FitPoints,
  ): Rough[] {
    const { kernel } = this;
    const found: Rough[] = [];
    for (let from = 0; from < starts.length; from += CHUNK) {
      kernel.clear();
      for (const constants of starts.slice(from, from + CHUNK))
        kernel.push(structure, constants, points === this.points ? undefined : points);
      kernel.fit(steps);
      for (let i = 0; i < kernel.size; i++) {
        const sum = kernel.sum(i);
        found.push({
          constants: kernel.constants(i),
          sum,
          largest: sum < Infinity ? kernel.largest(i) : Infinity,
        });
      }
    }
    return found;
  }
}

const NONE: PolishFailure = { kind: 'failure', reason: 'pole' };

/** Is it nearer to the function than 0 is? */
const isUseful = (found: Polished | PolishFailure, unit: number): boolean =>
  found.kind === 'polished' && found.error < USEFUL * unit;

type Rough = { readonly constants: Float64Array; readonly sum: number; readonly largest: number };

const CHUNK = 512;

/** The same optimum by its error, or by its constants where errors are rounding. */
function alike(a: Rough, b: Rough): boolean {
  return (
    Math.abs(a.largest - b.largest) <= SAME * b.largest ||
    a.constants.every((c, i) => Math.abs(c - b.constants[i]) <= NEAR * Math.abs(c))
  );
}

function leading(pool: readonly Rough[], count: number): Float64Array[] {
  return pool
    .filter(({ largest }) => largest < Infinity)
    .sort((a, b) => a.sum - b.sum)
    .slice(0, count)
    .map(({ constants }) => constants);
}

/** One structure to one target; see {@link StructureFitter} for many. */
export function fitStructure(
  structure: Structure,
  target: StructureTarget,
  options: FitStructureOptions,
): FittedStructure | FitStructureFailure {
  const fitter = new StructureFitter(target);
  try {
    return fitter.fit(structure, options);
  } finally {
    fitter.dispose();
  }
}
