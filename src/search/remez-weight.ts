import { mpfr } from '../number/mpfr.ts';
import type { FitFailure } from './fit-failure.ts';
import { orderAtZero } from './order-at-zero.ts';
import type { CurvePoint, LoadedTerm } from './remez-curve.ts';
import type { Sample, Samples } from './samples.ts';

/**
 * Why no approximation of this form has a bounded weighted error, or `undefined` when one has: for the relative
 * measure, wherever the function is 0 the form must vanish to the same order. It can do so at x = 0 alone.
 *
 * @param points sorted; the function's signs on them show its zeros. None where it has no value: then nothing is refused here
 * @param powers of the free terms (for a rational: of the numerator)
 */
export function refuseWeight(
  samples: Samples,
  points: readonly CurvePoint[],
  powers: readonly number[],
  fixed: readonly LoadedTerm[],
): FitFailure | undefined {
  if (samples.target.measure !== 'relative' || points.length === 0) return undefined;
  const least = Math.min(...powers, ...fixed.map((term) => term.power));
  for (const [i, point] of points.entries()) {
    const next = points[i + 1];
    if (next === undefined) break;
    const [here, there] = [mpfr.mpfr_sgn(point.sample.f), mpfr.mpfr_sgn(next.sample.f)];
    if (here === there) continue;
    const aroundZero = mpfr.mpfr_sgn(point.sample.x) <= 0 && mpfr.mpfr_sgn(next.sample.x) >= 0;
    if (!aroundZero || least === 0) return refuse(zeroBetween(samples, point.sample, next.sample));
  }
  for (const t of [0, 1]) {
    const end = points[t === 0 ? 0 : points.length - 1];
    // An end where the function is 0 was nudged inwards: its sample is not at the end.
    const moved = mpfr.mpfr_cmp(end.sample.x, t === 0 ? samples.lo : samples.hi) !== 0;
    const atZero = mpfr.mpfr_zero_p(t === 0 ? samples.lo : samples.hi) !== 0;
    if (moved && !atZero) return refuse(samples.describe(t));
  }
  if (mpfr.mpfr_sgn(samples.lo) > 0 || mpfr.mpfr_sgn(samples.hi) < 0) return undefined;
  const order = orderAtZero(
    samples.target.oracle,
    mpfr.mpfr_sgn(samples.hi) > 0 ? samples.hi : samples.lo,
    samples.precision,
  );
  if (order === undefined || order < 0.5) return undefined;
  const lowest = Math.min(...powers);
  if (lowest >= order - 0.01) return undefined;
  return {
    kind: 'failure',
    reason: 'weight',
    message:
      `the function is 0 at x = 0 to order ${Number(order.toFixed(3))}, where a term in x^${lowest} is not: ` +
      'the relative error has no bound (use powers from that order on, or measure the absolute error)',
  };
}

/** Where f changes sign between two samples, for the message. */
function zeroBetween(samples: Samples, left: Sample, right: Sample): string {
  let [low, high] = [left.t, right.t];
  for (let step = 0; step < 60; step++) {
    const middle = samples.at((low + high) / 2);
    if (middle === undefined) break;
    if (mpfr.mpfr_sgn(middle.f) === mpfr.mpfr_sgn(left.f)) low = middle.t;
    else high = middle.t;
  }
  return samples.describe(high);
}

function refuse(where: string): FitFailure {
  return {
    kind: 'failure',
    reason: 'weight',
    message: `the function is 0 near x = ${where}, where a polynomial in x need not be: the relative error has no bound`,
  };
}
