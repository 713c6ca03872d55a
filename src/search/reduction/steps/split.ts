import type { Format } from '../../../number/format.ts';
import { MachineValues } from '../../rewrite/machine-values.ts';
import { reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { roundedValue } from '../rounded-value.ts';
import { total, type Step } from '../step.ts';

/** Radii looked at, as powers of two, and magnitudes in each binade between. */
const LARGEST = 4;
const SMALLEST = -40;
const IN_BINADE = [1.09, 1.37, 1.61, 1.93];
/** A radius larger than need be makes a longer kernel, whose sums are then further from where they cancel. */
const WIDER = [1, 4];

/** About 0, where the formula cancels, a kernel of its own; the formula elsewhere. */
export const splitStep: Step = {
  name: 'split',
  description: 'a kernel about 0, where the formula loses its digits, and the formula further out',
  reductions: (f, _identities, { arithmetic, tolerance }) => {
    if (!(f.lo <= 0 && f.hi >= 0 && f.lo < f.hi)) return [];
    const radius = cancellationRadius(f, arithmetic, tolerance);
    if (radius === undefined) return [];
    const { expression, variable, lo, hi } = f;
    return WIDER.map((factor) => factor * radius)
      .filter((r) => r < Math.max(-lo, hi))
      .map((r) => ({
        step: 'split',
        parameters: { radius: r },
        inners: [reducedFunction(expression, variable, Math.max(lo, -r), Math.min(hi, r)), f],
        emit: (e, x, near, far) => {
          const size = lo < 0 ? e.op('abs', x) : x;
          const inside = e.op('le', size, e.number(r));
          return { tail: e.op('select', inside, total(e, near(e, x)), total(e, far(e, x))) };
        },
      }));
  },
};

/**
 * The least power of two beyond which the formula, computed operation by operation, is within a relative error as far as is
 * looked; `undefined` where it is so everywhere, or is not even at the largest one.
 */
function cancellationRadius(f: ReducedFunction, format: Format, tolerance: number): number | undefined {
  let radius: number | undefined;
  for (let k = LARGEST; k >= SMALLEST; k--) {
    const points = IN_BINADE.flatMap((m) => [m, -m])
      .map((m) => m * 2 ** k)
      .filter((x) => x >= f.lo && x <= f.hi);
    const computed = new MachineValues(format, [f.variable], [Float64Array.from(points)]).of(f.expression);
    const good = points.every((x, i) => {
      const truth = roundedValue(f.oracle, x, format);
      return truth !== truth || Math.abs(computed[i] - truth) <= tolerance * Math.abs(truth);
    });
    if (!good) return radius;
    radius = 2 ** k;
  }
  return undefined;
}
