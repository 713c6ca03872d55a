import { FirstValueWays } from '../../certify/first-value/first-value-ways.ts';
import { ForwardAnalysis, type PieceProgram } from '../../certify/forward/forward-analysis.ts';
import { PhaseWays } from '../../certify/phase/phase-ways.ts';
import { boundRoundoff } from '../../certify/roundoff-bound.ts';
import { NapierError } from '../../error/fault.ts';
import type { Expression } from '../../expression/expression.ts';
import { exponentOf, powerOfTwo } from '../../number/double-bits.ts';
import type { Format } from '../../number/format.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { Program } from '../../program/program.ts';
import type { Problem } from '../problem.ts';
import { idealDistance } from './ideal-distance.ts';

/** Of programs with a first value: inputs from 2^−this to 2^this tell of all, and every so many of the parts that a proof takes. */
const [BINADES_EACH_WAY, EVERY] = [48, 4];
/** Places in a way that are looked at, by size and by value. */
const [BY_SIZE, BY_VALUE] = [6, 48];
const PRECISION = 200;
/** The width of one, relatively: it does not add to the rounding. */
const WIDTH = 2 ** -12;

/** Where a proof does not go piece by piece. */
type Way = {
  readonly program: PieceProgram;
  readonly truth: Expression;
  readonly lo: number;
  readonly hi: number;
  readonly widen?: number;
};

/**
 * The largest error that a proof finds, or nearly, of inputs that it takes as values of something else: reduced arguments of huge
 * inputs, or what a first value leaves. It finds no less; 0 where there are no such inputs, infinite where it finds no bound.
 */
export function estimateElsewhere(
  program: Program,
  problem: Pick<Problem, 'function' | 'variable' | 'measure'>,
  format: Format,
  inputs: readonly number[],
): number {
  const { variable, measure } = problem;
  const sizes = inputs.filter((x) => x > 0);
  if (sizes.length === 0) return 0;
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  // A proof adds the largest distance of a way's real function to the largest rounding, wherever in it they are.
  const errorOf = (way: Way): number => {
    const { program: made, truth: wanted, widen = 1 } = way;
    const places = placesIn(way);
    const [a, b] = [made.ideal(), wanted].map((term) => createOracle(term, [variable]));
    const distances = withWorkspace(PRECISION, (w) =>
      places.map(([lo]) => idealDistance(w, measure, format, a, b, lo) * widen),
    );
    const distance = Math.max(...distances);
    const about = { continuum: true, distance, widen };
    const boundOn = ([lo, hi]: readonly [number, number], maxCells?: number): number =>
      boundRoundoff(made, wanted, variable, measure, format, lo, hi, undefined, { ...about, maxCells }).bound;
    // What a first value leaves is one short interval; reduced arguments are of any size, and a few places tell of them.
    const rounding =
      widen > 1
        ? boundOn([way.lo, way.hi])
        : Math.max(...places.map((at) => boundOn(at, 1)).filter(Number.isFinite));
    return distance + Math.max(0, rounding);
  };
  const analysis = new ForwardAnalysis(program, format, variable);
  const phases = new PhaseWays(problem, analysis);
  const ways: Way[] = [];
  try {
    if (phases.covers(most)) {
      const first = format.ordinal(powerOfTwo(exponentOf(most)));
      ways.push(...phases.cover(first, format.ordinal(most), () => {}).ways);
    } else {
      const firstValues = new FirstValueWays(program, problem, analysis);
      const from = Math.max(least, powerOfTwo(-BINADES_EACH_WAY));
      const to = Math.min(most, powerOfTwo(BINADES_EACH_WAY));
      if (from < to) {
        const found = firstValues.cover(format.ordinal(from), format.ordinal(to), () => {});
        ways.push(...found.ways.filter((_, i) => i % EVERY === 0));
      }
    }
  } catch (error) {
    if (error instanceof NapierError && error.fault.kind === 'not-proved') return Infinity;
    throw error;
  }
  return Math.max(0, ...ways.map(errorOf));
}

/** Narrow places in an interval of one sign. */
function placesIn({ lo, hi }: Way): [lo: number, hi: number][] {
  const [near, far] = lo > 0 ? [lo, hi] : [hi, lo];
  const places = [
    ...Array.from({ length: BY_SIZE }, (_, k) => near * Math.pow(far / near, (k + 0.5) / BY_SIZE)),
    ...Array.from({ length: BY_VALUE }, (_, k) => near + ((far - near) * (k + 0.5)) / BY_VALUE),
  ];
  return places.map((x) => {
    const end = x * (1 + WIDTH);
    return x > 0 ? [x, Math.min(end, hi)] : [Math.max(end, lo), x];
  });
}
