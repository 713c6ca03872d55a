import type { Format } from '../../number/format.ts';

const view = new DataView(new ArrayBuffer(16));

/** How many numbers of a 64-bit format lie between two of them: near ones exactly, far ones as near as doubles count. */
function distance64(a: number, b: number): number {
  view.setFloat64(0, a);
  view.setFloat64(8, b);
  const one = signed(view.getUint32(0), view.getUint32(4));
  const two = signed(view.getUint32(8), view.getUint32(12));
  return Math.abs((one[0] - two[0]) * 2 ** 32 + (one[1] - two[1]));
}

function signed(high: number, low: number): readonly [number, number] {
  return high >= 2 ** 31 ? [-(high - 2 ** 31), -low] : [high, low];
}

/** Bits by which a computed number is wrong; 0 for the right one, all of them for NaN. */
export type BitsOfError = (computed: number, truth: number) => number;

/**
 * log₂(1 + the number of the format's numbers from one to the other), the measure that Herbie's papers report
 * (Panchekha et al., PLDI 2015, §4.1). `truth` is a number of the format.
 */
export function bitsOfError(format: Format): BitsOfError {
  const most = format.bits;
  const distance =
    format.bits === 64 && format.precision === 53
      ? distance64
      : (a: number, b: number): number => {
          const d = Number(format.ordinal(a) - format.ordinal(b));
          return d < 0 ? -d : d;
        };
  return (computed, truth) => {
    if (computed === truth) return 0;
    if (computed !== computed || truth !== truth) return most;
    return Math.min(most, Math.log2(1 + distance(computed, truth)));
  };
}
