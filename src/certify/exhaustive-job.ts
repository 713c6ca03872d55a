import { parseExpression } from '../expression/parse.ts';
import { fromHexFloat, toHexFloat } from '../number/exact-constant.ts';
import { findFormat, type FormatName } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Program } from '../program/program.ts';
import type { StagedProgram } from '../program/staged-program.ts';
import type { SpecialValue } from './certificate.ts';
import { BLOCK, HISTOGRAM_BINS, pointError, unitIsDoubtful, type Checker } from './exhaustive-checker.ts';
import { createChecker } from './exhaustive-kernel.ts';
import { createJudge, JUDGE_PRECISION } from './exhaustive-judge.ts';
import { createTotalJudge } from './exhaustive-total.ts';
import { Tally } from './exhaustive-tally.ts';
import { createPieceBuilder } from './piece-builder.ts';
import { coverSide, inputAt, type Side } from './piece-cover.ts';
import { rememberPieces } from './piece-memory.ts';
import type { Piece } from './piece.ts';
import { createRegionFinder } from './region.ts';
import { tieRuleOf } from './tie-rule.ts';
import { waveOf } from './wave-of.ts';

/** A share of an exhaustive proof: plain data. Ordinals (`Format.ordinal`) are decimal integers, ends included. */
export type ExhaustiveJob = {
  readonly program: Program | StagedProgram;
  /** The function, as text that parses back. */
  readonly function: string;
  readonly variable: string;
  readonly format: Exclude<FormatName, 'real'>;
  readonly measure: Measure;
  /** A whole function: see `Specification`. */
  readonly total: boolean;
  /** Inputs at which the function has no value that the format can hold are left out. */
  readonly partial?: boolean;
  /** Count the errors by size (measure `ulp`). */
  readonly histogram: boolean;
  /** Errors up to this (hexadecimal double) are not looked for: another job of the proof has a larger one. */
  readonly floor?: string;
  /** All finite inputs of the domain; pieces are laid out on these. */
  readonly domain: readonly [first: string, last: string];
  /** The inputs of this job, all on one side of zero. Beyond the infinities' ordinals they are the patterns of NaN. */
  readonly inputs: readonly [first: string, last: string];
};

/** What a job found: plain data. Errors are hexadecimal doubles. */
export type ExhaustivePart = {
  readonly points: number;
  readonly escalated: number;
  readonly correctlyRounded: number;
  /** The largest error as computed with the pieces, or the floor; at most `slack` below the largest true error. */
  readonly error: string;
  readonly slack: string;
  /** Where it is, and a lower bound of the true error there. */
  readonly worst: string;
  readonly lower: string;
  /** Inputs where NaN, and where an infinity, is right. */
  readonly nan: number;
  readonly infinite: number;
  /** Inputs left out of a partial proof. */
  readonly skipped?: number;
  /** The first inputs with a limit alone, or left open. */
  readonly special: readonly SpecialValue[];
  /** Inputs by error, where asked for (`ErrorHistogram`). */
  readonly histogram?: readonly number[];
};

/**
 * Runs every input of a job through the program and compares each result with the true value: by a piece where its
 * enclosure decides, in multiple precision where not.
 * @throws NapierError `domain` where the function is undefined or overflows the format (not for a whole function), and
 *   `not-proved` when too many inputs need multiple precision
 */
export function runExhaustiveJob(job: ExhaustiveJob): ExhaustivePart {
  return withWorkspace(JUDGE_PRECISION, (w) => runJob(job, w));
}

function runJob(job: ExhaustiveJob, w: Workspace): ExhaustivePart {
  const format = findFormat(job.format);
  const oracle = createOracle(parseExpression(job.function), [job.variable]);
  const partial = job.partial === true;
  const open = job.total || partial;
  const judge = open
    ? createTotalJudge(oracle, format, job.measure, w)
    : createJudge(oracle, format, job.measure, w);
  const { builder, region } = rememberPieces(
    [job.function, job.variable, job.format, job.measure].join(' '),
    createPieceBuilder(oracle, format, job.measure, w),
    open ? createRegionFinder(oracle, format, w) : undefined,
  );
  const checker = checkerOf(job);
  const wave = waveOf(oracle.expression, job.variable, format);
  // A relative error of a zero (sinpi of an integer) is the judge's matter.
  const usable = wave !== undefined && !(wave.exact && job.measure === 'relative') ? wave : undefined;
  const tally = new Tally(
    checker,
    judge,
    format,
    job.measure,
    open,
    partial,
    job.histogram,
    (piece, y, p) => ({
      error: pointError(job.measure, format, piece, y, p),
      doubtful: job.measure === 'ulp' && unitIsDoubtful(format, piece, p),
    }),
  );
  if (job.floor !== undefined) tally.error = fromHexFloat(job.floor) as number;
  tally.ties = tieRuleOf(oracle, format, w);

  const negative = BigInt(job.inputs[0]) < 0n;
  const side = magnitudes(job.domain, negative);
  const part = magnitudes(job.inputs, negative);
  if (part.first > side.last) return nanPatterns(checker, negative, part, job.histogram);
  // In a whole function values up to half a unit beyond the largest number round to it: a wave's last binade reaches there,
  // where other pieces are halved.
  const beyond = open ? format.ulp(format.maxFinite) / 2 : 0;
  for (const { first, last, piece, wanted } of coverSide(builder, format, side, part, region, usable)) {
    const top = format.maxFinite + (piece?.wave === undefined ? 0 : beyond);
    const judgeable = piece !== undefined && piece.upper < top;
    if (judgeable) tally.allow(slackOf(piece, job.measure, format.precision, format.ulp(piece.lower)));
    for (let at = first; at <= last; at += BLOCK) {
      const points = Math.min(BLOCK, last - at + 1);
      checker.run(negative, at, points);
      if (wanted !== undefined) tally.compareBlock(wanted, points);
      else if (judgeable) tally.checkBlock(piece, points);
      else tally.judgeBlock(points);
    }
  }
  const worst = tally.worst ?? inputAt(format, negative, part.first);
  // Nothing was compared, or no error is above the floor.
  const none = tally.worst === undefined;
  return {
    points: part.last - part.first + 1,
    escalated: tally.escalated,
    correctlyRounded: tally.correct,
    error: toHexFloat(Math.max(tally.error, 0)),
    slack: toHexFloat(tally.slack),
    worst: toHexFloat(worst),
    lower: toHexFloat(
      none ? 0 : Number.isFinite(tally.error) ? judge(worst, tally.worstResult).lower : tally.error,
    ),
    nan: tally.nan,
    infinite: tally.infinite,
    ...(partial && { skipped: tally.skipped }),
    special: tally.special,
    ...(tally.bins && { histogram: [...tally.bins] }),
  };
}

let latest: { readonly key: string; readonly checker: Checker } | undefined;

/** Jobs of one proof follow each other: what was compiled for one serves the next. */
function checkerOf({ program, format, measure }: ExhaustiveJob): Checker {
  const key = JSON.stringify([program, format, measure]);
  if (latest?.key !== key) latest = { key, checker: createChecker(program, findFormat(format), measure) };
  return latest.checker;
}

/** Each pattern of NaN must give NaN. */
function nanPatterns(checker: Checker, negative: boolean, part: Side, histogram: boolean): ExhaustivePart {
  let correct = 0;
  for (let at = part.first; at <= part.last; at += BLOCK) {
    checker.run(negative, at, Math.min(BLOCK, part.last - at + 1));
    correct += checker.countResults(NaN);
  }
  const points = part.last - part.first + 1;
  const error = toHexFloat(correct === points ? 0 : Infinity);
  return {
    points,
    escalated: 0,
    correctlyRounded: correct,
    error,
    slack: '0x0p+0',
    worst: 'nan',
    lower: error,
    nan: points,
    infinite: 0,
    special: [],
    ...(histogram && { histogram: histogramOf(correct, points - correct) }),
  };
}

/** The magnitudes of a range of ordinals on one side of zero. */
function magnitudes([first, last]: readonly [string, string], negative: boolean): Side {
  const [lo, hi] = [BigInt(first), BigInt(last)];
  if (!negative) return { negative, first: Number(lo > 0n ? lo : 0n), last: Number(hi) };
  return { negative, first: Number(hi < -1n ? -1n - hi : 0n), last: Number(-1n - lo) };
}

/**
 * How much larger than the computed error e the true one can be: |y − f|/u ≤ e + slack (1 + e). See `Piece` for the
 * radius; rounding of e itself is covered by {@link exhaustiveBound}.
 */
function slackOf(piece: Piece, measure: Measure, precision: number, ulp: number): number {
  const { rho, alpha, lower, upper } = piece;
  const safe = 1 + 2 ** -20;
  if (measure === 'ulp') return (alpha / ulp + rho * 2 ** precision) * safe;
  if (measure === 'relative') return (alpha / lower + rho) * safe;
  return (alpha + rho * upper) * safe;
}

/** The proved bound for a computed error and a slack, as a double rounded up. */
export function exhaustiveBound(error: number, slack: number, measure: Measure): number {
  const factor = measure === 'relative' ? 1 + slack : 1;
  return (error * factor + slack) * (1 + 2 ** -48);
}

/** So many errors of 0, and so many beyond all bins. */
export function histogramOf(right: number, wrong: number): number[] {
  const bins = Array.from({ length: HISTOGRAM_BINS }, () => 0);
  bins[0] = right;
  bins[HISTOGRAM_BINS - 1] = wrong;
  return bins;
}
