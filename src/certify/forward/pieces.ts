import { fail } from '../../error/fault.ts';
import { NoRoundoffBound } from '../roundoff-rules.ts';
import type { ForwardAnalysis, PieceProgram } from './forward-analysis.ts';
import { Undecided, type Choice } from './forward-value.ts';

/**
 * Inputs between two numbers of the format, both included, and what the program may be there: one real function, or
 * where a machine may choose, one of several. None: a single input that the analysis says nothing of.
 */
export type Piece = {
  readonly first: bigint;
  readonly last: bigint;
  readonly lo: number;
  readonly hi: number;
  readonly programs: readonly PieceProgram[];
  /** Why there is none. */
  readonly reason?: string;
};

/** So many forks one in another. */
const FORKS = 4;
/** More single inputs without an analysis mean that the analysis does not suit the program. */
const MAX_SINGLES = 5000;

/**
 * Cuts the inputs from one ordinal to another into pieces on which the program takes one way, from below. Each is as
 * long as a bisection finds; that they cover all inputs does not depend on what it finds.
 * @throws NapierError `not-proved` when too many inputs are left to themselves
 */
export function* piecesOf(analysis: ForwardAnalysis, first: bigint, last: bigint): Generator<Piece> {
  const { format } = analysis;
  let singles = 0;
  let stride = 1n << 40n;
  const attempt = (a: bigint, b: bigint, forks: number): PieceProgram[] | string => {
    try {
      return waysOf(analysis, format.fromOrdinal(a), format.fromOrdinal(b), new Map(), forks);
    } catch (error) {
      if (error instanceof Undecided || error instanceof NoRoundoffBound) return reasonOf(error);
      throw error;
    }
  };
  const piece = (a: bigint, b: bigint, programs: readonly PieceProgram[] | string): Piece => ({
    first: a,
    last: b,
    lo: format.fromOrdinal(a),
    hi: format.fromOrdinal(b),
    ...(typeof programs === 'string' ? { programs: [], reason: programs } : { programs }),
  });

  for (let a = first; a <= last;) {
    const forks = typeof attempt(a, a, 0) === 'string' ? FORKS : 0;
    const decided = (b: bigint): boolean => {
      // Where it forks: as long as single inputs do, no longer.
      if (forks > 0 && typeof attempt(b, b, 0) !== 'string') return false;
      return typeof attempt(a, b, forks) !== 'string';
    };
    const own = attempt(a, a, forks);
    if (typeof own === 'string') {
      singles++;
      if (singles > MAX_SINGLES) {
        fail({ kind: 'not-proved', message: `no bound on rounding near ${format.fromOrdinal(a)}: ${own}` });
      }
      yield piece(a, a, own);
      a++;
      continue;
    }
    const b =
      forks > 0 ? longest(a, a + 8n < last ? a + 8n : last, 8n, decided) : longest(a, last, stride, decided);
    if (forks === 0) stride = b - a + 1n;
    yield piece(a, b, attempt(a, b, forks));
    a = b + 1n;
  }
}

/** The last of a…last for which `holds` is true, if it is true up to there and false beyond; else some for which it is. */
function longest(a: bigint, last: bigint, guess: bigint, holds: (b: bigint) => boolean): bigint {
  if (holds(last)) return last;
  let good = a;
  let bad = last;
  const test = (at: bigint): boolean => {
    const answer = holds(at);
    if (answer) good = at;
    else bad = at;
    return answer;
  };
  // Pieces are mostly as long as the one before, but for a few numbers: from there in steps that double.
  if (a + guess < bad) {
    const up = test(a + guess);
    for (let step = 1n; ; step *= 4n) {
      const next = up ? good + step : bad - step;
      if (next <= a || next >= last || test(next) !== up) break;
    }
  }
  while (bad - good > 1n) test((good + bad) / 2n);
  return good;
}

/** Every way that the program may go on a piece. @throws Undecided where one of them is open still */
function waysOf(
  analysis: ForwardAnalysis,
  lo: number,
  hi: number,
  forced: ReadonlyMap<number, Choice>,
  forks: number,
): PieceProgram[] {
  try {
    return [analysis.piece(lo, hi, forced)];
  } catch (error) {
    if (
      !(error instanceof Undecided) ||
      error.choices === undefined ||
      forks === 0 ||
      forced.has(error.register)
    ) {
      throw error;
    }
    const { register, choices } = error;
    return choices.flatMap((choice) =>
      waysOf(analysis, lo, hi, new Map([...forced, [register, choice]]), forks - 1),
    );
  }
}

function reasonOf(error: Undecided | NoRoundoffBound): string {
  return error instanceof NoRoundoffBound ? error.reason : error.message;
}
