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
  if (piece.wave !== undefined) {
    const { formula, start } = piece.wave;
    const wave = waveValue(piece.wave, start(x).value);
    return formula === undefined ? wave : formula.value(x, wave);
  }
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

/** Has the piece one value throughout? */
export function isConstant({ wave, coefficients }: Piece): boolean {
  return wave === undefined && coefficients.every((c, k) => k === 0 || c === 0);
}

/**
 * 0 or 1 where, on inputs no larger than `size`, f is its value at 0 or x itself to within `relative` of that: a piece
 * about 0 tells. The roundings of this bound, a dozen of 2^-53, are covered by its last factor.
 */
export function quietOrder(piece: Piece, size: number, relative: number): 0 | 1 | undefined {
  const { centre, scale, coefficients, rho, alpha, wave } = piece;
  if (centre !== 0 || scale === 0 || wave !== undefined) return undefined;
  const order = coefficients[0] === 0 ? 1 : 0;
  // f = x (1 + …): a piece with its zero at 0 has no α.
  if (order === 1 && (coefficients[1] * scale !== 1 || alpha > 2 ** -1000)) return undefined;
  const t = size * scale;
  let rest = 0;
  for (let k = PIECE_DEGREE; k > order; k--) rest = (rest + Math.abs(coefficients[k])) * t;
  const lead = Math.abs(coefficients[order]);
  const away = rest / lead + rho * (1 + rest / lead) + (order === 0 ? alpha / lead : 0);
  return away * (1 + 2 ** -40) <= relative ? order : undefined;
}
