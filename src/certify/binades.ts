import { exponentOf, powerOfTwo } from '../number/double-bits.ts';
import type { Format } from '../number/format.ts';

/** Inputs by ordinal, both ends included. */
export type InputRange = { readonly first: bigint; readonly last: bigint };

/** Inputs of one sign, cut where a binade begins. */
export function* binades(format: Format, first: bigint, last: bigint): Generator<InputRange> {
  for (let a = first; a <= last;) {
    const x = format.fromOrdinal(a);
    const power = powerOfTwo(exponentOf(x));
    // Away from 0 up to the next power of two; towards 0 down to the power itself.
    const end =
      x > 0 ? (2 * power > format.maxFinite ? last : format.ordinal(2 * power) - 1n) : format.ordinal(-power);
    const b = end < last ? end : last;
    yield { first: a, last: b };
    a = b + 1n;
  }
}
