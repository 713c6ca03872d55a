import { FORMATS } from '../../../number/formats.ts';
import type { ReducedFunction } from '../reduced-function.ts';
import { roundedValue } from '../rounded-value.ts';
import { roundMultiple } from '../round-to-integer.ts';
import type { Reduction, Step, StepContext } from '../step.ts';

const DEGREES = [1, 2, 3, 4, 5, 6];
/** Entries of a table at most. */
const LARGEST = 1 << 16;
/** Where the sign of a piece beside 0 is looked at, of its length. */
const SMALL = 2 ** -20;
/** Points between nodes at which a piece is judged. */
const PROBES = 7;

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
    return DEGREES.map((degree) => tableReduction(f, context, degree)).filter((found) => found !== undefined);
  },
};

function tableReduction(
  f: ReducedFunction,
  { arithmetic, tolerance, maxTable }: StepContext,
  degree: number,
): Reduction | undefined {
  const most = Math.min(LARGEST, Math.floor((8 * maxTable) / (arithmetic.bits * (degree + 1))));
  const value = new Map<number, number>();
  const at = (x: number): number => {
    let y = value.get(x);
    if (y === undefined) value.set(x, (y = roundedValue(f.oracle, x, FORMATS.f64)));
    return y;
  };
  for (let scale = smallestScale(f); (f.hi - f.lo) * scale < most; scale *= 2) {
    const rows = piecesOf(f, at, degree, scale, tolerance);
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
  at: (x: number) => number,
  degree: number,
  scale: number,
  tolerance: number,
): number[][] | undefined {
  const [first, last] = [Math.round(f.lo * scale), Math.round(f.hi * scale)];
  const rows: number[][] = [];
  for (let n = first; n <= last; n++) {
    const row = pieceOf((t) => at((n + t) / scale), degree, n === 0 && at(0) === 0);
    if (row[0] === 0 && row[1] !== 0 && at(SMALL / scale) * at(-SMALL / scale) <= 0) row[0] = -0;
    const low = Math.max(-0.5, f.lo * scale - n);
    const high = Math.min(0.5, f.hi * scale - n);
    for (let i = 0; i <= PROBES; i++) {
      const t = low + ((high - low) * (i + 0.35)) / (PROBES + 0.7);
      const truth = at((n + t) / scale);
      if (!(Math.abs(horner(row, t) - truth) <= tolerance * Math.abs(truth))) return undefined;
    }
    rows.push(row);
  }
  return rows;
}

function horner(row: readonly number[], t: number): number {
  return row.reduceRight((sum, c) => sum * t + c, 0);
}

/** Interpolation at Chebyshev's nodes: within a small factor of the best (Trefethen, ATAP, ch. 16). */
function pieceOf(f: (t: number) => number, degree: number, vanishes: boolean): number[] {
  const count = vanishes ? degree : degree + 1;
  const nodes = Array.from({ length: count }, (_, k) => 0.5 * Math.cos((Math.PI * (k + 0.5)) / count));
  const values = nodes.map((t) => (vanishes ? (t === 0 ? f(1e-9) / 1e-9 : f(t) / t) : f(t)));
  // Newton's divided differences, expanded to powers of t.
  for (let level = 1; level < count; level++)
    for (let k = count - 1; k >= level; k--)
      values[k] = (values[k] - values[k - 1]) / (nodes[k] - nodes[k - level]);
  let row: number[] = [];
  for (let k = count - 1; k >= 0; k--) {
    const next = [0, ...row];
    row.forEach((c, i) => (next[i] -= nodes[k] * c));
    next[0] += values[k];
    row = next;
  }
  return vanishes ? [0, ...row] : row;
}
