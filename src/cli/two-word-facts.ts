import { decimalUp } from '../number/decimal.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { TWO_WORD_OPERATIONS, type TwoWordFormat, type Words } from '../number/two-word-format.ts';

/** What JSON says of a format of two words; words are exact hexadecimal floats. */
export function twoWordRecord(format: TwoWordFormat): Record<string, unknown> {
  const { name, description, bits, words, precision, bounds } = format;
  return {
    name,
    description,
    bits,
    words,
    precision,
    maxFinite: format.maxFinite.map(toHexFloat),
    minNormal: format.minNormal.map(toHexFloat),
    bounds: Object.fromEntries(
      TWO_WORD_OPERATIONS.map((op) => [
        op,
        bounds[op] === undefined
          ? null
          : { relative: toHexFloat(bounds[op].relative), text: bounds[op].text, source: bounds[op].source },
      ]),
    ),
  };
}

/** The same in lines, for people: what, and its value. */
export function twoWordFacts(format: TwoWordFormat): [string, string][] {
  const pair = ([first, second]: Words): string => `${first}, ${second}`;
  return [
    ['bits', `${format.bits}`],
    ['words', format.words.join('; ')],
    ['rounding', `to nearest, within 2^-${format.precision} relative`],
    ['u', `2^-${format.unitBits}`],
    ['largest', pair(format.maxFinite)],
    ['full precision from', pair(format.minNormal)],
    ...TWO_WORD_OPERATIONS.map((op): [string, string] => {
      const bound = format.bounds[op];
      return [
        op,
        bound === undefined
          ? 'mul, then add'
          : `${decimalUp(bound.relative)} relative = ${bound.text} (${bound.source})`,
      ];
    }),
  ];
}
