import type { Format } from '../../number/format.ts';
import { numberCode } from '../../program/number-code.ts';
import type { WordRange } from './tune-words.ts';

/** The words of a format of at most 32 bits. */
export function wordRange(format: Format): WordRange {
  const { encode, decode } = numberCode(format);
  return {
    bits: format.bits,
    decode,
    encode: (value) => encode(format.round(value)),
    isFinite: (word) => Number.isFinite(decode(word)),
    one: encode(1),
    octave: encode(2) - encode(1),
  };
}
