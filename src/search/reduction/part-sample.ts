import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { compileProgram } from '../../program/evaluate.ts';
import type { Program } from '../../program/program.ts';
import { testPoints } from './identity.ts';
import type { ReducedFunction } from './reduced-function.ts';

const PRECISION = 160;
const POINTS = 96;
/** Points about 0, where a cancellation shows: so many binades below 1, or below the interval's end. */
const BINADES = 24;

/** How far programs of a part (format of computing in and out) are from it, relatively, at a few points. */
export class PartSample {
  private readonly points: readonly (readonly [x: number, high: number, low: number])[];

  constructor({ oracle, lo, hi }: ReducedFunction) {
    const near = Array.from(
      { length: 2 * BINADES },
      (_, i) => (i % 2 === 0 ? 1.37 : -1.37) * 2 ** -(1 + i / 2),
    );
    const inside = near.filter((x) => x >= lo && x <= hi);
    this.points = withWorkspace(PRECISION, (w) => {
      const value = w.big();
      return [...testPoints(lo, hi, POINTS), ...inside].flatMap((x): [number, number, number][] => {
        if (oracle.value([x], value).kind !== 'enclosed' || mpfr.mpfr_zero_p(value)) return [];
        const high = mpfr.mpfr_get_d(value, ROUND.NEAREST);
        mpfr.mpfr_sub_d(value, value, high, ROUND.NEAREST);
        return Number.isFinite(high) ? [[x, high, mpfr.mpfr_get_d(value, ROUND.NEAREST)]] : [];
      });
    });
  }

  /** The largest relative error seen; infinite where a result is no number. */
  error(program: Program): number {
    const run = compileProgram(program);
    let largest = 0;
    for (const [x, high, low] of this.points) {
      const error = Math.abs((run(x) - high - low) / high);
      if (!(error < Infinity)) return Infinity;
      largest = Math.max(largest, error);
    }
    return largest;
  }
}
