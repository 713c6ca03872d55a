import { isOdd, nextDown, nextUp } from './double-bits.ts';

/**
 * The exact number nearest + error rounded to odd: itself when it is a double, else the one of its two neighbours
 * whose last bit is 1. `nearest` is RN of the exact number; `error` need only have the right sign.
 * Rounding that result again to at most 51 bits (any mode, subnormals included) equals rounding the exact number
 * once (Boldo & Melquiond, Emulation of a FMA and correctly rounded sums, IEEE TC 57(4), 2008, theorem 1).
 */
export function roundToOdd(nearest: number, error: number): number {
  if (error === 0 || isOdd(nearest)) return nearest;
  return error > 0 ? nextUp(nearest) : nextDown(nearest);
}
