import { ForwardAnalysis } from '../../certify/forward/forward-analysis.ts';
import { Undecided } from '../../certify/forward/forward-value.ts';
import { ERROR_UNIT, NoRoundoffBound } from '../../certify/roundoff-rules.ts';
import { nextUp } from '../../number/double-bits.ts';
import { findFormat } from '../../number/formats.ts';
import { storageOf, type Program } from '../../program/program.ts';

/** Some inputs, what the program is there in operations on floats alone, and the bound on its rounding error. */
export type Cell = {
  readonly lo: number;
  readonly hi: number;
  readonly program: Program;
  /** |computed − real function of the program| at most, absolute. */
  readonly bound: number;
};

/** A cell is this wide, relatively, or as many times narrower as it takes for the program to go one way. */
const WIDEST = 2 ** -16;
const NARROWEST = 2 ** -40;

/** The inputs from x on, away from 0, on which the program goes one way; `undefined` where none are found. */
export function cellFrom(program: Program, x: number): Cell | undefined {
  if (program.inputs.length !== 1 || storageOf(program) !== program.format || x === 0) return undefined;
  const format = findFormat(program.format);
  const analysis = new ForwardAnalysis(program, format, program.inputs[0]);
  for (let width = WIDEST; width >= NARROWEST; width /= 4) {
    const far = format.round(x * (1 + width));
    const [lo, hi] = x < far ? [x, far] : [far, x];
    try {
      const piece = analysis.piece(lo, hi);
      if (piece.known !== undefined) return undefined;
      const straight = piece.straight();
      return straight.code.length === 0
        ? undefined
        : { lo, hi, program: straight, bound: nextUp(piece.error(lo, hi) * ERROR_UNIT) };
    } catch (error) {
      if (!(error instanceof Undecided || error instanceof NoRoundoffBound)) throw error;
    }
  }
  return undefined;
}
