import { readBig } from '../../number/big-text.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { FitPoints } from './kernel-fit.ts';
import type { StructureTarget } from './structure-target.ts';

/** Distances from an end, in widths of the interval: 2 to these powers. */
const NEAR = [-10, -16, -22] as const;
/** A function vanishes at an end when the nearest of its values is this much smaller than its largest. */
const VANISHING = 1e-3;
const PRECISION = 64;

/**
 * The points, and some close to each end where the function vanishes: a relative error is without bound there unless
 * the program vanishes too, and points of a Chebyshev grid do not see it.
 */
export function withEndPoints(target: StructureTarget, points: FitPoints): FitPoints {
  if (target.measure !== 'relative') return points;
  const largest = points.f.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const x = [...points.x];
  const f = [...points.f];
  withWorkspace(PRECISION, (space) => {
    const [lo, hi, value] = space.bigs(3);
    readBig(lo, target.lo);
    readBig(hi, target.hi);
    const [first, last] = [mpfr.mpfr_get_d(lo, ROUND.NEAREST), mpfr.mpfr_get_d(hi, ROUND.NEAREST)];
    const width = last - first;
    for (const at of [
      NEAR.map((power) => first + width * 2 ** power),
      NEAR.map((power) => last - width * 2 ** power),
    ]) {
      const found = at.map((point) =>
        target.oracle.value([point], value).kind === 'enclosed'
          ? mpfr.mpfr_get_d(value, ROUND.NEAREST)
          : Infinity,
      );
      if (!found.every((y) => y !== 0 && Number.isFinite(y))) continue;
      if (!(Math.abs(found[found.length - 1]) < VANISHING * largest)) continue;
      x.push(...at);
      f.push(...found);
    }
  });
  const w = f.map((y, i) => points.w[i] ?? 1 / Math.abs(y));
  return { x: Float64Array.from(x), f: Float64Array.from(f), w: Float64Array.from(w) };
}

/** Is the function exactly 0 at an end of its interval? */
export function isZeroAt({ oracle, measure }: StructureTarget, end: string): boolean {
  if (measure !== 'relative') return false;
  return withWorkspace(PRECISION, (space) => {
    const [point, value] = space.bigs(2);
    readBig(point, end);
    const x = mpfr.mpfr_get_d(point, ROUND.NEAREST);
    return oracle.value([x], value).kind === 'enclosed' && Boolean(mpfr.mpfr_zero_p(value));
  });
}
