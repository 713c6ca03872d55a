import { isWithin } from './guard.ts';
import type { Piece } from './regimes.ts';

/** Which piece computes an input, by its values. */
export function pieceAt(pieces: readonly Piece[], valueOf: (variable: string) => number): Piece {
  return pieces.find(({ where }) => isWithin(where, valueOf)) as Piece;
}
