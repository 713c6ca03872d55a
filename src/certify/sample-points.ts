import { FORMATS, findFormat } from '../number/formats.ts';
import type { Specification } from '../program/specification.ts';
import { formatDomain } from './exhaustive-domain.ts';
import { spreadOrdinals } from './spread-ordinals.ts';

/**
 * At most `count` inputs of a specification's domain, ascending, each once: all of them when they are few; else
 * half evenly spaced by ordinal (so small magnitudes are seen), half evenly spaced by value, both ends included.
 * For `real`, points are doubles: half evenly spaced, half crowded to the ends as Chebyshev nodes are, where errors
 * of good fits peak.
 */
export function samplePoints(specification: Specification, count: number): number[] {
  const real = specification.format === 'real';
  const format = real ? FORMATS.f64 : findFormat(specification.format);
  const ordinals = spreadOrdinals(formatDomain(specification.domain, format), format, count, real);
  // For `real` the two zeros are one point.
  return ordinals.filter((o) => !(real && o === -1n)).map((o) => format.fromOrdinal(o));
}
