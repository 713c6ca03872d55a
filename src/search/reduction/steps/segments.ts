import type { Operand } from '../../../program/program.ts';
import { atPiece, equalPieces, type Reach } from '../equal-pieces.ts';
import { reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import type { Reduction, Step, StepContext } from '../step.ts';
import { TablePieces } from '../table-piece.ts';

/** Where the kernel about 0 ends. */
const RADII = [1 / 2, 1];
const MOST_DEGREE = 12;
/** The pieces reach at least so many times as far as the kernel, and no further than this, in steps of a half. */
const [LEAST_REACH, FARTHEST, STEP] = [2, 64, 1 / 2];
/** Where f is no further than this part of a tolerance from what it is at the end, the argument may be held. */
const HELD = 1 / 8;

/**
 * A kernel about a zero at 0, and beyond it equal pieces, each with a polynomial of its own from a table, its constant term in two numbers:
 * where results are rounded to the format computed in, the other terms are so small beside it that their roundings hardly show.
 */
export const segmentsStep: Step = {
  name: 'segments',
  description:
    'a kernel about a zero at 0, and beyond it equal pieces with coefficients from a table, the first of each as a sum of two numbers',
  reductions: (f, _identities, context) => {
    if (context.byAnalysis !== true || context.maxTable === 0) return [];
    if (f.lo !== 0) return [];
    const pieces = new TablePieces(f);
    if (pieces.at(0) !== 0) return [];
    const end = endOf(f, pieces, HELD * context.tolerance);
    if (end === undefined) return [];
    return RADII.filter((radius) => LEAST_REACH * radius <= end).flatMap(
      (radius) => segmentsReduction(f, pieces, context, { radius, end, most: MOST_DEGREE }) ?? [],
    );
  },
};

/** How far pieces are to reach: to the end of the interval, or to where f has nearly come to what it is there. */
function endOf(f: ReducedFunction, pieces: TablePieces, tolerance: number): number | undefined {
  if (f.hi <= FARTHEST) return f.hi;
  const near = (x: number): boolean =>
    Math.abs(pieces.difference(x, f.hi)) <= tolerance * Math.abs(pieces.at(f.hi));
  if (!near(FARTHEST)) return undefined;
  let [far, close] = [0, FARTHEST / STEP];
  while (close - far > 1) {
    const middle = (far + close) >> 1;
    if (near(middle * STEP)) close = middle;
    else far = middle;
  }
  return close * STEP;
}

function segmentsReduction(
  f: ReducedFunction,
  pieces: TablePieces,
  context: StepContext,
  reach: Reach,
): Reduction | undefined {
  const found = equalPieces(pieces, context, reach);
  const { radius, end } = reach;
  if (found === undefined) return undefined;
  const { scale, rows } = found;
  return {
    step: 'segments',
    parameters: { radius, end, scale, degree: rows[0].length - 2, entries: rows.length },
    inners: [reducedFunction(f.expression, f.variable, -radius, radius)],
    emit: (e, x, inner) => {
      const near = e.op('lt', x, e.number(radius));
      const beyond = e.op('max', x, e.number(radius));
      const held = end < f.hi ? e.op('min', beyond, e.number(end)) : beyond;
      const [a, b] = [inner(e, x), atPiece(e, held, found)];
      const zero = e.number(0);
      const head = e.op('select', near, a.head ?? a.tail, b.head as Operand);
      return { head, tail: e.op('select', near, a.head === undefined ? zero : a.tail, b.tail) };
    },
  };
}
