import type { Format } from '../../number/format.ts';
import type { InputStore } from './input-store.ts';

/** What is asked of every input: an error in the contract's measure, or the correctly rounded (nearest-even) value. */
export type Goal = { readonly kind: 'error'; readonly value: number } | { readonly kind: 'correct' };

/** Intervals as middle and half width, one an input. A half width of −1: no value is accepted. */
export type Intervals = { readonly middle: Float64Array; readonly half: Float64Array };

/**
 * The values before the last rounding (to the contract's format) whose rounded value meets the goal, at the inputs
 * numbered: from the midpoint below the least accepted number to the midpoint above the largest, ends left out. For a
 * correctly rounded result these are the rounding intervals of RLIBM (Lim, Aanjaneya, Gustafson & Nagarakatte,
 * POPL 2021, §3).
 */
export function acceptedBeforeRounding(store: InputStore, numbers: readonly number[], goal: Goal): Intervals {
  const { format } = store;
  const middle = new Float64Array(numbers.length);
  const half = new Float64Array(numbers.length);
  numbers.forEach((at, i) => {
    const [least, most] = acceptedNumbers(store, at, goal);
    if (least > most) {
      middle[i] = store.high[at];
      half[i] = -1;
      return;
    }
    const lo = between(neighbour(format, least, -1), least);
    const hi = between(most, neighbour(format, most, 1));
    middle[i] = lo / 2 + hi / 2;
    // Ends are ties: whether they belong depends on which number is even, so they are left out.
    half[i] = hi / 2 - lo / 2 - Math.abs(middle[i]) * 2 ** -52;
  });
  return { middle, half };
}

/** Results whose distance from the true value meets the goal; a correctly rounded one is one number, ± 0.4 ulp. */
export function acceptedResults(store: InputStore, numbers: readonly number[], goal: Goal): Intervals {
  const middle = new Float64Array(numbers.length);
  const half = new Float64Array(numbers.length);
  numbers.forEach((at, i) => {
    if (goal.kind === 'correct') {
      middle[i] = store.nearest[at];
      half[i] = 0.4 * store.format.ulp(store.nearest[at]);
    } else {
      middle[i] = store.high[at];
      half[i] = goal.value * store.unit[at];
    }
  });
  return { middle, half };
}

/** Least and largest number of the format that meets the goal. */
function acceptedNumbers(store: InputStore, at: number, goal: Goal): [number, number] {
  const nearest = store.nearest[at];
  if (goal.kind === 'correct') return [nearest, nearest];
  const room = goal.value * store.unit[at];
  const least = store.format.round(store.high[at] - room, 'up');
  const most = store.format.round(store.high[at] + room, 'down');
  const error = Math.abs(nearest - store.high[at] - store.low[at]);
  return error <= room ? [Math.min(least, nearest), Math.max(most, nearest)] : [least, most];
}

function neighbour(format: Format, x: number, step: 1 | -1): number {
  // −0 and +0 are two ordinals and one value.
  const ordinal = x === 0 ? (step === 1 ? 1n : -2n) : format.ordinal(x) + BigInt(step);
  const value = format.fromOrdinal(ordinal);
  return Number.isFinite(value) ? value : x + step * format.ulp(x);
}

function between(a: number, b: number): number {
  return a / 2 + b / 2;
}
