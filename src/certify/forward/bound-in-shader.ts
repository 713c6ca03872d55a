import { fail, NapierError } from '../../error/fault.ts';
import { doubleTerm } from '../../expression/double-term.ts';
import { nextUp } from '../../number/double-bits.ts';
import type { Format } from '../../number/format.ts';
import { findFormat } from '../../number/formats.ts';
import { ROUND } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Program } from '../../program/program.ts';
import type { Specification } from '../../program/specification.ts';
import { formatDomain } from '../exhaustive-domain.ts';
import { boundRoundoff } from '../roundoff-bound.ts';
import { scaled } from '../supremum.ts';
import { boundSupremum } from '../supremum-bound.ts';
import { distanceFromFunction, type Range } from './distance-from-function.ts';
import { ForwardAnalysis, type PieceProgram } from './forward-analysis.ts';
import { piecesOf } from './pieces.ts';

/** What holds of a program in a shader, whichever of the results that the language allows each operation gives. */
export type ShaderBound = {
  /**
   * For every finite input of the domain at which |f| < most the result is finite, and |result − f| ≤ bound · ulp(max(|f|, least)).
   * (Infinite: at every one.)
   */
  readonly bound: number;
  readonly least: number;
  readonly most: number;
  readonly pieces: number;
};

/** Nearer to 0 the unit is the one here: subnormal numbers on the way may be flushed. */
export const SHADER_LEAST = 2 ** -100;
/** Values of f up to all of the largest number, or else up to these shares of it: on the way to larger ones a shader may overflow. */
const SHARES = [1, 2 ** -1, 2 ** -2, 2 ** -4];
const LOOSE = 0.25;
const NEARLY = 0.9;

/**
 * Proves a bound on the error of a program of f32 in WGSL and GLSL ES 3.00, against what these allow of each operation
 * (`arithmetic-model.ts`), not against what one machine does. Inputs are the finite ones; infinities and NaN a
 * shader may lose.
 * @throws NapierError `not-proved` where a result may not be finite, or no bound was found
 */
export function boundInShader(program: Program, specification: Specification): ShaderBound {
  const format = findFormat(program.format);
  const { function: truth, variable } = specification;
  const oracle = createOracle(truth, [variable]);
  const analysis = new ForwardAnalysis(program, format, variable, 'shader');
  const { first, last } = formatDomain(specification.domain, format);
  // −0 has the ordinal −1.
  const ranges: (readonly [bigint, bigint])[] = [
    [first, last < -2n ? last : -2n],
    [first > -1n ? first : -1n, last < 0n ? last : 0n],
    [first > 1n ? first : 1n, last],
  ];
  return withWorkspace(128, (w) => {
    const context = { oracle, format, specification, w };
    let refusal: unknown;
    let tried: typeof ranges | undefined;
    for (const share of SHARES) {
      const most = share === 1 ? Infinity : format.maxFinite * share;
      const kept = share === 1 ? ranges : ranges.map((range) => belowOverflow(range, most, context));
      if (tried?.every(([from, to], i) => from === kept[i][0] && to === kept[i][1])) continue;
      tried = kept;
      try {
        return { ...boundOn(kept, analysis, context), least: SHADER_LEAST, most };
      } catch (error) {
        if (!(error instanceof NapierError)) throw error;
        refusal = error;
      }
    }
    throw refusal;
  });
}

/** @throws NapierError `not-proved` with the place where no bound was found */
function boundOn(
  ranges: readonly (readonly [first: bigint, last: bigint])[],
  analysis: ForwardAnalysis,
  context: Context,
): Pick<ShaderBound, 'bound' | 'pieces'> {
  let [bound, pieces] = [0, 0];
  for (const [from, to] of ranges) {
    if (from > to) continue;
    for (const { lo, hi, programs, reason } of piecesOf(analysis, from, to)) {
      pieces++;
      const place = `no bound in a shader near ${context.specification.variable} = ${lo}`;
      if (programs.length === 0) fail({ kind: 'not-proved', message: `${place}: ${reason ?? 'none'}` });
      for (const way of programs) {
        const error = errorOf(way, lo, hi, context, bound);
        if (!Number.isFinite(error)) fail({ kind: 'not-proved', message: place });
        bound = Math.max(bound, error);
      }
    }
  }
  return { bound, pieces };
}

type Context = {
  readonly oracle: Oracle;
  readonly format: Format;
  readonly specification: Specification;
  readonly w: Workspace;
};

/**
 * Inputs by ordinal without those at either end at which |f| ≥ most, as far as an enclosure of f on all of these tells: a shader need not
 * know the largest numbers from infinities on the way to them.
 */
function belowOverflow(
  [first, last]: readonly [bigint, bigint],
  most: number,
  { oracle, format, w }: Context,
): readonly [first: bigint, last: bigint] {
  if (first > last) return [first, last];
  const areLarge = (from: bigint, to: bigint): boolean => {
    const piece = [format.fromOrdinal(from), format.fromOrdinal(to)] as const;
    return distanceFromFunction([0, 0], piece, oracle, w).least >= most;
  };
  /** The input next to an end beyond which all are large, or that end itself. */
  const cut = (end: bigint, other: bigint): bigint => {
    if (!areLarge(end, end)) return end;
    let [large, small] = [end, other];
    if (areLarge(small, small)) return end;
    while (large - small > 1n || small - large > 1n) {
      const middle = (large + small) / 2n;
      if (areLarge(middle, middle)) large = middle;
      else small = middle;
    }
    return areLarge(large < end ? large : end, large < end ? end : large) ? small : end;
  };
  return [cut(first, last), cut(last, first)];
}

function errorOf(way: PieceProgram, lo: number, hi: number, context: Context, sofar: number): number {
  const { format, specification } = context;
  const direct = distanceInUlps(way.range, [lo, hi], context);
  if (direct <= sofar || lo === hi || lo * hi <= 0) return direct;
  const { function: truth, variable } = specification;
  const rounding = boundRoundoff(way, truth, variable, 'ulp', format, lo, hi, format.minPositive, {
    enough: NEARLY * sofar,
    floor: SHADER_LEAST,
  });
  if (!Number.isFinite(rounding.bound)) return direct;
  try {
    const domain = { lo: doubleTerm(lo), hi: doubleTerm(hi), open: [false, false] as const };
    const found = boundSupremum(
      way.ideal(),
      { function: truth, variable, domain, format: format.name as Specification['format'], measure: 'ulp' },
      { tightness: LOOSE, enough: 0.02 * rounding.bound },
    );
    return Math.min(direct, nextUp(scaled(found.upper, found.scale, ROUND.UP) + rounding.bound));
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    return direct;
  }
}

/** The largest distance of results in a range from the function's range, in its least unit. */
function distanceInUlps(results: Range, piece: Range, { oracle, format, w }: Context): number {
  const { distance, least } = distanceFromFunction(results, piece, oracle, w);
  // The unit is a power of two: the quotient is exact but for underflow.
  return Math.max(0, nextUp(distance / format.ulp(Math.max(SHADER_LEAST, least))));
}
