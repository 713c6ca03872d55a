import type { Format } from '../number/format.ts';
import type { FormatName } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';
import { Kernel } from '../program/kernel.ts';
import type { Program } from '../program/program.ts';
import { BLOCK, createReferenceChecker, type Checker } from './exhaustive-checker.ts';
import type { Piece } from './piece.ts';

/** What `kernel/exhaustive.ts` exports. */
type CheckExports = {
  readonly fillF32: (target: number, bits: number, points: number) => void;
  readonly checkF32: (
    x: number,
    y: number,
    points: number,
    piece: number,
    flagged: number,
    threshold: number,
    measure: number,
  ) => number;
  readonly checkLargest: () => number;
  readonly checkLargestAt: () => number;
  readonly checkCorrect: () => number;
};

/** The kernel's number of each measure. */
const MEASURE_NUMBER: Record<Measure, number> = { ulp: 0, relative: 1, absolute: 2 };
/** Doubles of a piece in the kernel's memory. */
const PIECE_SLOTS = 13;
const SIGN = 0x80000000;

/** Formats whose loop the kernel has. */
const CHECKERS: Partial<Record<FormatName, typeof createF32Checker>> = { f32: createF32Checker };

/** The fastest checker there is for a program in a format. */
export function createChecker(program: Program, format: Format, measure: Measure): Checker {
  return (CHECKERS[program.format] ?? createReferenceChecker)(program, format, measure);
}

/** A checker of float32 programs by the kernel, with a memory of its own. */
function createF32Checker(program: Program, format: Format, measure: Measure): Checker {
  const kernel = new Kernel();
  const loaded = kernel.loadProgram(program);
  const pieceAddress = kernel.allocate(PIECE_SLOTS * 8);
  const flaggedAddress = kernel.allocate(BLOCK * 4);
  const exports = kernel.exports as unknown as CheckExports;
  const { evaluateF32 } = kernel.exports;
  // Nothing is allocated from here on, so these views stay valid.
  const { buffer } = kernel.memory;
  const inputs = new Float32Array(buffer, loaded.base, BLOCK);
  const results = new Float32Array(buffer, loaded.result, BLOCK);
  const slots = new Float64Array(buffer, pieceAddress, PIECE_SLOTS);
  const flagged = new Int32Array(buffer, flaggedAddress, BLOCK);
  const measureNumber = MEASURE_NUMBER[measure];
  let count = 0;
  let written: Piece | undefined;

  const write = (piece: Piece): void => {
    written = piece;
    slots[0] = piece.centre;
    slots[1] = piece.scale;
    slots.set(piece.coefficients, 2);
    slots[10] = piece.rho;
    slots[11] = piece.alpha;
    slots[12] = Math.max(piece.lower, format.minNormal);
  };

  return {
    run: (negative, first, points) => {
      count = points;
      // Magnitudes of an IEEE format are its bit patterns without the sign.
      exports.fillF32(loaded.base, (negative ? SIGN + first : first) | 0, points);
      evaluateF32(loaded.code, loaded.count, loaded.base, points);
    },
    input: (index) => inputs[index],
    result: (index) => results[index],
    check: (piece, threshold) => {
      if (piece !== written) write(piece);
      const flags = exports.checkF32(
        loaded.base,
        loaded.result,
        count,
        pieceAddress,
        flaggedAddress,
        threshold,
        measureNumber,
      );
      return {
        largest: exports.checkLargest(),
        largestAt: exports.checkLargestAt(),
        correct: exports.checkCorrect(),
        flagged: flags === 0 ? NONE : [...flagged.subarray(0, flags)],
      };
    },
  };
}

const NONE: readonly number[] = [];
