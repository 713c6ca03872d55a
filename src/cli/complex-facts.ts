import type { Complex, ComplexFormat } from '../number/roots-of-unity.ts';

/** What JSON says of a format of complex numbers: its values as [re, im], by bit pattern. */
export function complexRecord({ name, description, bits, values }: ComplexFormat): Record<string, unknown> {
  return { name, description, bits, numbers: `${values.length}`, values };
}

/** The same in lines, for people: what, and its value. */
export function complexFacts({ bits, values }: ComplexFormat): [string, string][] {
  return [
    ['bits', `${bits}`],
    ['numbers', `${values.length}`],
    ['rounding', 'to the nearest phase; in the middle to the even pattern'],
    ['mul, neg, conj', 'exact, by patterns'],
    ['times any number', 'exact: its parts change places and signs'],
  ];
}

/** Bit patterns and values, one a line. */
export function complexTable({ values }: ComplexFormat): string {
  return values.map((x, pattern) => `0x${pattern.toString(16)}  ${complexText(x)}\n`).join('');
}

/** `1`, `-i`, `0.5+2i`. */
function complexText([re, im]: Complex): string {
  if (im === 0) return `${re}`;
  const size = Math.abs(im) === 1 ? 'i' : `${Math.abs(im)}i`;
  if (re === 0) return im < 0 ? `-${size}` : size;
  return `${re}${im < 0 ? '-' : '+'}${size}`;
}
