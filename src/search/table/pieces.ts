import type { Format } from '../../number/format.ts';
import type { FormatRange } from '../../certify/exhaustive-domain.ts';

/** Neighbouring inputs that have one number, by ordinals. */
export type Piece = { readonly number: number; readonly first: bigint; readonly last: bigint };

/**
 * The pieces of a domain, ascending; `pieceOf` is monotone on either side of 0.
 * @returns `undefined` where their numbers span more than `most`
 */
export function piecesOf(
  { first, last }: FormatRange,
  format: Format,
  pieceOf: (x: number) => number,
  most: number,
): Piece[] | undefined {
  const pieces: Piece[] = [];
  const numberAt = (ordinal: bigint): number => pieceOf(format.fromOrdinal(ordinal));
  for (let from = first; from <= last;) {
    const number = numberAt(from);
    // Within one side of 0 equal numbers are neighbours.
    const end = from < 0n && last >= 0n ? -1n : last;
    let [low, high] = [from, end];
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (numberAt(middle) === number) low = middle;
      else high = middle - 1n;
    }
    pieces.push({ number, first: from, last: low });
    if (pieces.length > 2 * most) return undefined;
    from = low + 1n;
  }
  const numbers = pieces.map(({ number }) => number);
  return Math.max(...numbers) - Math.min(...numbers) < most ? pieces : undefined;
}
