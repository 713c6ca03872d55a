import type { Format } from '../number/format.ts';
import type { Guard, HalfLine } from '../search/rewrite/guard.ts';

/**
 * Whether a piece of an answer by cases only ever computes inputs of one half line: by its own guards, and by the pieces
 * before it, which take theirs first. (What it cannot see so, it denies.)
 * @param pieces the guards of all pieces, in order
 * @param at which piece
 */
export function takesOnly(
  pieces: readonly (readonly Guard[])[],
  at: number,
  { variable, sign }: HalfLine,
  { minPositive }: Format,
): boolean {
  const { lo, hi } = rangeTaken(pieces, at, variable);
  return lo >= hi || (sign > 0 ? lo >= 0 : hi <= -minPositive);
}

/**
 * Between which ends a piece of an answer by cases takes a variable's inputs, at most: above `lo` and up to `hi`; none when
 * these are not in order.
 */
export function rangeTaken(pieces: readonly (readonly Guard[])[], at: number, variable: string): Range {
  let { lo, hi } = rangeIn(pieces[at], variable);
  const before = pieces
    .slice(0, at)
    .filter((guards) =>
      guards.every(
        (guard) =>
          guard.variable === variable || contains(rangeOf(guard), rangeIn(pieces[at], guard.variable)),
      ),
    )
    .map((guards) => rangeIn(guards, variable));
  // Each time round, an earlier piece may have taken one end of what is left.
  for (let changed = true; changed;) {
    changed = false;
    for (const taken of before) {
      if (taken.lo <= lo && taken.hi > lo) [lo, changed] = [taken.hi, true];
      if (taken.hi >= hi && taken.lo < hi) [hi, changed] = [taken.lo, true];
    }
  }
  return { lo, hi };
}

/** Numbers above `lo` and up to `hi`. */
export type Range = { readonly lo: number; readonly hi: number };

const rangeOf = ({ above = -Infinity, upTo = Infinity }: Guard): Range => ({ lo: above, hi: upTo });

/** What all guards of one variable leave of it. */
function rangeIn(guards: readonly Guard[], variable: string): Range {
  return guards
    .filter((guard) => guard.variable === variable)
    .map(rangeOf)
    .reduce((a, b) => ({ lo: Math.max(a.lo, b.lo), hi: Math.min(a.hi, b.hi) }), {
      lo: -Infinity,
      hi: Infinity,
    });
}

function contains(outer: Range, inner: Range): boolean {
  return outer.lo <= inner.lo && inner.hi <= outer.hi;
}
