import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { doubleDouble } from './double-double.ts';
import { exponentPair } from './exponent-pair.ts';
import type { TwoWordFormat } from './two-word-format.ts';

/** Every format whose numbers are two words, by name. */
export const TWO_WORD_FORMATS = {
  dd: doubleDouble,
  pair: exponentPair,
} as const satisfies Record<string, TwoWordFormat>;

export const TWO_WORD_NAMES = Object.keys(TWO_WORD_FORMATS) as readonly (keyof typeof TWO_WORD_FORMATS)[];

/** Those whose programs can be written out in operations on single words. */
export const WRITTEN_OUT_NAMES = Object.values(TWO_WORD_FORMATS as Record<string, TwoWordFormat>)
  .filter(({ sumOf }) => sumOf !== undefined)
  .map(({ name }) => name);

/** Is this the name of a format whose numbers are two words? */
export function isTwoWordName(name: string): name is keyof typeof TWO_WORD_FORMATS {
  return Object.hasOwn(TWO_WORD_FORMATS, name);
}

/** The format of two words of that name. @throws NapierError for another name */
export function findTwoWordFormat(name: string): TwoWordFormat {
  if (isTwoWordName(name)) return TWO_WORD_FORMATS[name];
  const near = nearestName(name, TWO_WORD_NAMES);
  return fail({
    kind: 'name',
    message: `unknown format of two words \`${name}\``,
    source: name,
    span: [0, name.length],
    hint: near === undefined ? `they are ${TWO_WORD_NAMES.join(' and ')}` : `did you mean \`${near}\`?`,
  });
}
