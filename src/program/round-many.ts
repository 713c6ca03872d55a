import { powerOfTwo } from '../number/double-bits.ts';
import type { Format } from '../number/format.ts';
import { Kernel } from './kernel.ts';

/** Numbers in kernel memory at once. */
const CHUNK = 1 << 12;
/** Significands that the kernel's rounding of bit patterns serves. */
const MOST_PRECISION = 25;

let kernel: Kernel | undefined;
let buffer = 0;

/**
 * Rounds doubles to a format, to nearest even, as `format.round` does but many at once: floating-point formats with two
 * zeros and a NaN go through the kernel, others one by one.
 * @param out where the rounded numbers go, as long as `values`. @defaultValue `values` itself
 * @throws RangeError when the lengths differ
 */
export function roundMany(format: Format, values: Float64Array, out: Float64Array = values): Float64Array {
  if (out.length !== values.length) throw new RangeError(`${values.length} values, room for ${out.length}`);
  if (!format.signedZero || !format.nan || format.precision > MOST_PRECISION) {
    for (let i = 0; i < values.length; i++) out[i] = format.round(values[i]);
    return out;
  }
  if (kernel === undefined) {
    kernel = new Kernel();
    buffer = kernel.allocate(8 * CHUNK);
  }
  const { precision, emin, minNormal, maxFinite, subnormals } = format;
  const shifter = 1.5 * powerOfTwo(emin - precision + 1 + 52);
  const overflowed = format.round(Infinity);
  for (let at = 0; at < values.length; at += CHUNK) {
    const part = values.subarray(at, at + CHUNK);
    const view = new Float64Array(kernel.memory.buffer, buffer, CHUNK);
    view.set(part);
    kernel.exports.roundMany(
      buffer,
      buffer,
      part.length,
      53 - precision,
      minNormal,
      shifter,
      maxFinite,
      overflowed,
      subnormals ? 0 : minNormal,
    );
    out.set(part.length === CHUNK ? view : view.subarray(0, part.length), at);
  }
  return out;
}
