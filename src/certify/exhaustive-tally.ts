import { fail } from '../error/fault.ts';
import type { Format } from '../number/format.ts';
import type { Measure } from '../number/measure.ts';
import type { SpecialValue } from './certificate.ts';
import { histogramBin, HISTOGRAM_BINS, type Checker } from './exhaustive-checker.ts';
import type { Judge } from './exhaustive-judge.ts';
import { errorAtInfinity } from './exhaustive-total.ts';
import { isConstant, pieceRadius, pieceValue, quietOrder, type Piece } from './piece.ts';
import { tieValue, type TieRule } from './tie-rule.ts';

/** Special values told of, at most: the first of them. */
export const SPECIAL_LIMIT = 64;
/** Inputs of a job judged one by one, at most. */
const SINGLE_LIMIT = 2 ** 19;

/** Relative distance from a number of a 24-bit format that is 2^-6 ulp at most: far from any midpoint. */
const QUIET = 2 ** -30;

type PointFinding = { readonly error: number; readonly doubtful: boolean };

/** Counts, and the largest error so far with the first input that has it. */
export class Tally {
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
