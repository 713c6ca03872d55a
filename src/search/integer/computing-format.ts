import type { Format } from '../../number/format.ts';
import { findFormat, type FormatName } from '../../number/formats.ts';

/** Integers are of 32 bits, whatever the format they come from. */
export const INTEGER_WIDTH = 32;

/** The format in which integers of 32 bits are counts of the same unit. */
export function computingFormat({ bits, fixedPoint, name }: Format): FormatName {
  const fraction = fixedPoint?.fraction ?? 0;
  return bits === INTEGER_WIDTH ? name : findFormat(`q(${INTEGER_WIDTH - 1 - fraction}.${fraction})`).name;
}
