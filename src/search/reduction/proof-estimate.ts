import { ForwardAnalysis, type PieceProgram } from '../../certify/forward/forward-analysis.ts';
import { Undecided } from '../../certify/forward/forward-value.ts';
import { PhaseWays } from '../../certify/phase/phase-ways.ts';
import { boundRoundoff } from '../../certify/roundoff-bound.ts';
import { NoRoundoffBound } from '../../certify/roundoff-rules.ts';
import type { Format } from '../../number/format.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { Workspace } from '../../number/workspace.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Program } from '../../program/program.ts';
import type { Problem } from '../problem.ts';
import { idealDistance } from './ideal-distance.ts';

/** A cell about an input, relatively: wide enough that nothing in it is a constant, narrow beside what is reduced. */
const WIDTH = 2 ** -22;
/** In a cell the function is to change by no more than this part of itself. */
const STEADY = 2 ** -8;
const PRECISION = 200;
/** Inputs next to 0, and how many times a piece reaches beyond a cell there. */
const [NEXT_TO_ZERO, ABOUT] = [2 ** -24, 16];
/** Elsewhere, where pieces as a proof has them are meant: how far they may reach, relatively, the farthest first. */
const REACHES = [2 ** -2, 2 ** -4, 2 ** -6, 2 ** -8, 2 ** -10];
/** Binades next to 0 that are asked about: there what rounds next to 1 is as large as the result. */
const [NEAREST, FARTHEST] = [-60, -26];

/** Inputs of both signs in the binades where a function that is 0 at 0 is computed by numbers next to 1. */
export function inputsNextToZero({ lo, hi }: { readonly lo: number; readonly hi: number }): number[] {
  const list: number[] = [];
  for (let exponent = NEAREST; exponent <= FARTHEST; exponent++)
    for (const x of [1, -1].map((sign) => sign * (1 + 2 ** -10) * 2 ** exponent))
      if (x >= lo && x <= hi) list.push(x);
  return list;
}

/**
 * The largest error, in the measure, that a proof by forward analysis would find near some inputs: the bound on
 * roundings there and the distance of the program's real function from the truth. A proof of the whole finds no less,
 * apart from what cells of a given width lose.
 * @param most where it is more than this near one input, the others are not asked, and that input is told
 * @param reaching is what is decided on a piece to be what is so on a wide one? What rounds to one number all over a narrow cell, as
 * 1 + y for a small y, may not do so in the piece of a proof
 */
export function estimateProof(
  program: Program,
  { function: truth, variable, measure }: Pick<Problem, 'function' | 'variable' | 'measure'>,
  format: Format,
  inputs: Iterable<number>,
  most = Infinity,
  reaching = false,
): { readonly bound: number; readonly worst: number } {
  const analysis = new ForwardAnalysis(program, format, variable);
  const phases = new PhaseWays({ function: truth, variable }, analysis);
  const oracle = createOracle(truth, [variable]);
  const w = new Workspace(PRECISION);
  // Next to a zero an error that is bounded for all of a cell is nothing beside most of it.
  const isSteady = (lo: number, hi: number): boolean => {
    const ends = w.bigs(2);
    if ([lo, hi].some((x, k) => oracle.value([x], ends[k]).kind !== 'enclosed')) return false;
    const [a, b] = ends.map((end) => mpfr.mpfr_get_d(end, ROUND.NEAREST));
    return Math.abs(a - b) <= STEADY * Math.abs(a);
  };
  // Next to a zero what is constant in a cell is not so in the pieces of a proof, which reach far.
  const wayAt = (lo: number, hi: number): PieceProgram => {
    const next = Math.abs(hi) < NEXT_TO_ZERO ? [[lo / ABOUT, hi * ABOUT]] : [];
    const far = reaching
      ? REACHES.map((reach) => [lo, hi].map((x, k) => x * (1 + (k === 0 ? -reach : reach))))
      : [];
    for (const ends of [...next, ...far]) {
      try {
        return analysis.piece(...inOrder(ends.map((x) => format.round(x))));
      } catch (error) {
        if (!(error instanceof Undecided || error instanceof NoRoundoffBound)) throw error;
      }
    }
    return analysis.piece(lo, hi);
  };
  const idealOf = (way: PieceProgram): Oracle => createOracle(way.ideal(), [variable]);
  const near = (x: number): number => {
    // Such inputs are proved otherwise, and by more than this analysis knows.
    if (phases.covers(x)) return 0;
    const mark = w.mark();
    const [lo, hi] = [x, format.round(x + Math.abs(x) * WIDTH)];
    try {
      if (!isSteady(lo, hi)) return 0;
      const way = wayAt(lo, hi);
      if (way.known !== undefined) return 0;
      const found = boundRoundoff(way, truth, variable, measure, format, lo, hi, undefined, { maxCells: 1 });
      return Number.isFinite(found.bound)
        ? found.bound + idealDistance(w, measure, format, idealOf(way), oracle, x)
        : 0;
    } catch (error) {
      if (error instanceof Undecided || error instanceof NoRoundoffBound) return 0;
      throw error;
    } finally {
      w.release(mark);
    }
  };
  // Where the unit of the result changes in a cell its bound says nothing: that beside it does.
  let [bound, worst] = [0, 0];
  for (const x of inputs) {
    if (bound > most) break;
    const here = near(x);
    const both = here > bound ? Math.min(here, near(x + 2 * Math.abs(x) * WIDTH)) : 0;
    if (both > bound) [bound, worst] = [both, x];
  }
  w.dispose();
  return { bound, worst };
}

function inOrder(ends: readonly number[]): [lo: number, hi: number] {
  return [Math.min(...ends), Math.max(...ends)];
}
