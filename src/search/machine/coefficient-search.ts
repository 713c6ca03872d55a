import type { Program } from '../../program/program.ts';
import type { MachineSample, SampleError } from './machine-sample.ts';

export type CoefficientSearchOptions = {
  /** Programs run on the hard points, at most. */
  readonly maxRuns: number;
  /** Ends when the error over the whole sample is at most this. */
  readonly goal: number;
  /** Indices of coefficients that stay. */
  readonly fixed?: ReadonlySet<number>;
};

export type FoundCoefficients = {
  readonly coefficients: readonly number[];
  readonly program: Program;
  readonly error: SampleError;
  readonly runs: number;
};

const STEPS = [1, -1, 2, -2, 4, -4, 8, -8];
const ROUNDS = 4;

/**
 * Moves coefficients by ulps, one and then two at a time, as long as the measured error of the rounded program
 * falls: the evaluation's rounding is part of what is minimised (as in RLIBM and CORE-MATH's tuning, by search). The
 * sample gains the worst inputs after each descent. Starts from every list in `starts`, the best on the hard points first.
 */
export function searchCoefficients(
  starts: readonly (readonly number[])[],
  build: (coefficients: readonly number[]) => Program,
  sample: Pick<MachineSample, 'format' | 'screen' | 'harden'>,
  options: CoefficientSearchOptions,
): FoundCoefficients {
  const { format } = sample;
  const [lowest, highest] = [format.ordinal(format.minFinite), format.ordinal(format.maxFinite)];
  let runs = 0;
  const screen = (coefficients: readonly number[]): number => {
    runs++;
    return sample.screen(build(coefficients));
  };
  const move = (coefficients: readonly number[], index: number, by: number): number[] | undefined => {
    const ordinal = format.ordinal(coefficients[index]) + BigInt(by);
    if (ordinal < lowest || ordinal > highest) return undefined;
    const value = format.fromOrdinal(ordinal);
    return coefficients.map((c, i) => (i === index ? value : c));
  };
  let best = starts[0];
  let bestError = Infinity;
  for (const start of starts) {
    const error = screen(start);
    if (error < bestError) [best, bestError] = [start, error];
  }
  const free = best.map((_, i) => i).filter((i) => !options.fixed?.has(i) && best[i] !== 0);
  // A program that starts out of reach of the goal is only measured.
  const thorough = options.maxRuns > starts.length;
  let found: FoundCoefficients | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    let improved = true;
    descent: while (improved && runs < options.maxRuns) {
      improved = false;
      const attempt = (candidate: readonly number[] | undefined): boolean => {
        if (candidate === undefined) return false;
        const error = screen(candidate);
        if (!(error < bestError)) return false;
        [best, bestError, improved] = [candidate, error, true];
        return true;
      };
      for (const i of free) {
        for (const step of STEPS) {
          while (attempt(move(best, i, step)) && runs < options.maxRuns);
          if (runs >= options.maxRuns) break descent;
        }
      }
      if (improved) continue;
      for (const [a, i] of free.entries()) {
        for (const j of free.slice(a + 1)) {
          for (const step of STEPS.slice(0, 6)) {
            const moved = move(best, i, step);
            if (moved === undefined) continue;
            for (const other of STEPS.slice(0, 6)) {
              if (attempt(move(moved, j, other))) continue descent;
              if (runs >= options.maxRuns) break descent;
            }
          }
        }
      }
    }
    const program = build(best);
    const error = sample.harden(program, thorough ? 24 : 4, thorough ? 2000 : 40);
    if (found === undefined || error.value < found.error.value)
      found = { coefficients: best, program, error, runs };
    if (error.value <= options.goal || runs >= options.maxRuns || error.value <= bestError) break;
    bestError = screen(best);
  }
  return { ...(found as FoundCoefficients), runs };
}
