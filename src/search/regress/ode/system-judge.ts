import { integer } from '../../../expression/expression.ts';
import { realBits } from '../description.ts';
import { exactValues } from '../exact-values.ts';
import { freeConstants } from '../fit-constants.ts';
import type { Formula } from '../formula.ts';
import { formulaSize } from '../formula-bits.ts';
import { solveDefinite } from '../least-squares.ts';
import type { Segment } from './differential-system.ts';
import { fitByIntegration, type IntegrationFit } from './fit-by-integration.ts';
import type { SystemData, Trajectory } from './trajectory.ts';

/** A system whose constants were fitted by integration. */
export type FoundSystem = {
  readonly formulas: readonly Formula[];
  /** Engine of each. */
  readonly engines: readonly string[];
  /** Root mean square of each state's distance from the solution, over whole trajectories where `whole`, else over stretches. */
  readonly errors: readonly number[];
  readonly whole: boolean;
  /** Bits of formulas, constants and residuals; only differences count. */
  readonly length: number;
};

/** Rows that constants are fitted to by integration. */
const FITTED_ROWS = 2_400;
/** Rows of a stretch: short enough that a wrong constant does not lead far astray. */
const STRETCH = 20;
/** Rounding of data and of the integration, relative to a state's size. */
const ROUNDING = 2e-9;
const TOLERANCE = { least: 1e-10, most: 1e-7 } as const;
/** A constant below is tried without, whatever its deviation: exact data fix the factor of a term that is not there, too. */
const NEGLIGIBLE = 1e-4;
/** Growth of a start's change along a trajectory above which it is fitted in stretches only. */
const CHAOTIC = 300;
/** Of what is known about noise. */
const AS_NEAR = 1.25;

/** Fits systems by integration, and says how long a description of the data they are. */
export class SystemJudge {
  count = 0;
  private readonly data: SystemData;
  private readonly weight: (name: string) => number;
  private readonly stretches: readonly Segment[];
  private readonly whole: readonly Segment[];
  private readonly floors: readonly number[];
  private readonly weights: readonly number[];
  private readonly rows: number;
  private readonly noises: readonly number[];

  constructor(
    data: SystemData,
    spreads: readonly number[],
    noises: readonly number[],
    weight: (name: string) => number,
  ) {
    this.data = data;
    this.noises = noises;
    this.weight = weight;
    this.stretches = thinned(data.trajectories.flatMap(stretchesOf));
    this.whole = thinned(
      data.trajectories.map((trajectory) => ({ trajectory, from: 0, to: trajectory.times.length })),
    );
    this.rows = this.stretches.reduce((sum, { from, to }) => sum + to - from, 0);
    this.floors = spreads.map((spread, i) => (ROUNDING * (spread + meanSize(data.trajectories, i))) ** 2);
    this.weights = spreads.map((spread, i) => 1 / (spread ** 2 + this.floors[i]));
  }

  /** Is a system as near to the data as their noise and rounding allow? */
  exhausts({ errors }: FoundSystem): boolean {
    return errors.every((e, i) => e <= AS_NEAR * this.noises[i] + 2 * Math.sqrt(this.floors[i]));
  }

  /** A system fitted first over stretches, then over whole trajectories where that leads anywhere. */
  fitted(formulas: readonly Formula[], engines: readonly string[]): FoundSystem | undefined {
    this.count += 1;
    const first = this.fit(formulas, this.stretches, this.weights, 12);
    if (first === undefined) return undefined;
    // The second time each state is weighed by its own noise.
    const weights = first.squares.map((square, i) => 1 / (square + this.floors[i]));
    const again =
      this.fit(withConstants(formulas, first), this.stretches, weights, 12, first.starts) ?? first;
    const near = withConstants(formulas, again);
    const over = this.fit(near, this.whole, weights, 12);
    // Along a chaotic solution the integration's own rounding grows, and constants would follow it.
    const whole =
      (over?.growth ?? Infinity) < CHAOTIC &&
      over?.squares.every((square, i) => square <= 9 * again.squares[i] + 4 * this.floors[i]);
    return this.told(
      whole === true && over !== undefined ? withConstants(formulas, over) : near,
      engines,
      whole === true && over !== undefined ? over : again,
      whole === true,
    );
  }

  /** Constants made exact, one after the other, where that shortens the description. */
  snapped(system: FoundSystem): FoundSystem {
    const segments = system.whole ? this.whole : this.stretches;
    const weights = system.errors.map((error, i) => 1 / (error ** 2 + this.floors[i]));
    let best = system;
    const settled = new Set<string>();
    for (;;) {
      const places = best.formulas.flatMap((formula, f) =>
        freeConstants(formula).map((constant) => ({ f, constant })),
      );
      const fit = this.fit(best.formulas, segments, weights, 1);
      if (fit === undefined) return best;
      const deviations = deviationsOf(fit.information, places.length, this.rows);
      const proposals = places.flatMap(({ f, constant }, j) => {
        if (settled.has(`${f},${constant}`)) return [];
        const value = best.formulas[f].values[constant];
        const options = exactValues(value, 4 * deviations[j] + 1e-7 * Math.abs(value)).slice(0, 3);
        return [
          { f, constant, options, gain: realBits(value, deviations[j]) - (options[0]?.bits ?? Infinity) },
        ];
      });
      if (proposals.length === 0) return best;
      const { f, constant, options } = proposals.reduce((a, b) => (b.gain > a.gain ? b : a));
      settled.add(`${f},${constant}`);
      const value = best.formulas[f].values[constant];
      if (Math.abs(value) < NEGLIGIBLE) options.push({ term: integer(0), value: 0, bits: 1 });
      for (const option of options) {
        const formulas = best.formulas.map((formula, i) =>
          i === f ? withExact(formula, constant, option.value, option.term) : formula,
        );
        const tried = this.fit(formulas, segments, weights, 4);
        if (tried === undefined) continue;
        const told = this.told(withConstants(formulas, tried), best.engines, tried, best.whole);
        if (told.length <= best.length + 1e-9) {
          best = told;
          break;
        }
      }
    }
  }

  private fit(
    formulas: readonly Formula[],
    segments: readonly Segment[],
    weights: readonly number[],
    steps: number,
    starts?: readonly Float64Array[],
  ): IntegrationFit | undefined {
    return fitByIntegration(formulas, this.data.sources, segments, {
      weights,
      steps,
      tolerance: this.toleranceOf(weights),
      ...(starts === undefined ? {} : { starts }),
    });
  }

  /** Integration is as exact as what it is compared with asks for. */
  private toleranceOf(weights: readonly number[]): number {
    const near = weights.map((w, i) => 1 / Math.sqrt(w) / (Math.sqrt(this.floors[i]) / ROUNDING));
    return Math.min(TOLERANCE.most, Math.max(TOLERANCE.least, 0.01 * Math.min(...near)));
  }

  private told(
    formulas: readonly Formula[],
    engines: readonly string[],
    fit: IntegrationFit,
    whole: boolean,
  ): FoundSystem {
    const count = formulas.reduce((sum, formula) => sum + freeConstants(formula).length, 0);
    const deviations = deviationsOf(fit.information, count, this.rows);
    let next = 0;
    let length = 0;
    formulas.forEach((formula, i) => {
      const digits = formula.values.map((value, k) =>
        formula.exact?.[k] === undefined
          ? realBits(value, deviations[next++])
          : (exactValues(value, 1e-12 * Math.abs(value))[0]?.bits ?? 20),
      );
      length += formulaSize(formula, this.data.inputs.length, this.weight, digits).bits;
      length += (this.rows / 2) * Math.log2(1 + fit.squares[i] / this.floors[i]);
    });
    return { formulas, engines, errors: fit.squares.map(Math.sqrt), whole, length };
  }
}

function withConstants(formulas: readonly Formula[], { constants }: IntegrationFit): Formula[] {
  return formulas.map((formula, i) => ({ ...formula, values: constants[i] }));
}

function withExact(
  formula: Formula,
  at: number,
  value: number,
  term: NonNullable<Formula['exact']>[number],
): Formula {
  return {
    code: formula.code,
    values: formula.values.with(at, value),
    exact: formula.values.map((_, i) => (i === at ? term : formula.exact?.[i])),
  };
}

/** Standard deviations of the free constants, from the information that the data give on them (weights being 1/variance). */
function deviationsOf(information: Float64Array, p: number, rows: number): number[] {
  if (information.length !== p * p) return Array.from({ length: p }, () => Infinity);
  const scale = Float64Array.from({ length: p }, (_, j) => Math.sqrt(Math.abs(information[j * p + j])) || 1);
  const unit = information.map((a, at) => a / (scale[Math.floor(at / p)] * scale[at % p]));
  for (let j = 0; j < p; j++) unit[j * p + j] += 1e-13;
  return Array.from({ length: p }, (_, j) => {
    const one = Float64Array.from({ length: p }, (__, k) => (k === j ? 1 : 0));
    const column = solveDefinite(unit, one);
    const square = column === undefined ? NaN : column[j] / (scale[j] ** 2 * rows);
    return square >= 0 ? Math.sqrt(square) : Infinity;
  });
}

function stretchesOf(trajectory: Trajectory): Segment[] {
  const rows = trajectory.times.length;
  const parts = Math.max(1, Math.round(rows / STRETCH));
  return Array.from({ length: parts }, (_, k) => ({
    trajectory,
    from: Math.floor((rows * k) / parts),
    to: Math.floor((rows * (k + 1)) / parts),
  }));
}

/** Segments spread evenly, of no more rows together than a fit takes; a single long one is cut. */
function thinned(segments: readonly Segment[]): Segment[] {
  const rows = segments.reduce((sum, { from, to }) => sum + to - from, 0);
  if (rows <= FITTED_ROWS) return [...segments];
  const every = Math.ceil(rows / FITTED_ROWS);
  return segments
    .filter((_, k) => k % every === 0)
    .map((one) => ({ ...one, to: Math.min(one.to, one.from + FITTED_ROWS) }));
}

function meanSize(trajectories: readonly Trajectory[], i: number): number {
  let [sum, count] = [0, 0];
  for (const { states } of trajectories)
    for (const x of states[i]) [sum, count] = [sum + Math.abs(x), count + 1];
  return sum / count;
}
