import type { Format } from '../../number/format.ts';
import type { Piece } from './pieces.ts';

/**
 * Pieces without their inputs next to those at which the program gives NaN, and these inputs by themselves: where a function ends its slope
 * may have no bound, as that of asin at 1, and no series encloses it there.
 * @param pieces in the order of their inputs
 * @param count so many inputs of each piece
 */
export function besideUndefined(
  pieces: readonly Piece[],
  format: Format,
  count: bigint,
): { readonly pieces: readonly Piece[]; readonly single: readonly number[] } {
  const single: number[] = [];
  const aside = (first: bigint, last: bigint): void => {
    for (let o = first; o <= last; o++) single.push(format.fromOrdinal(o));
  };
  const kept = pieces.flatMap((piece, i): Piece[] => {
    if (piece.programs.every(({ known }) => known !== undefined)) return [piece];
    const first = isEnd(pieces, i, -1) ? piece.first + count : piece.first;
    const last = isEnd(pieces, i, 1) ? piece.last - count : piece.last;
    if (first > last) {
      aside(piece.first, piece.last);
      return [];
    }
    aside(piece.first, first - 1n);
    aside(last + 1n, piece.last);
    return [{ ...piece, first, last, lo: format.fromOrdinal(first), hi: format.fromOrdinal(last) }];
  });
  return { pieces: kept, single };
}

/** Do inputs without a value follow a piece on one side, or do so after single inputs? */
function isEnd(pieces: readonly Piece[], i: number, side: 1 | -1): boolean {
  const [here, next] = [pieces[i], pieces[i + side]];
  if (next === undefined) return false;
  if (side === 1 ? here.last + 1n !== next.first : next.last + 1n !== here.first) return false;
  return isUndefined(next) || (next.first === next.last && isEnd(pieces, i + side, side));
}

const isUndefined = ({ programs }: Piece): boolean =>
  programs.length > 0 && programs.every(({ known }) => known !== undefined && isNaN(known));
