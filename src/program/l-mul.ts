import type { Format } from '../number/format.ts';

/**
 * What is taken off the sum of two patterns so that it is nearly the pattern of the product: that of 1, less the offset
 * 2^(m − l(m)) that stands for the product of the two fractions, of m bits; l(m) is m up to 3, 3 for 4, and 4 above
 * (Luo & Sun, Addition is all you need for energy-efficient language models, arXiv:2410.00907, §2.2).
 */
export function lMulBias({ precision, encode }: Format): bigint {
  const m = precision - 1;
  const l = m <= 3 ? m : m === 4 ? 3 : 4;
  return encode(1) - (1n << BigInt(m - l));
}

/** The same for the formats that targets compute in, as the text of an integer constant. */
export function lMulBiasText(width: 32 | 64): string {
  // 2^23 and 2^52 steps from 1 to 2, an offset of a sixteenth of them.
  return width === 32 ? 'i:0x3f780000' : 'i:0x3fef000000000000';
}
