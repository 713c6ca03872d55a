import type { FormatRange } from '../../certify/exhaustive-domain.ts';
import { spreadOrdinals } from '../../certify/spread-ordinals.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import type { Format } from '../../number/format.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand, Program } from '../../program/program.ts';
import { fitPiece } from './fit-piece.ts';
import type { Indexing } from './indexing.ts';
import { piecesOf, type Piece } from './pieces.ts';
import type { Points, Truth } from './truth.ts';

/** Where tables are made: a domain of a format, what is true there, and how much they may hold. */
export type Scene = {
  readonly format: Format;
  readonly range: FormatRange;
  readonly variable: string;
  readonly truth: Truth;
  readonly fma: boolean;
  /** Bytes of all tables of one program, at most. */
  readonly maxTable: number;
};

/** A program with tables, and what its tables take. */
export type TableProgram = {
  readonly program: Program;
  readonly entries: number;
  readonly bytes: number;
  /** The largest error of a fit: below it no evaluation of these pieces comes. */
  readonly error: number;
};

/** Inputs of one piece that it is fitted on. */
const POINTS = 24;

/**
 * Equal pieces, for each a polynomial whose coefficients are read from tables: in x itself, or in the offset of x from
 * the middle of its piece (two operations more, and no cancellation).
 * @returns `undefined` where there are more pieces than the tables have room for
 */
export function uniformTable(
  scene: Scene,
  indexing: Indexing,
  degree: number,
  local: boolean,
): TableProgram | undefined {
  const { format, range, variable, fma } = scene;
  const bytes = Math.ceil(format.bits / 8);
  // An index is a signed integer as wide as the format.
  const most = Math.min(Math.floor(scene.maxTable / (bytes * (degree + 1))), 2 ** (format.bits - 1));
  const pieces = most < 1 ? undefined : piecesOf(range, format, indexing.pieceOf, most);
  if (pieces === undefined) return undefined;
  const numbers = pieces.map(({ number }) => number);
  const [least, largest] = [Math.min(...numbers), Math.max(...numbers)];
  // Entries below the first cost bytes, subtracting its number an operation.
  const first = least > 0 && largest < most ? 0 : least;
  const rows: (readonly number[])[] = [];
  let error = 0;
  for (const [number, parts] of byNumber(pieces)) {
    const points = pointsOf(parts, scene);
    const middle = local ? indexing.middleOf(number) : 0;
    const x = local ? points.x.map((at) => format.sub(at, middle)) : points.x;
    const fit = fitPiece({ ...points, x }, degree, format.round);
    if (fit === undefined) return undefined;
    rows[number - first] = fit.coefficients;
    error = Math.max(error, fit.error);
  }
  const entries = largest - first + 1;
  const b = new ProgramBuilder(format.name, [variable]);
  const { index, offset } = indexing.emit(b, b.input(0), first, local);
  const columns = Array.from({ length: degree + 1 }, (_, k) =>
    Array.from({ length: entries }, (_row, i) => rows[i]?.[k] ?? 0),
  );
  const coefficients = columns.map((column) =>
    b.operation('lookup', b.table('float', column.map(toHexFloat)), index),
  );
  const result = polynomial(b, coefficients, offset ?? b.input(0), fma);
  return { program: b.build(result), entries, bytes: entries * bytes * (degree + 1), error };
}

/** Pieces of one number together: a number may lie on both sides of 0. */
function byNumber(pieces: readonly Piece[]): Map<number, Piece[]> {
  const groups = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const group = groups.get(piece.number);
    if (group === undefined) groups.set(piece.number, [piece]);
    else group.push(piece);
  }
  return groups;
}

function pointsOf(parts: readonly Piece[], { format, truth }: Scene): Points {
  const ordinals = parts.flatMap((part) => spreadOrdinals(part, format, POINTS));
  return truth.points(ordinals.map((o) => format.fromOrdinal(o)));
}

/** Horner's rule. */
export function polynomial(
  b: ProgramBuilder,
  coefficients: readonly Operand[],
  x: Operand,
  fma: boolean,
): Operand {
  return coefficients.reduceRight((sum, c) => (fma ? b.fma(sum, x, c) : b.add(b.mul(sum, x), c)));
}
