import type { Format } from '../number/format.ts';
import { rangeSize, type FormatRange } from './exhaustive-domain.ts';

/**
 * At most `count` ordinals of a range, ascending, each once: all of them when they are few; else half evenly spaced by
 * ordinal (so small magnitudes are seen), half evenly spaced by value, both ends included.
 * @param crowded the first half by value too, crowded to the ends as Chebyshev nodes are
 */
export function spreadOrdinals(range: FormatRange, format: Format, count: number, crowded = false): bigint[] {
  const { first, last } = range;
  const size = rangeSize(range);
  if (size <= BigInt(count)) return Array.from({ length: Number(size) }, (_, i) => first + BigInt(i));
  const found = new Set<bigint>();
  const half = Math.max(2, count >> 1);
  const [lo, hi] = [format.fromOrdinal(first), format.fromOrdinal(last)];
  const addValue = (fraction: number): void => {
    const o = format.ordinal(format.round(lo * (1 - fraction) + hi * fraction));
    found.add(o < first ? first : o > last ? last : o);
  };
  for (let i = 0; i < half; i++) {
    if (crowded) addValue((1 - Math.cos(Math.PI * (i / (half - 1)))) / 2);
    else found.add(first + ((size - 1n) * BigInt(i)) / BigInt(half - 1));
  }
  for (let i = 0; i < count - half; i++) addValue((i + 0.5) / (count - half));
  return [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
