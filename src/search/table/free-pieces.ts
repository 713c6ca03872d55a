import { spreadOrdinals } from '../../certify/spread-ordinals.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand, Program } from '../../program/program.ts';
import { fitPiece, horner, type PieceFit } from './fit-piece.ts';
import { segmentLargest } from './segment-largest.ts';
import type { Points } from './truth.ts';
import { polynomial, type Scene } from './uniform-tables.ts';

/** A program of pieces with ends of their own. */
export type FreePieces = { readonly program: Program; readonly pieces: number; readonly error: number };

/** Inputs that ends are chosen among. */
const GRID = 1 << 11;
/** Points at most that a piece is fitted on while ends are chosen. */
const FEW = 192;

/** The inputs of a domain among which ends of pieces are chosen. */
export function gridOf({ format, range, truth }: Scene): Points {
  return truth.points(spreadOrdinals(range, format, GRID).map((o) => format.fromOrdinal(o)));
}

/**
 * So many pieces at most, their ends chosen so that the largest error of any is least: no other ends at inputs of the
 * grid do better (up to rounding of coefficients). The end between two inputs of the grid is then put where the two
 * polynomials err alike. Comparisons choose the coefficients.
 */
export function freePieces(scene: Scene, grid: Points, most: number, degree: number): FreePieces | undefined {
  const { format, variable, fma } = scene;
  if (grid.x.length === 0) return undefined;
  const fitOf = (i: number, j: number, count = Infinity): PieceFit | undefined =>
    fitPiece(part(grid, i, j, count), degree, count === Infinity ? format.round : (value) => value);
  const { starts } = segmentLargest(grid.x.length, most, (i, j) => fitOf(i, j, FEW)?.error ?? Infinity);
  const fits = starts.slice(0, -1).map((i, k) => fitOf(i, starts[k + 1]));
  if (!fits.every((fit) => fit !== undefined)) return undefined;
  const b = new ProgramBuilder(format.name, [variable]);
  const x = b.input(0);
  const constant = (value: number): Operand => b.constant(toHexFloat(value));
  let chosen = fits[fits.length - 1].coefficients.map(constant);
  for (let k = fits.length - 2; k >= 0; k--) {
    const end = endBetween(scene, grid.x[starts[k + 1] - 1], grid.x[starts[k + 1]], fits[k], fits[k + 1]);
    const before = b.operation('lt', x, constant(end));
    chosen = chosen.map((c, j) => b.operation('select', before, constant(fits[k].coefficients[j]), c));
  }
  return {
    program: b.build(polynomial(b, chosen, x, fma)),
    pieces: fits.length,
    error: fits.reduce((largest, { error }) => Math.max(largest, error), 0),
  };
}

/** At most `count` points of a run, its ends among them. */
function part({ x, f, unit }: Points, i: number, j: number, count: number): Points {
  const n = j - i;
  if (n <= count) return { x: x.slice(i, j), f: f.slice(i, j), unit: unit.slice(i, j) };
  const places = Array.from({ length: count }, (_, k) => i + Math.floor((k * (n - 1)) / (count - 1)));
  const pick = (values: readonly number[]): number[] => places.map((p) => values[p]);
  return { x: pick(x), f: pick(f), unit: pick(unit) };
}

/** The least input that the right piece takes: where it no longer errs by more than the left one. */
function endBetween({ format, truth }: Scene, left: number, right: number, a: PieceFit, b: PieceFit): number {
  let [low, high] = [format.ordinal(left), format.ordinal(right)];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    const x = format.fromOrdinal(middle);
    const f = truth.at(x);
    if (Math.abs(horner(a.coefficients, x) - f) < Math.abs(horner(b.coefficients, x) - f)) low = middle;
    else high = middle;
  }
  return format.fromOrdinal(high);
}
