import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';
import { roundMultiple } from './round-to-integer.ts';
import type { StepContext, Sum } from './step.ts';
import type { TablePieces } from './table-piece.ts';

const LEAST_DEGREE = 4;
/** Pieces in a unit of the argument. */
const SCALES = [1, 2, 4, 8, 16, 32, 64];

/** Where pieces begin and end, and the highest degree that they may have. */
export type Reach = { readonly radius: number; readonly end: number; readonly most: number };

/** Coefficients in t ∈ [−1/2, 1/2] of f(x) at x = (n + t)/scale, by n from the first; what the constant terms leave by rounding comes last. */
export type EqualPieces = {
  readonly scale: number;
  readonly first: number;
  readonly rows: readonly number[][];
};

/** The value at x as a sum of two: the constant term of its piece, and all else. */
export function atPiece(e: Emitter, x: Operand, { scale, first, rows }: EqualPieces): Sum {
  const scaled = scale === 1 ? x : e.op('mul', x, e.number(scale));
  const { n, pattern } = roundMultiple(e, scaled, 1);
  const base = e.format.encode(1.5 * 2 ** (e.format.precision - 1)) + BigInt(first);
  const index = e.op('isub', pattern, e.integer(base));
  const t = e.op('sub', scaled, n);
  const columns = rows[0].map((_, k) => e.op('lookup', e.table(rows.map((row) => row[k])), index));
  const [head, ...others] = columns.slice(0, -1);
  const slope = others.reduceRight((sum, c) => e.multiplyAdd(sum, t, c));
  return { head, tail: e.multiplyAdd(slope, t, columns[columns.length - 1]) };
}

/** The pieces of the lowest degree whose table is within what is allowed. */
export function equalPieces(
  pieces: TablePieces,
  { arithmetic, maxTable, tolerance }: StepContext,
  { radius, end, most: highest }: Reach,
): EqualPieces | undefined {
  for (let degree = LEAST_DEGREE; degree <= highest; degree++) {
    const most = (8 * maxTable) / (arithmetic.bits * (degree + 2));
    for (const scale of SCALES.filter(
      (one) => (one * radius >= 1 || radius === 0) && (end - radius) * one + 1 <= most,
    )) {
      const [first, last] = [radius, end].map((x) => Math.round(x * scale));
      const rows: number[][] = [];
      for (let n = first; n <= last; n++) {
        const { coefficients, lost, error } = pieces.piece(n, scale, degree, false);
        if (!(error <= tolerance)) break;
        rows.push([...coefficients, lost]);
      }
      if (rows.length === last - first + 1) return { scale, first, rows };
    }
  }
  return undefined;
}
