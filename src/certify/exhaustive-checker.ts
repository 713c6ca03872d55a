import { exponentOf } from '../number/double-bits.ts';
import type { Format } from '../number/format.ts';
import type { Measure } from '../number/measure.ts';
import { compileProgram } from '../program/evaluate.ts';
import type { Program } from '../program/program.ts';
import { inputAt } from './piece-cover.ts';
import { pieceRadius, pieceValue, type Piece } from './piece.ts';

/** Points a checker takes at once. */
export const BLOCK = 1024;

/** What a checker found in a block, besides the flagged points. */
export type BlockFinding = {
  /** The largest error above the threshold, in the measure, and its index; −1 when none is above. */
  readonly largest: number;
  readonly largestAt: number;
  /** Correctly rounded results among the points not flagged. */
  readonly correct: number;
  /**
   * Indices of the points the piece cannot judge: the rounding of f is undecided, the result is not finite, or the
   * error is not a finite number. Overwritten by the next block.
   */
  readonly flagged: readonly number[];
};

/**
 * Runs a program on blocks of consecutive inputs and compares the results with pieces. One interface, two
 * implementations: the kernel (float32) and {@link createReferenceChecker} (any format); they agree bit for bit.
 */
export interface Checker {
  /** Runs the program on `points` ≤ {@link BLOCK} magnitudes of one side from `first` on. */
  run(negative: boolean, first: number, points: number): void;
  /** Input and result number `index` of the block run last. */
  input(index: number): number;
  result(index: number): number;
  /** How many results of the block run last are `wanted`. (Both zeros may count as one.) */
  countResults(wanted: number): number;
  /** How many results of the block run last are equal to their inputs. */
  countInputs(): number;
  /** Adds the block's errors in ulp to the bins of a histogram, as the piece has them ({@link histogramBin}). */
  addHistogram(piece: Piece, bins: Float64Array): void;
  /** Compares the block run last with a piece. */
  check(piece: Piece, threshold: number): BlockFinding;
}

/** The error at one point as every checker computes it: y against p, in the measure; NaN or infinite when unusable. */
export function pointError(measure: Measure, format: Format, piece: Piece, y: number, p: number): number {
  const distance = Math.abs(y - p);
  if (measure === 'absolute') return distance;
  if (measure === 'relative') return distance / Math.abs(p);
  // A lower bound of |f|, so the unit is never larger than f's own.
  const size = Math.max(Math.abs(p) - pieceRadius(piece, p), piece.lower);
  return distance / format.ulp(size);
}

/** Bins of an `ErrorHistogram`. */
export const HISTOGRAM_BINS = 20;

/** The bin of an error in ulp; NaN goes to the last. */
export function histogramBin(error: number): number {
  if (error < 1) return Math.floor(error * 16);
  return error < 2 ? 16 : error < 4 ? 17 : error < 8 ? 18 : 19;
}

/** May f's ulp be larger than the one `pointError` took? Only within the piece's radius of a power of two. */
export function unitIsDoubtful(format: Format, piece: Piece, p: number): boolean {
  const radius = pieceRadius(piece, p);
  const size = Math.max(Math.abs(p) - radius, piece.lower, format.minNormal);
  return exponentOf(size) !== exponentOf(Math.max(Math.abs(p) + radius, format.minNormal));
}

/** A checker of any machine format, by the reference evaluator. */
export function createReferenceChecker(program: Program, format: Format, measure: Measure): Checker {
  const evaluate = compileProgram(program);
  const inputs = new Float64Array(BLOCK);
  const results = new Float64Array(BLOCK);
  let count = 0;
  return {
    run: (negative, first, points) => {
      count = points;
      for (let i = 0; i < points; i++) {
        inputs[i] = inputAt(format, negative, first + i);
        results[i] = evaluate(inputs[i]);
      }
    },
    input: (index) => inputs[index],
    result: (index) => results[index],
    countResults: (wanted) => {
      let found = 0;
      for (let i = 0; i < count; i++) if (Object.is(results[i], wanted)) found++;
      return found;
    },
    countInputs: () => {
      let found = 0;
      for (let i = 0; i < count; i++) if (results[i] === inputs[i]) found++;
      return found;
    },
    addHistogram: (piece, bins) => {
      for (let i = 0; i < count; i++) {
        bins[histogramBin(pointError('ulp', format, piece, results[i], pieceValue(piece, inputs[i])))]++;
      }
    },
    check: (piece, threshold) => {
      let [largest, largestAt, correct] = [threshold, -1, 0];
      const flagged: number[] = [];
      for (let i = 0; i < count; i++) {
        const y = results[i];
        const p = pieceValue(piece, inputs[i]);
        const radius = pieceRadius(piece, p);
        const below = format.round(p - radius);
        const error = pointError(measure, format, piece, y, p);
        const decided = below === format.round(p + radius) && Number.isFinite(y);
        if (!decided || !Number.isFinite(error)) flagged.push(i);
        else if (y === below) correct++;
        if (error > largest && error < Infinity) [largest, largestAt] = [error, i];
      }
      return { largest, largestAt, correct, flagged };
    },
  };
}
