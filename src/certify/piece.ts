import { waveValue, type Wave } from './wave.ts';

/** Degree of a piece's polynomial. The kernel's loop is unrolled for it (`kernel/exhaustive.ts`). */
export const PIECE_DEGREE = 7;

/**
 * A proved double-precision model of the true function f on a range of inputs. With, in this order of operations,
 *
 *     t = (x − centre) · scale,  r = (((c₇ t + c₆) t + …) t + c₁) t,  p = c₀ + r
 *
 * every input x of the range has |f(x) − p| ≤ ρ|p| + α. The rounding of all these operations, and of computing
 * p ± (ρ|p| + α) in double, is already inside ρ and α. With a `wave`, p is the wave's value instead; where that is NaN
 * nothing is known.
 */
export type Piece = {
  readonly centre: number;
  /** A power of two, so that |t| ≤ 1. */
  readonly scale: number;
  readonly coefficients: readonly number[];
  readonly rho: number;
  readonly alpha: number;
  /** A lower and an upper bound of |f| on the range. */
  readonly lower: number;
  readonly upper: number;
  readonly wave?: Wave;
};

/** p at x, bit for bit as the kernel computes it. */
export function pieceValue(piece: Piece, x: number): number {
  if (piece.wave !== undefined) return waveValue(piece.wave, piece.wave.start(x).value);
  const c = piece.coefficients;
  const t = (x - piece.centre) * piece.scale;
  let r = c[PIECE_DEGREE];
  for (let k = PIECE_DEGREE - 1; k >= 1; k--) r = r * t + c[k];
  return c[0] + r * t;
}

/** The radius ρ|p| + α of the enclosure around p. */
export function pieceRadius(piece: Piece, p: number): number {
  return Math.abs(p) * piece.rho + piece.alpha;
}
