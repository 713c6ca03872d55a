import type { Format } from '../../number/format.ts';
import { wordRange } from './word-range.ts';

/**
 * How far results are from the true values counted in words, as octaves (of words: 2^x, x^p and their like are linear in
 * the words of their arguments): for what is far off this says how far, where a relative error says 1.
 * @returns replaces results, as many as there are, by their distances; NaN stays
 */
export function wordDistances(format: Format, truth: Float64Array): (values: Float64Array) => void {
  const { encode, octave, bits } = wordRange(format);
  const place = (value: number): number => {
    const word = encode(value);
    return word < 0 ? -(word + 2 ** (bits - 1)) : word;
  };
  const places = truth.map(place);
  return (values) => {
    for (let i = 0; i < values.length; i++) {
      if (values[i] === values[i]) values[i] = (place(values[i]) - places[i]) / octave;
    }
  };
}
