import { fail } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import { findFormat, type FormatName } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Program } from '../program/program.ts';
import type { StagedProgram } from '../program/staged-program.ts';
import type { SpecialValue } from './certificate.ts';
import {
  BLOCK,
  histogramBin,
  HISTOGRAM_BINS,
  pointError,
  unitIsDoubtful,
  type Checker,
} from './exhaustive-checker.ts';
import { createChecker } from './exhaustive-kernel.ts';
import { createJudge, JUDGE_PRECISION, type Judge } from './exhaustive-judge.ts';
import { createTotalJudge, errorAtInfinity } from './exhaustive-total.ts';
import { createPieceBuilder } from './piece-builder.ts';
import { coverSide, inputAt, type Side } from './piece-cover.ts';
import { isConstant, pieceRadius, pieceValue, quietOrder, type Piece } from './piece.ts';
import { createRegionFinder } from './region.ts';
import { tieRuleOf, tieValue, type TieRule } from './tie-rule.ts';
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
  /** The largest error as computed with the pieces; at most `slack` below the largest true error. */
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

/** Special values told of, at most: the first of them. */
export const SPECIAL_LIMIT = 64;
/** Inputs of a job judged one by one, at most. */
const SINGLE_LIMIT = 2 ** 19;

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
  const region = open ? createRegionFinder(oracle, format, w) : undefined;
  const checker = checkerOf(job);
  const builder = createPieceBuilder(oracle, format, job.measure, w);
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
  tally.ties = tieRuleOf(oracle, format, w);

  const negative = BigInt(job.inputs[0]) < 0n;
  const side = magnitudes(job.domain, negative);
  const part = magnitudes(job.inputs, negative);
  if (part.first > side.last) return nanPatterns(checker, negative, part, job.histogram);
  for (const { first, last, piece, wanted } of coverSide(builder, format, side, part, region, usable)) {
    const judgeable = piece !== undefined && piece.upper < format.maxFinite;
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
  // Nothing was compared: no error.
  const none = partial && tally.worst === undefined;
  return {
    points: part.last - part.first + 1,
    escalated: tally.escalated,
    correctlyRounded: tally.correct,
    error: toHexFloat(none ? 0 : tally.error),
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

/** Relative distance from a number of a 24-bit format that is 2^-6 ulp at most: far from any midpoint. */
const QUIET = 2 ** -30;

type PointFinding = { readonly error: number; readonly doubtful: boolean };

/** Counts, and the largest error so far with the first input that has it. */
class Tally {
  error = -1;
  slack = 0;
  worst: number | undefined;
  worstResult = NaN;
  escalated = 0;
  correct = 0;
  nan = 0;
  infinite = 0;
  skipped = 0;
  readonly special: SpecialValue[] = [];
  /** Inputs whose rounding is decided by a rule. */
  ties: TieRule | undefined;
  readonly bins: Float64Array | undefined;
  private readonly checker: Checker;
  private readonly judge: Judge;
  private readonly format: Format;
  private readonly measure: Measure;
  private readonly total: boolean;
  private readonly partial: boolean;
  private readonly errorAt: (piece: Piece, y: number, p: number) => PointFinding;

  constructor(
    checker: Checker,
    judge: Judge,
    format: Format,
    measure: Measure,
    total: boolean,
    partial: boolean,
    histogram: boolean,
    errorAt: (piece: Piece, y: number, p: number) => PointFinding,
  ) {
    this.checker = checker;
    this.judge = judge;
    this.format = format;
    this.measure = measure;
    this.total = total;
    this.partial = partial;
    this.bins = histogram ? new Float64Array(HISTOGRAM_BINS) : undefined;
    this.errorAt = errorAt;
  }

  allow(slack: number): void {
    this.slack = Math.max(this.slack, slack);
  }

  checkBlock(piece: Piece, points: number): void {
    if (isConstant(piece) ? this.addAlike(piece, points) : this.addQuiet(piece, points)) return;
    const { largest, largestAt, correct, flagged } = this.checker.check(piece, this.error);
    this.correct += correct;
    if (largestAt >= 0) this.raise(piece, points, largest, largestAt);
    if (this.bins !== undefined) this.checker.addHistogram(piece, this.bins);
    for (const index of flagged) {
      const y = this.checker.result(index);
      const tie =
        this.ties && Number.isFinite(y)
          ? tieValue(this.ties, this.format, this.checker.input(index))
          : undefined;
      // Their errors are the piece's, as those of points that are not flagged.
      if (tie !== undefined) {
        if (y === tie) this.correct++;
        continue;
      }
      // Judged points leave the bin that the piece put them in.
      if (this.bins !== undefined) this.bins[histogramBin(this.finding(piece, index).error)]--;
      // Where f is an ordinary number, NaN needs no judge; nor, in a whole function, does an infinity.
      if (y !== y) this.recordFlagged(Infinity, index);
      else if (this.total && !Number.isFinite(y)) this.recordInfinity(piece, index);
      else this.judgePoint(index);
    }
  }

  /** A block with one result throughout, where f is all but one value: one look tells what a check of each point would. */
  private addAlike(piece: Piece, points: number): boolean {
    const y = this.checker.result(0);
    const p = piece.coefficients[0];
    const radius = pieceRadius(piece, p);
    const below = this.format.round(p - radius);
    const { error } = this.errorAt(piece, y, p);
    if (!Number.isFinite(y) || below !== this.format.round(p + radius) || !(error <= this.error))
      return false;
    if (this.checker.countResults(y) !== points) return false;
    if (y === below) this.correct += points;
    if (this.bins !== undefined) this.bins[histogramBin(error)] += points;
    return true;
  }

  /**
   * A block so near to zero that f is its value there, or its argument, to within {@link QUIET}: where all results are
   * that number they are the correctly rounded ones, with errors below a sixteenth of an ulp.
   */
  private addQuiet(piece: Piece, points: number): boolean {
    const { format, checker } = this;
    const order = quietOrder(piece, Math.abs(checker.input(points - 1)), QUIET);
    const error = QUIET * 2 ** (format.precision + 1);
    if (order === undefined || this.measure !== 'ulp' || error > Math.min(this.error, 1 / 32)) return false;
    const c0 = piece.coefficients[0];
    if (order === 0 && format.round(c0) !== c0) return false;
    if ((order === 0 ? checker.countResults(c0) : checker.countInputs()) !== points) return false;
    this.correct += points;
    if (this.bins !== undefined) this.bins[0] += points;
    return true;
  }

  /** An infinity for a number that the piece encloses: it counts as 2^(emax+1). */
  private recordInfinity(piece: Piece, index: number): void {
    const counted = Math.sign(this.checker.result(index)) * 2 ** (this.format.emax + 1);
    const p = pieceValue(piece, this.checker.input(index));
    const { error } = this.errorAt(piece, counted, p);
    if (error < Infinity) this.recordFlagged(error, index);
    else this.judgePoint(index);
  }

  /** An error that a judge or a rule found, not the piece. */
  private recordFlagged(error: number, index: number): void {
    if (this.bins !== undefined) this.bins[histogramBin(error)]++;
    this.record(error, index);
  }

  /** A block on which one result, NaN or an infinity, is right. */
  compareBlock(wanted: number, points: number): void {
    if (this.partial) {
      this.skipped += points;
      return;
    }
    if (wanted !== wanted) this.nan += points;
    else this.infinite += points;
    const right = this.checker.countResults(wanted);
    this.correct += right;
    if (this.bins !== undefined) {
      this.bins[0] += right;
      // An infinity for which something else came: 1 ulp at least, as the largest number is that far away.
      if (wanted !== wanted) this.bins[HISTOGRAM_BINS - 1] += points - right;
      else this.countInfinities(wanted, points);
    }
    // If no point has been looked at yet, the first one stands for an error of 0.
    if (right === points) return this.record(0, 0);
    const sign = wanted < 0 ? -1 : 1;
    let [farthest, at] = [Infinity, 0];
    for (let i = 0; i < points; i++) {
      const y = this.checker.result(i) * sign;
      // What is wanted is NaN: any number is wrong. An infinity: the farther from it the worse, NaN worst.
      const wrong = wanted !== wanted ? y === y : !(y >= farthest);
      if (!wrong) continue;
      [farthest, at] = [y, i];
      if (wanted !== wanted || y !== y) break;
    }
    const result = this.checker.result(at);
    if (wanted !== wanted) this.record(result === result ? Infinity : 0, at);
    else this.record(errorAtInfinity(this.format, this.measure, sign, result).upper, at);
  }

  private countInfinities(wanted: number, points: number): void {
    for (let i = 0; i < points; i++) {
      const y = this.checker.result(i);
      if (y === wanted || this.bins === undefined) continue;
      this.bins[histogramBin(errorAtInfinity(this.format, this.measure, wanted > 0 ? 1 : -1, y).upper)]++;
    }
  }

  judgeBlock(points: number): void {
    for (let i = 0; i < points; i++) this.judgePoint(i);
  }

  /**
   * A new largest error. Where the piece cannot tell f from a power of two, the unit taken may be half of f's, and
   * the error twice too large: only then are the block's points looked at one by one. (Near f = 1 − tiny every
   * block may be a new largest: one exact judgement a block is what that costs.)
   */
  private raise(piece: Piece, points: number, largest: number, largestAt: number): void {
    if (this.settled(piece, largestAt) === largest) return this.record(largest, largestAt);
    for (let i = 0; i < points; i++) {
      const { error } = this.finding(piece, i);
      if (error > this.error && error < Infinity) this.record(this.settled(piece, i), i);
    }
  }

  /** The error of a point by its piece, or by exact judgement where the piece's is (nearly) twice that. */
  private settled(piece: Piece, index: number): number {
    const { error, doubtful } = this.finding(piece, index);
    if (!doubtful) return error;
    const { upper } = this.judge(this.checker.input(index), this.checker.result(index));
    return upper > 0.75 * error ? error : upper;
  }

  private finding(piece: Piece, index: number): PointFinding {
    return this.errorAt(piece, this.checker.result(index), pieceValue(piece, this.checker.input(index)));
  }

  private judgePoint(index: number): void {
    if (++this.escalated > SINGLE_LIMIT) {
      fail({
        kind: 'not-proved',
        message: `too many inputs need multiple precision: more than ${SINGLE_LIMIT} next to ${this.checker.input(index)}`,
        hint: 'there the function changes too quickly to be enclosed on more than a few inputs at once',
      });
    }
    const judgement = this.judge(this.checker.input(index), this.checker.result(index));
    if (this.partial && (judgement.wantsNan || judgement.wantsInfinity || judgement.special !== undefined)) {
      this.skipped++;
      return;
    }
    if (judgement.correct) this.correct++;
    if (judgement.wantsNan) this.nan++;
    if (judgement.wantsInfinity) this.infinite++;
    if (judgement.special !== undefined && this.special.length < SPECIAL_LIMIT) {
      this.special.push(judgement.special);
    }
    this.recordFlagged(judgement.upper, index);
  }

  private record(error: number, index: number): void {
    if (!(error > this.error)) return;
    this.error = error;
    this.worst = this.checker.input(index);
    this.worstResult = this.checker.result(index);
  }
}
