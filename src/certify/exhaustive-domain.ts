import { fail } from '../error/fault.ts';
import type { Domain } from '../expression/domain.ts';
import type { Expression } from '../expression/expression.ts';
import type { Format } from '../number/format.ts';
import { createOracle } from '../oracle/create-oracle.ts';

/** A range of a format's numbers by ordinals (`Format.ordinal`), both ends included. */
export type FormatRange = { readonly first: bigint; readonly last: bigint };

/**
 * Exactly the finite numbers of a format inside a domain. Ends may be irrational: the oracle decides. Both zeros are
 * inside when 0 is. An infinite end means all finite numbers on that side.
 * @throws NapierError kind `value` when there are none
 */
export function formatDomain(domain: Domain, format: Format): FormatRange {
  const [openLo, openHi] = domain.open;
  let first = endOrdinal(domain.lo, format, 'up', openLo);
  let last = endOrdinal(domain.hi, format, 'down', openHi);
  const [lowest, highest] = [format.ordinal(format.minFinite), format.ordinal(format.maxFinite)];
  if (first < lowest) first = lowest;
  if (last > highest) last = highest;
  if (first > last) {
    fail({
      kind: 'value',
      message: `the domain holds no number of ${format.name}`,
      hint: 'give a lower end below the upper end, wide enough to hold a number of the format',
    });
  }
  return { first, last };
}

/** Which of a format's numbers that are not finite are in a domain. */
export type Infinities = { readonly negative: boolean; readonly positive: boolean; readonly nan: boolean };

/** An infinite end that is not left out takes its infinity in; `[-inf, inf]` takes in NaN as well. */
export function infinitiesIn({ lo, hi, open }: Domain): Infinities {
  const negative = !open[0] && infinityOf(lo) === -1n;
  const positive = !open[1] && infinityOf(hi) === 1n;
  return { negative, positive, nan: negative && positive };
}

/**
 * Does the domain hold an infinity? Then the program is a whole function there: where f is undefined it must give NaN,
 * at poles and where f overflows an infinity (see `Specification`).
 */
export function isTotal(domain: Domain): boolean {
  const { negative, positive } = infinitiesIn(domain);
  return negative || positive;
}

/** How many numbers a range holds; −0 and +0 are two. */
export function rangeSize(range: FormatRange): bigint {
  return range.last - range.first + 1n;
}

function endOrdinal(end: Expression, format: Format, inward: 'up' | 'down', open: boolean): bigint {
  const infinite = infinityOf(end);
  if (infinite !== 0n) return infinite * (format.ordinal(format.maxFinite) + 2n) ** 2n;
  const oracle = createOracle(end, []);
  const inside = oracle.rounded([], format, inward);
  if (inside !== inside) fail({ kind: 'value', message: 'an end of the domain is undefined' });
  // The numbers −0 and +0 have ordinals −1 and 0: 0 as an end takes in, or leaves out, both.
  const low = inward === 'up';
  let ordinal = inside === 0 ? format.ordinal(low ? -0 : 0) : format.ordinal(inside);
  if (open && inside === oracle.rounded([], format, low ? 'down' : 'up')) {
    ordinal = inside === 0 ? (low ? 1n : format.ordinal(-0) - 1n) : ordinal + (low ? 1n : -1n);
  }
  return ordinal;
}

/** 1 for `inf`, −1 for `-inf`, 0 for all else. */
function infinityOf(end: Expression): bigint {
  if (end.kind === 'constant' && end.name === 'inf') return 1n;
  if (end.kind === 'apply' && end.operation === 'neg') return 0n - infinityOf(end.args[0]);
  return 0n;
}
