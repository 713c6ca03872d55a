import type { Format } from '../../number/format.ts';
import { findFormat } from '../../number/formats.ts';
import type { Random } from '../../number/random.ts';
import type { Kernel } from '../../program/kernel.ts';
import type { Program } from '../../program/program.ts';
import { acceptedBeforeRounding, acceptedResults, type Goal } from './accepted.ts';
import { beforeRounding, type BeforeRounding } from './before-rounding.ts';
import { ConstantTuner } from './constant-tuner.ts';
import { descend, type Descent } from './descend.ts';
import { HardSet, type Run } from './hard-set.ts';
import type { InputStore } from './input-store.ts';
import { linearStep } from './linear-step.ts';
import { latticeMoves, type Moves } from './moves.ts';
import { createSensitivities } from './sensitivities.ts';
import { EXTENTS, type Extent, type Sweep, type SweepResult } from './sweep.ts';

export type Attempt = {
  readonly values: readonly number[];
  readonly swept: SweepResult;
  readonly met: boolean;
  /**
   * Why the goal is not met. `number`: the format has no number within the goal at an input. `linear`: the linear
   * program over these inputs has no solution, the best real constants miss by `violation` half widths (with the rounding
   * seen at the constants tried). `rounding`: it has one, but no constants of the format were found. `budget`: cut short.
   */
  readonly obstacle?: {
    readonly kind: 'number' | 'linear' | 'rounding' | 'budget';
    readonly violation?: number;
    readonly inputs?: readonly number[];
  };
  readonly rounds: number;
};

export type RefittingOptions = {
  /** Numbers of the inputs to start from. */
  readonly sample: readonly number[];
  readonly evaluations: number;
  readonly random: Random;
  readonly stopped: () => boolean;
};

/** Constraints of a linear program, at most: the hardest inputs of this many stretches. */
const STRETCHES = 256;
const A_STRETCH = 3;
const ROUNDS = 300;
/** Rounds in a row that come no nearer before the search ends. */
const VAIN = 6;
/** Inputs that a sweep adds at most. */
const ADDED = 1024;
/** Midpoints of numbers of no more bits are doubles. */
const EXACT_BITS = 50;
/** Linear programs in a row, and inputs that each adds to the next at most. */
const CUTS = 24;
const CUT = 48;
/** Share of the budget that one descent may use. */
const SHARE = 1 / 8;
/** An error this much (relatively) below the one before is worth another round. */
const WORTH = 2e-3;

/** One program whose constants are being refitted; see `refitInType`. */
export class Refitting {
  readonly tuner: ConstantTuner;
  private readonly store: InputStore;
  private readonly sweep: Sweep;
  private readonly before: BeforeRounding | undefined;
  private readonly slopes: ReturnType<typeof createSensitivities>;
  private readonly format: Format;
  private readonly options: RefittingOptions;
  private readonly known: Set<number>;
  private readonly narrowed: boolean;
  /** What rounding in the wider arithmetic can add to a distance, with room for a dozen operations. */
  private readonly noise: number;
  private spentBefore = 0;
  private hard: HardSet | undefined;

  constructor(
    program: Program,
    free: readonly number[],
    session: { readonly store: InputStore; readonly sweep: Sweep; readonly kernel: Kernel },
    options: RefittingOptions,
  ) {
    const { kernel } = session;
    this.store = session.store;
    this.sweep = session.sweep;
    this.options = options;
    this.format = findFormat(program.format);
    this.tuner = new ConstantTuner(program, free, kernel);
    this.before = beforeRounding(program, free, kernel);
    this.slopes = createSensitivities(program, free, kernel);
    this.known = new Set(options.sample);
    // Arithmetic wider than the storage: results are judged before that rounding, where they say how near they are.
    this.noise = 2 ** (5 + this.store.format.precision - this.format.precision);
    this.narrowed = this.store.specification.format !== program.format && this.before !== undefined;
  }

  /** Points run by the search. */
  get evaluations(): number {
    return this.spentBefore + (this.hard?.evaluations ?? 0);
  }

  /** Constants that meet a goal. */
  meet(goal: Goal, extent: Extent): Attempt | undefined {
    const hard = this.hardSet(goal, this.narrowed);
    const impossible = this.impossible(goal);
    if (impossible !== undefined) {
      const swept = this.sweepOf(this.tuner.initial, goal, 'blocks');
      const obstacle = { kind: 'number', inputs: [impossible] } as const;
      return { values: this.tuner.initial, swept, met: false, obstacle, rounds: 0 };
    }
    let current: Descent = { values: this.tuner.initial, ...hard.judge(this.tuner.initial) };
    let best: Attempt | undefined;
    let obstacle: Attempt['obstacle'];
    let [vain, nearest] = [0, Infinity];
    let round = 0;
    for (; round < ROUNDS; round++) {
      if (current.largest <= 1) {
        const swept = this.sweepUp(current.values, goal, extent);
        const met = swept.violators.length === 0;
        if (best === undefined || met || swept.error < best.swept.error)
          best = { values: current.values, swept, met, rounds: round };
        if (met) return best;
        if (!this.learn(swept.violators)) break;
        hard.set(this.known);
        current = { values: current.values, ...hard.judge(current.values) };
        continue;
      }
      if (this.spent()) {
        obstacle = { kind: 'budget' };
        break;
      }
      if (this.narrowed) current = this.cut(current, hard, goal);
      if (current.largest <= 1) continue;
      hard.sort(current.values);
      const { found, violation, hardest } = this.improve(current, hard, goal, 1);
      if (this.narrowed && violation !== undefined && violation > 1 + this.noise) {
        obstacle = { kind: 'linear', violation, inputs: hardest };
        current = found;
        break;
      }
      current = found;
      if (current.largest <= 1) continue;
      vain = current.cost < nearest * 0.99 ? 0 : vain + 1;
      nearest = Math.min(nearest, current.cost);
      obstacle =
        violation !== undefined && violation > 1
          ? { kind: 'linear', violation, inputs: hardest }
          : { kind: 'rounding', violation };
      if (vain >= VAIN) break;
    }
    const swept = this.leastOf(
      [this.tuner.initial, ...(best === undefined ? [] : [best.values]), current.values],
      goal,
    );
    if (!(swept.swept.error < Infinity)) return undefined;
    return { ...swept, met: false, obstacle: obstacle ?? { kind: 'budget' }, rounds: round };
  }

  /** Of these constants, those with the least error on one and the same share of the domain. */
  private leastOf(
    candidates: readonly (readonly number[])[],
    goal: Goal,
    extent: Extent = 'sixteenth',
  ): { values: readonly number[]; swept: SweepResult } {
    const swept = candidates.map((values) => ({
      values,
      swept: this.sweepOf(values, goal, extent, Infinity),
    }));
    return swept.reduce((a, b) => (b.swept.error < a.swept.error ? b : a));
  }

  /** Constants with the largest error as small as possible. */
  least(extent: Extent): Attempt | undefined {
    const { initial } = this.tuner;
    const first = this.sweepOf(initial, { kind: 'error', value: Infinity }, 'blocks');
    let best: Attempt = { values: initial, swept: first, met: false, rounds: 0 };
    let values = initial;
    let vain = 0;
    for (let round = 1; round <= ROUNDS && vain < VAIN && !this.spent(); round++) {
      const value = best.swept.error;
      if (!Number.isFinite(value) || value === 0) break;
      const goal: Goal = { kind: 'error', value };
      const hard = this.hardSet(goal, false);
      hard.sort(values);
      const start: Descent = { values, ...hard.judge(values) };
      const { found } = this.improve(start, hard, goal, 0);
      // What the sweep finds above the hard set's own largest error is what that did not know of.
      const reach: Goal = { kind: 'error', value: Math.max(found.largest, 1e-300) * value * (1 + 1e-9) };
      const swept = this.sweepOf(found.values, reach, 'blocks', Infinity);
      const better = swept.error < best.swept.error * (1 - WORTH);
      if (swept.error < best.swept.error) best = { values: found.values, swept, met: false, rounds: round };
      const learnt = this.learn(swept.violators);
      vain = better ? 0 : vain + 1;
      values = better ? found.values : best.values;
      if (!learnt && !better) break;
    }
    const ended = !this.spent();
    const found = this.leastOf([initial, best.values], { kind: 'error', value: Infinity }, extent);
    if (!(found.swept.error < Infinity)) return undefined;
    return { ...found, met: ended, rounds: best.rounds };
  }

  /**
   * Linear programs over few of the known inputs, those that their solution misses added, until it misses none: what
   * there is to do where arithmetic is so wide that its rounding hardly matters. Gives the best constants met.
   */
  private cut(from: Descent, hard: HardSet, goal: Goal): Descent {
    const rows = new Set(this.rowsOf(hard, from.values));
    let best = from;
    let { values } = from;
    for (let pass = 0; pass < CUTS && !this.options.stopped(); pass++) {
      const step = this.linear(values, [...rows], goal);
      if (step?.change === undefined || step.violation > 1) break;
      const { change } = step;
      values = values.map((v, j) => this.format.round(v + change[j]));
      const fit = hard.judge(values);
      if (fit.cost < best.cost) best = { values, ...fit };
      if (fit.largest <= 1) break;
      const distance = hard.distances(values);
      const missed = hard.numbers.map((_, i) => i).filter((i) => !(distance[i] <= 1));
      missed.sort((a, b) => distance[b] - distance[a] || a - b);
      const known = rows.size;
      for (const i of missed.slice(0, CUT)) rows.add(hard.numbers[i]);
      if (rows.size === known && pass > 2) break;
    }
    return best;
  }

  /** A linear step, carried over to the format, and a descent from the better of both. */
  private improve(
    from: Descent,
    hard: HardSet,
    goal: Goal,
    until: number,
  ): { found: Descent; violation?: number; hardest?: number[] } {
    const { random, evaluations, stopped } = this.options;
    let current = from;
    let told: { violation: number; hardest: number[] } | undefined;
    let moves: Moves | undefined;
    for (let pass = 0; pass < 4; pass++) {
      const rows = this.rowsOf(hard, current.values);
      const step = this.linear(current.values, rows, goal);
      if (step === undefined) break;
      moves = step.moves;
      if (step.change === undefined) break;
      told = { violation: step.violation, hardest: step.hardest.map((i) => this.store.inputs[rows[i]]) };
      const before = current.cost;
      for (const part of [1, 0.5]) {
        const change = step.change.map((c) => c * part);
        const whole = moves.nearest(change);
        const candidates = [
          current.values.map((v, j) => this.format.round(v + change[j])),
          current.values.map((v, j) => this.format.round(v + whole[j] * step.moves.steps[j])),
        ];
        for (const values of candidates) {
          const fit = hard.judge(values, current.cost);
          if (fit.cost < current.cost) current = { values, ...fit };
        }
      }
      if (current.largest <= until) return { found: current, ...told };
      if (!(current.cost < before * 0.9)) break;
    }
    if (moves === undefined) return { found: current };
    const found = descend(current.values, hard, moves, this.format, {
      evaluations: Math.min(evaluations * SHARE, evaluations - this.evaluations),
      random,
      goal: until,
      stopped,
    });
    return { found: found.cost < current.cost ? found : current, ...told };
  }

  /** The linear program at these constants, over these inputs; the lattice of moves there. */
  private linear(
    values: readonly number[],
    rows: readonly number[],
    goal: Goal,
  ):
    | { moves: Moves; change: readonly number[]; violation: number; hardest: readonly number[] }
    | { moves: Moves; change: undefined }
    | undefined {
    const inputs = Float64Array.from(rows, (at) => this.store.inputs[at]);
    const rounded = this.before === undefined;
    const { middle, half } =
      rounded && this.store.format.precision > EXACT_BITS
        ? acceptedResults(this.store, rows, goal)
        : acceptedBeforeRounding(this.store, rows, goal);
    const value = new Float64Array(rows.length);
    (this.before ?? this.run)(values, inputs, value);
    const slopes = this.slopes(values, inputs);
    if (!value.every(Number.isFinite) || half.some((h) => h <= 0)) return undefined;
    const moves = latticeMoves(values, this.format, slopes, half);
    const step = linearStep({ value, middle, half, slopes });
    if (step === undefined || !step.change.every(Number.isFinite)) return { moves, change: undefined };
    return { moves, ...step };
  }

  /** The hardest inputs of each stretch of the domain. */
  private rowsOf(hard: HardSet, values: readonly number[]): number[] {
    const { numbers } = hard;
    if (numbers.length <= STRETCHES * A_STRETCH) return [...numbers];
    const distance = hard.distances(values);
    const { inputs } = this.store;
    const order = numbers.map((_, i) => i).sort((a, b) => inputs[numbers[a]] - inputs[numbers[b]]);
    const rows: number[] = [];
    for (let k = 0; k < STRETCHES; k++) {
      const from = Math.floor((k * order.length) / STRETCHES);
      const to = Math.floor(((k + 1) * order.length) / STRETCHES);
      const stretch = order.slice(from, to).sort((a, b) => distance[b] - distance[a] || a - b);
      rows.push(...stretch.slice(0, A_STRETCH).map((i) => numbers[i]));
    }
    return rows;
  }

  private readonly run: Run = (values, inputs, out) => this.tuner.run(values, inputs, out);

  private hardSet(goal: Goal, narrowed: boolean): HardSet {
    this.spentBefore = this.evaluations;
    const { store } = this;
    this.hard =
      narrowed && this.before !== undefined
        ? new HardSet(store, this.before, (numbers) => acceptedBeforeRounding(store, numbers, goal), true)
        : new HardSet(store, this.run, (numbers) => acceptedResults(store, numbers, goal), false);
    this.hard.set(this.known);
    return this.hard;
  }

  /** An input at which no number of the format meets the goal. */
  private impossible(goal: Goal): number | undefined {
    if (this.store.format.precision > EXACT_BITS) return undefined;
    const numbers = [...this.known];
    const { half } = acceptedBeforeRounding(this.store, numbers, goal);
    const at = half.findIndex((h) => h < 0);
    return at < 0 ? undefined : this.store.inputs[numbers[at]];
  }

  private spent(): boolean {
    return this.evaluations >= this.options.evaluations || this.options.stopped();
  }

  /** Takes inputs into the hard set; false when it has them all. */
  private learn(inputs: readonly number[]): boolean {
    const before = this.known.size;
    // Evenly over those told, which come in the domain's order.
    const stride = Math.max(1, Math.ceil(inputs.length / ADDED));
    for (const at of this.store.add(inputs.filter((_, i) => i % stride === 0))) this.known.add(at);
    return this.known.size > before;
  }

  private sweepOf(values: readonly number[], goal: Goal, extent: Extent, most = 8 * ADDED): SweepResult {
    const { stopped } = this.options;
    return this.sweep.run(this.tuner.programWith(values), goal, extent, most, stopped);
  }

  /** Sweeps of growing extent, up to the first that finds an input which misses the goal. */
  private sweepUp(values: readonly number[], goal: Goal, extent: Extent): SweepResult {
    let swept: SweepResult | undefined;
    for (const next of EXTENTS.slice(0, EXTENTS.indexOf(extent) + 1)) {
      swept = this.sweepOf(values, goal, next);
      if (swept.violators.length > 0 || swept.complete) break;
    }
    return swept as SweepResult;
  }
}
