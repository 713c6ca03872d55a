import { readBig } from '../../number/big-text.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { FitPoints } from './kernel-fit.ts';
import type { StructureTarget } from './structure-target.ts';

const PRECISION = 128;
// Where an end that is left out is looked at, as a fraction of the interval: doubles must tell it from the end.
const NEAR_END = 2 ** -50;

/**
 * Doubles at the zeros of the Chebyshev polynomial of a degree and at the ends (close to those left out), the function's values there and the weights of the
 * target's measure, rounded to doubles: what the kernel fits to. Points where the function has no value, or the
 * weight is not finite, are left out.
 */
export function structurePoints(
  { oracle, lo, hi, open, measure, format }: StructureTarget,
  degree: number,
): FitPoints {
  const x: number[] = [];
  const f: number[] = [];
  const w: number[] = [];
  withWorkspace(PRECISION, (space) => {
    const [low, width, at] = space.bigs(3);
    const value = space.big(64);
    readBig(low, lo);
    readBig(width, hi);
    mpfr.mpfr_sub(width, width, low, ROUND.NEAREST);
    const nodes = Array.from(
      { length: degree },
      (_, j) => Math.sin(((Math.PI / 2) * (j + 0.5)) / degree) ** 2,
    );
    for (const t of [open[0] ? NEAR_END : 0, ...nodes, open[1] ? 1 - NEAR_END : 1]) {
      mpfr.mpfr_mul_d(at, width, t, ROUND.NEAREST);
      mpfr.mpfr_add(at, at, low, ROUND.NEAREST);
      const double = mpfr.mpfr_get_d(at, ROUND.NEAREST);
      if (oracle.value([double], value).kind !== 'enclosed') continue;
      const y = mpfr.mpfr_get_d(value, ROUND.NEAREST);
      const weight =
        measure === 'absolute' ? 1 : 1 / (measure === 'relative' ? Math.abs(y) : (format?.ulp(y) ?? 0));
      if (!Number.isFinite(y) || !Number.isFinite(weight)) continue;
      x.push(double);
      f.push(y);
      w.push(weight);
    }
  });
  return { x: Float64Array.from(x), f: Float64Array.from(f), w: Float64Array.from(w) };
}
