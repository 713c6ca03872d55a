import type { Format } from '../../number/format.ts';
import type { ActiveRange } from './whole-sample.ts';
import { constantDouble } from './constant-value.ts';
import type { FoundIdentity } from './find-identities.ts';
import { nearMultiples } from './phase-words.ts';

/** Multiples of half a period that a sample takes in, at most. */
const MOST = 6000;

/**
 * Where a function with a period is 0, has its poles or turns: multiples of half the period, in an interval that holds
 * few; in others the numbers that come nearest to one, a binade each. They are what a reduction in too few words gets
 * wrong, and no even sample meets them.
 */
export function zerosOfPeriod(
  identities: readonly FoundIdentity[],
  { lo, hi }: ActiveRange,
  format: Format,
): number[] {
  for (const found of identities) {
    if (found.kind !== 'shift' || Math.abs(found.times) !== 1) continue;
    const half = Math.abs(constantDouble(found.by) ?? NaN) / 2;
    const [first, last] = [Math.ceil(lo / half), Math.floor(hi / half)];
    if (!(half > 0)) continue;
    if (!(last - first < MOST)) {
      const largest = Math.min(format.maxFinite, Math.max(-lo, hi));
      const near = nearMultiples(found.by, format, { parts: 2, small: half / 2, largest });
      return near.flatMap((x) => [x, -x]).filter((x) => x >= lo && x <= hi);
    }
    return Array.from({ length: last - first + 1 }, (_, k) => (first + k) * half);
  }
  return [];
}
