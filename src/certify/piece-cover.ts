import type { Format } from '../number/format.ts';
import type { Piece } from './piece.ts';
import type { PieceBuilder } from './piece-builder.ts';
import type { RegionFinder } from './region.ts';
import { wavePiece } from './wave-of.ts';
import type { Wave } from './wave.ts';

/** Magnitudes (ordinals of |x|) on one side of zero; −0 and +0 are magnitude 0 of their sides. Ends included. */
export type Side = { readonly negative: boolean; readonly first: number; readonly last: number };

/**
 * A range of magnitudes with its piece; or the one result that is right on all of it; or neither: those inputs are
 * judged one by one.
 */
export type CoverPart = {
  readonly first: number;
  readonly last: number;
  readonly piece: Piece | undefined;
  readonly wanted?: number;
};

/** Pieces lie in aligned blocks of this many numbers, so how a domain is cut into jobs does not change them. */
export const PIECE_GRID = 2 ** 20;
/** Ranges this short are cheaper point by point than as a piece (two Taylor series). */
const FEW = 16;
/** Halvings at once at most: beside a pole or a root's branch point the bound on a block tells nothing of its other parts. */
const MOST_HALVINGS = 6;
/** The piece around zero is sought from the domain's end down to this much of it. */
const ZERO_HALVINGS = 40;

/** The input of a magnitude on a side; those above the infinity's are NaN. */
export function inputAt(format: Format, negative: boolean, magnitude: number): number {
  if (magnitude > Number(format.ordinal(format.maxFinite)) + 1) return NaN;
  return format.fromOrdinal(negative ? -1n - BigInt(magnitude) : BigInt(magnitude));
}

/**
 * Covers part of a side with pieces: one around zero as wide as it gets (only when the side reaches zero), then the
 * largest halves of grid blocks that a piece can be proved on. Depends on the side, not on the part asked for.
 * @param region for a whole function: settles blocks where f is undefined or overflows
 * @param wave the model of large inputs, where f is a wave
 */
export function* coverSide(
  builder: PieceBuilder,
  format: Format,
  side: Side,
  part: { readonly first: number; readonly last: number },
  region?: RegionFinder,
  wave?: Wave,
): Generator<CoverPart> {
  let next = part.first;
  const clip = (first: number, last: number, piece: Piece | undefined, wanted?: number): CoverPart => ({
    first: Math.max(first, next),
    last: Math.min(last, part.last),
    piece,
    wanted,
  });
  // Pieces are laid out on magnitudes alike on both sides, by binades: where zero has no sign, or subnormal numbers are
  // not there, ordinals are not such magnitudes, and each input is judged by itself.
  if (!format.signedZero || !format.subnormals) {
    yield clip(part.first, part.last, undefined);
    return;
  }
  if (side.first === 0) {
    if (next === 0) {
      yield clip(0, 0, undefined);
      next = 1;
    }
    const around =
      next <= part.last ? zeroPiece(builder, format, side, next, region !== undefined) : undefined;
    if (around !== undefined && next <= around.last) {
      yield clip(1, around.last, around.piece);
      next = around.last + 1;
    }
  }
  const waved = wave && Number(format.ordinal(wave.from));
  while (next <= part.last) {
    if (wave !== undefined && waved !== undefined && next >= waved) {
      // A wave's inputs are evenly spaced in a binade.
      const binade = 2 ** (format.precision - 1);
      const first = Math.floor(next / binade) * binade;
      const last = first + binade - 1;
      const [near, far] = [first, last].map((magnitude) => inputAt(format, false, magnitude));
      yield clip(next, last, wavePiece(wave, near, far));
      next = last + 1;
      continue;
    }
    const block = Math.floor(next / PIECE_GRID) * PIECE_GRID;
    // Pieces that the zero piece or the part's own ends cut into are made whole, then clipped.
    const end = Math.min(block + PIECE_GRID, waved ?? Infinity);
    const wanted = { first: next, last: Math.min(part.last, end - 1) };
    for (const found of coverBlock(builder, format, side, block, PIECE_GRID, wanted, region)) {
      const {
        first,
        last,
        piece,
        wanted: settled,
      } = clip(found.first, found.last, found.piece, found.wanted);
      yield { first, last: Math.min(last, end - 1), piece, wanted: settled };
    }
    next = end;
  }
}

/** The piece around zero: magnitudes 1…last, `last` a power of two's predecessor or the side's own end. */
function zeroPiece(
  builder: PieceBuilder,
  format: Format,
  side: Side,
  needed: number,
  total: boolean,
): { last: number; piece: Piece } | undefined {
  const near = inputAt(format, side.negative, 1);
  let reach = Math.min(Math.abs(inputAt(format, side.negative, side.last)), 2 ** ZERO_HALVINGS);
  let last = Math.min(side.last, Number(format.ordinal(format.round(reach))));
  for (let tries = 0; tries < ZERO_HALVINGS && last >= needed && last >= FEW; tries++) {
    const attempt = builder.build(near, inputAt(format, side.negative, last), 'zero');
    const large = 'piece' in attempt && attempt.piece.upper >= format.maxFinite;
    // In a whole function the values beyond the largest number are apart.
    if ('piece' in attempt && !(large && total)) return { last, piece: attempt.piece };
    const halvings = 'piece' in attempt ? 1 : Math.min(attempt.halvings, 8);
    // Ends on a power of two, so that the grid's blocks after it are whole.
    reach = 2 ** (Math.ceil(Math.log2(reach)) - halvings);
    last = Number(format.ordinal(reach)) - 1;
  }
  return undefined;
}

/** Halves an aligned block until each part has a piece or is short; leaves out parts that nobody wants. */
function* coverBlock(
  builder: PieceBuilder,
  format: Format,
  side: Side,
  block: number,
  size: number,
  wanted: { readonly first: number; readonly last: number },
  region?: RegionFinder,
): Generator<CoverPart> {
  const first = Math.max(block, side.first, side.first === 0 ? 1 : 0);
  const last = Math.min(block + size - 1, side.last);
  if (first > last || last < wanted.first || first > wanted.last) return;
  if (last - first < FEW) {
    yield { first, last, piece: undefined };
    return;
  }
  const [near, far] = [first, last].map((magnitude) => inputAt(format, side.negative, magnitude));
  const settled = region?.(near, far);
  if (settled !== undefined) {
    yield { first, last, piece: undefined, wanted: settled };
    return;
  }
  let attempt = builder.build(near, far, 'middle');
  if ('piece' in attempt) {
    // In a whole function the values beyond the largest number are apart.
    if (region === undefined || attempt.piece.upper < format.maxFinite) {
      yield { first, last, piece: attempt.piece };
      return;
    }
    attempt = { halvings: 1 };
  }
  const halvings = Math.min(attempt.halvings, MOST_HALVINGS);
  const smaller = Math.max(size / 2 ** halvings, Math.min(FEW, size / 2));
  for (let at = block; at < block + size; at += smaller) {
    yield* coverBlock(builder, format, side, at, smaller, wanted, region);
  }
}
