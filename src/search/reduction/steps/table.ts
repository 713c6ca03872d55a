import type { ReducedFunction } from '../reduced-function.ts';
import { roundMultiple } from '../round-to-integer.ts';
import type { Reduction, Step, StepContext } from '../step.ts';
import { TablePieces } from '../table-piece.ts';

const DEGREES = [1, 2, 3, 4, 5, 6];
/** Tried as well where results are to be correctly rounded: there 4 KB hold pieces of such degrees alone. */
const HIGH_DEGREES = [7, 8, 9, 10];
/** How many times finer than the tolerance a table may be made then: it costs bytes, no operations. */
const FINER = 16;
/** Entries of a table at most. */
const LARGEST = 1 << 16;
/** Where the sign of a piece beside 0 is looked at, of its length. */
const SMALL = 2 ** -20;

/**
 * Equal pieces of the interval, each with a polynomial of its own from a table: right for any smooth function. The
 * piece about a zero of f at 0 keeps relative accuracy, its constant term being 0 (−0 where f changes its sign there:
 * y + −0 is y for both zeros y).
 */
export const tableStep: Step = {
  name: 'table',
  description: 'equal pieces of the interval, the coefficients of each read from a table',
  reductions: (f, _identities, context) => {
    if (context.maxTable === 0 || context.arithmetic.precision < context.storage.precision + 12) return [];
    if (!Number.isFinite(f.lo) || !Number.isFinite(f.hi) || f.hi - f.lo > LARGEST) return [];
    const pieces = new TablePieces(f);
    const { tolerance, correct } = context;
    const list: Reduction[] = [];
    for (const degree of correct ? [...DEGREES, ...HIGH_DEGREES] : DEGREES) {
      const found = tableReduction(f, pieces, context, degree, tolerance);
      if (found === undefined) continue;
      list.push(found);
      const finer = correct ? tableReduction(f, pieces, context, degree, tolerance / FINER) : undefined;
      if (finer !== undefined && finer.parameters.entries !== found.parameters.entries) list.push(finer);
    }
    return list;
  },
};

function tableReduction(
  f: ReducedFunction,
  pieces: TablePieces,
  { arithmetic, maxTable }: StepContext,
  degree: number,
  tolerance: number,
): Reduction | undefined {
  const most = Math.min(LARGEST, Math.floor((8 * maxTable) / (arithmetic.bits * (degree + 1))));
  for (let scale = smallestScale(f); (f.hi - f.lo) * scale < most; scale *= 2) {
    const rows = piecesOf(f, pieces, degree, scale, tolerance);
    if (rows === undefined) continue;
    const first = Math.round(f.lo * scale);
    const columns = Array.from({ length: degree + 1 }, (_, k) => rows.map((row) => arithmetic.round(row[k])));
    return {
      step: 'table',
      parameters: { degree, entries: rows.length },
      inners: [],
      emit: (e, x) => {
        const scaled = scale === 1 ? x : e.op('mul', x, e.number(scale));
        const { n, pattern } = roundMultiple(e, scaled, 1);
        const base = e.format.encode(1.5 * 2 ** (e.format.precision - 1)) + BigInt(first);
        const index = e.op('isub', pattern, e.integer(base));
        const t = e.op('sub', scaled, n);
        const coefficients = columns.map((column) => e.op('lookup', e.table(column), index));
        return {
          tail: coefficients.reduceRight((sum, c) => e.multiplyAdd(sum, t, c)),
        };
      },
    };
  }
  return undefined;
}

function smallestScale(f: ReducedFunction): number {
  return 2 ** Math.max(-6, Math.ceil(Math.log2(4 / (f.hi - f.lo))));
}

/** Coefficients in t ∈ [−½, ½] of each piece, f(x) at x = (n + t)/scale; `undefined` when one misses the tolerance. */
function piecesOf(
  f: ReducedFunction,
  pieces: TablePieces,
  degree: number,
  scale: number,
  tolerance: number,
): number[][] | undefined {
  const [first, last] = [Math.round(f.lo * scale), Math.round(f.hi * scale)];
  const rows: number[][] = [];
  for (let n = first; n <= last; n++) {
    const { coefficients, error } = pieces.piece(n, scale, degree, n === 0 && pieces.at(0) === 0);
    if (!(error <= tolerance)) return undefined;
    const [constant, ...others] = coefficients;
    const falls = (): boolean => pieces.at(SMALL / scale) * pieces.at(-SMALL / scale) <= 0;
    rows.push([constant === 0 && others[0] !== 0 && falls() ? -0 : constant, ...others]);
  }
  return rows;
}
