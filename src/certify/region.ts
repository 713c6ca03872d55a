import type { Format } from '../number/format.ts';
import { mpfr } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import type { Oracle } from '../oracle/oracle.ts';

/**
 * The one result that a whole function must give on all inputs from `near` to `far` (|near| ≤ |far|, one sign): NaN
 * where f is undefined, an infinity where f overflows. `undefined` where it is not one, or cannot be told at once.
 */
export type RegionFinder = (near: number, far: number) => number | undefined;

/** Settles ranges of inputs of a whole function by one enclosure. */
export function createRegionFinder(oracle: Oracle, format: Format, w: Workspace): RegionFinder {
  const overflow = format.maxFinite + format.ulp(format.maxFinite) / 2;

  const settled = (near: number, far: number): number | undefined => {
    const [lo, hi] = [Math.min(near, far), Math.max(near, far)];
    const range = oracle.range([{ lo: w.number(lo), hi: w.number(hi) }], w);
    if ('lo' in range) {
      if (mpfr.mpfr_cmp_d(range.lo, overflow) >= 0) return Infinity;
      return mpfr.mpfr_cmp_d(range.hi, -overflow) <= 0 ? -Infinity : undefined;
    }
    if (range.kind !== 'undefined') return undefined;
    // Undefined also a little beyond the ends: then none of the inputs is a place that f has a limit at.
    const past = { lo: w.number(lo - format.ulp(lo)), hi: w.number(hi + format.ulp(hi)) };
    const around = oracle.range([past], w);
    return 'kind' in around && around.kind === 'undefined' ? NaN : undefined;
  };

  return (near, far) => {
    const mark = w.mark();
    try {
      return settled(near, far);
    } finally {
      w.release(mark);
    }
  };
}
