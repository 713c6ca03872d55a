import { mpfr } from '../../number/mpfr.ts';
import type { OperationName } from '../../expression/operations.ts';
import { isPoint } from '../big-interval.ts';
import { unsure } from '../interval-rule.ts';
import { constantSeries, negSeries } from '../series-arithmetic.ts';
import { isValueFault, valueOf, type SeriesRule } from '../series-rule.ts';

/*
 * Functions that are analytic in pieces: expanded where one piece holds the whole argument. For an interval that ends
 * at a kink the expansion is the one-sided one, which is what Taylor's theorem on that side needs. At the kink alone
 * there is none: a point does not say from which side it is meant.
 */

const abs: SeriesRule = ([a], w) => {
  if (mpfr.mpfr_zero_p(a[0].lo) && mpfr.mpfr_zero_p(a[0].hi)) return unsure('abs has a kink at 0');
  if (mpfr.mpfr_sgn(a[0].lo) >= 0) return a;
  if (mpfr.mpfr_sgn(a[0].hi) <= 0) return negSeries(a, w);
  return unsure('abs of a number of unknown sign has no expansion');
};

const choice =
  (name: string, first: (low: number) => boolean): SeriesRule =>
  ([a, b]) => {
    const length = Math.min(a.length, b.length);
    const [aBelow, bBelow] = [
      mpfr.mpfr_lessequal_p(a[0].hi, b[0].lo),
      mpfr.mpfr_lessequal_p(b[0].hi, a[0].lo),
    ];
    if (aBelow && bBelow) return unsure(`${name} of two equal numbers has a kink`);
    if (aBelow) return (first(-1) ? a : b).slice(0, length);
    if (bBelow) return (first(1) ? a : b).slice(0, length);
    return unsure(`${name} of two numbers whose order is not known has no expansion`);
  };

const step =
  (operation: OperationName): SeriesRule =>
  (args, w) => {
    const value = valueOf(operation, args, w);
    if (isValueFault(value)) return value;
    if (!isPoint(value)) return unsure(`${operation} has a jump here`);
    return constantSeries(value, args[0].length, w);
  };

export const PIECEWISE_SERIES = {
  abs,
  min: choice('min', (order) => order < 0),
  max: choice('max', (order) => order > 0),
  floor: step('floor'),
  ceil: step('ceil'),
  round: step('round'),
  trunc: step('trunc'),
} satisfies Record<string, SeriesRule>;
