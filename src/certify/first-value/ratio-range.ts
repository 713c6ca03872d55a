import { exponentOf, nextDown, nextUp, powerOfTwo } from '../../number/double-bits.ts';
import type { Format } from '../../number/format.ts';
import { NoRoundoffBound } from '../roundoff-rules.ts';

/** Of x/y^a: an interval, and how far from it values are that were attained. */
export type RatioRange = { readonly lo: number; readonly hi: number };

/** The range is this near to what is attained, relatively. */
const NEAR = 2 ** -10;
/** Parts that are looked at in a binade, at most: a first value that is near to no root takes more. */
const MOST_PARTS = 20_000;

/**
 * Encloses x/(2^scale·y^a) for all inputs from one ordinal to another within a binade, y the first value, of which `firstOn` tells
 * between which positive numbers it is for inputs between two: by parts, as long as they may be.
 * @param so what is known to be attained elsewhere, which is enough here too
 * @throws NoRoundoffBound where parts are too many
 */
export function ratioRange(
  { first, last }: { readonly first: bigint; readonly last: bigint },
  format: Format,
  power: number,
  scale: number,
  firstOn: (lo: number, hi: number) => readonly [from: number, to: number],
  so: RatioRange,
): { readonly range: RatioRange; readonly attained: RatioRange } {
  let { lo: least, hi: most } = so;
  let [lo, hi] = [Infinity, 0];
  const parts: [bigint, bigint][] = [[first, last]];
  for (let count = 0; parts.length > 0; count++) {
    if (count > MOST_PARTS) throw new NoRoundoffBound('a first value is near to no root');
    const [a, b] = parts.pop() as [bigint, bigint];
    const [x, end] = [format.fromOrdinal(a), format.fromOrdinal(b)];
    const [y] = firstOn(x, x);
    // Attained to a few roundings: this only says how near is near enough.
    const here = ratioBelow(x, y, power, scale);
    [least, most] = [Math.min(least, here), Math.max(most, here)];
    const [from, to] = firstOn(x, end);
    const [low, high] = [ratioBelow(x, to, power, scale), ratioAbove(end, from, power, scale)];
    if (a < b && !(low >= least * (1 - NEAR) && high <= most * (1 + NEAR))) {
      const middle = (a + b) / 2n;
      parts.push([middle + 1n, b], [a, middle]);
      continue;
    }
    [lo, hi] = [Math.min(lo, low), Math.max(hi, high)];
  }
  return { range: { lo, hi }, attained: { lo: least, hi: most } };
}

/** A bound on x/(2^scale·y^a) from below, by numbers next to 1. */
function ratioBelow(x: number, y: number, power: number, scale: number): number {
  const [significand, root, exponent] = apart(x, y, power, scale);
  let divisor = root;
  for (let k = 1; k < power; k++) divisor = nextUp(divisor * root);
  return nextDown(significand / divisor) * exponent;
}

function ratioAbove(x: number, y: number, power: number, scale: number): number {
  const [significand, root, exponent] = apart(x, y, power, scale);
  let divisor = root;
  for (let k = 1; k < power; k++) divisor = nextDown(divisor * root);
  return nextUp(significand / divisor) * exponent;
}

function apart(
  x: number,
  y: number,
  power: number,
  scale: number,
): readonly [significand: number, root: number, factor: number] {
  const [p, q] = [exponentOf(x), exponentOf(y)];
  return [significandOf(x, p), significandOf(y, q), powerOfTwo(p - power * q - scale)];
}

/** x/2^exponent, where 2^−exponent may be no double. */
function significandOf(x: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return x / powerOfTwo(half) / powerOfTwo(exponent - half);
}
