import { FORMATS, findFormat } from '../number/formats.ts';
import type { Specification } from '../program/specification.ts';
import { formatDomain, rangeSize } from './exhaustive-domain.ts';

/**
 * At most `count` inputs of a specification's domain, ascending, each once: all of them when they are few; else
 * half evenly spaced by ordinal (so small magnitudes are seen), half evenly spaced by value, both ends included.
 * For `real`, points are doubles: half evenly spaced, half crowded to the ends as Chebyshev nodes are, where errors
 * of good fits peak.
 */
export function samplePoints(specification: Specification, count: number): number[] {
  const real = specification.format === 'real';
  const format = real ? FORMATS.f64 : findFormat(specification.format);
  const range = formatDomain(specification.domain, format);
  const size = rangeSize(range);
  const ordinals = new Set<bigint>();
  if (size <= BigInt(count)) {
    for (let o = range.first; o <= range.last; o++) ordinals.add(o);
  } else {
    const half = Math.max(2, count >> 1);
    const [lo, hi] = [format.fromOrdinal(range.first), format.fromOrdinal(range.last)];
    const addValue = (fraction: number): void => {
      const o = format.ordinal(format.round(lo * (1 - fraction) + hi * fraction));
      ordinals.add(o < range.first ? range.first : o > range.last ? range.last : o);
    };
    for (let i = 0; i < half; i++) {
      const fraction = i / (half - 1);
      if (real) addValue((1 - Math.cos(Math.PI * fraction)) / 2);
      else ordinals.add(range.first + ((size - 1n) * BigInt(i)) / BigInt(half - 1));
    }
    for (let i = 0; i < count - half; i++) addValue((i + 0.5) / (count - half));
  }
  const sorted = [...ordinals].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  // For `real` the two zeros are one point.
  return sorted.filter((o) => !(real && o === -1n)).map((o) => format.fromOrdinal(o));
}
