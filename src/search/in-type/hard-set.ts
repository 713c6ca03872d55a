import type { Intervals } from './accepted.ts';
import type { InputStore } from './input-store.ts';

/** Inputs run at once; the hardest come first, so most candidates are rejected by the first block. */
const BLOCK = 512;

/** What a miss costs, however narrow. */
const A_MISS = 2 ** -10;

/** Results of the program with these constants. */
export type Run = (values: readonly number[], inputs: Float64Array, out: Float64Array) => void;

/** How wrong constants are on a hard set. `largest` 1 is the goal's edge; Infinity where a result is not a number. */
export type Fit = { readonly cost: number; readonly largest: number };

/**
 * The inputs that constants are judged on, with what is accepted there. With d the distance of a result from the
 * middle of what is accepted, in half widths, the cost is Σ d³²: all but the largest, yet it feels how many are near it.
 */
export class HardSet {
  /** Numbers of the inputs in the store, hardest first after {@link sort}. */
  numbers: readonly number[] = [];
  /** Points run so far. */
  evaluations = 0;
  private readonly store: InputStore;
  private readonly runProgram: Run;
  private readonly misses: boolean;
  private readonly accepted: (numbers: readonly number[]) => Intervals;
  private inputs = new Float64Array(0);
  private middle: Float64Array = new Float64Array(0);
  private inverse: Float64Array = new Float64Array(0);
  private readonly out = new Float64Array(BLOCK);

  /**
   * @param misses the cost counts only what is beyond d = 1, for results that are not rounded: there d is near 1 at
   *   some inputs whatever the constants
   */
  constructor(
    store: InputStore,
    run: Run,
    accepted: (numbers: readonly number[]) => Intervals,
    misses: boolean,
  ) {
    this.store = store;
    this.misses = misses;
    this.runProgram = run;
    this.accepted = accepted;
  }

  /** Makes these the set. */
  set(numbers: Iterable<number>): void {
    this.numbers = [...new Set(numbers)];
    const { middle, half } = this.accepted(this.numbers);
    this.inputs = Float64Array.from(this.numbers, (at) => this.store.inputs[at]);
    this.middle = middle;
    // Where nothing can be accepted, nothing is judged: the caller has to have looked for that.
    this.inverse = half.map((h) => (h > 0 ? 1 / h : 0));
  }

  /** Stops early, with an infinite cost, once the cost is above `limit`. */
  judge(values: readonly number[], limit = Infinity): Fit {
    const count = this.inputs.length;
    let [cost, largest] = [0, 0];
    for (let start = 0; start < count; start += BLOCK) {
      const points = Math.min(BLOCK, count - start);
      const out = this.out.subarray(0, points);
      this.runProgram(values, this.inputs.subarray(start, start + points), out);
      this.evaluations += points;
      for (let i = 0; i < points; i++) {
        const d = Math.abs(out[i] - this.middle[start + i]) * this.inverse[start + i];
        if (!(d <= largest)) largest = d >= 0 ? d : Infinity;
        if (this.misses) {
          if (d > 1) cost += d - 1 + A_MISS;
        } else {
          const d4 = d * d * d * d;
          const d8 = d4 * d4;
          const d16 = d8 * d8;
          cost += d16 * d16;
        }
      }
      if (!(cost <= limit) || largest === Infinity) return { cost: Infinity, largest };
    }
    return { cost, largest };
  }

  /** Distances (in half widths) of all inputs of the set, in the order of `numbers`. */
  distances(values: readonly number[]): Float64Array {
    const out = new Float64Array(this.inputs.length);
    this.runProgram(values, this.inputs, out);
    this.evaluations += out.length;
    for (let i = 0; i < out.length; i++) {
      const d = Math.abs(out[i] - this.middle[i]) * this.inverse[i];
      out[i] = d >= 0 ? d : Infinity;
    }
    return out;
  }

  /** Puts the inputs at which these constants are worst first. */
  sort(values: readonly number[]): void {
    const distance = this.distances(values);
    const order = Array.from(distance, (_, i) => i).sort((a, b) => distance[b] - distance[a] || a - b);
    this.set(order.map((i) => this.numbers[i]));
  }
}
