import { NapierError } from '../../error/fault.ts';
import type { Format } from '../../number/format.ts';
import { FORMATS } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';

/**
 * A value as a number of a format, rounded twice: to a double first, which can be decided where a value lies halfway
 * between two numbers of the format. For choices, not for proofs. NaN where there is no value, or none that can be decided.
 */
export function roundedValue(oracle: Oracle, x: number, format: Format): number {
  try {
    return format.round(oracle.rounded([x], FORMATS.f64));
  } catch (error) {
    if (error instanceof NapierError) return NaN;
    throw error;
  }
}
