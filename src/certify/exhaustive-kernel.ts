import type { Format } from '../number/format.ts';
import type { FormatName } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';
import { compileBlocks, type CompiledBlocks } from '../program/compile-blocks.ts';
import { compilePaths } from '../program/compile-paths.ts';
import { compileProgram } from '../program/evaluate.ts';
import { Kernel } from '../program/kernel.ts';
import { storageOf, type Program } from '../program/program.ts';
import { isStaged, type StagedProgram } from '../program/staged-program.ts';
import { BLOCK, createReferenceChecker, HISTOGRAM_BINS, type Checker } from './exhaustive-checker.ts';
import type { Piece } from './piece.ts';
import type { Wave } from './wave.ts';

type FillWave = (
  target: number,
  points: number,
  high: bigint,
  low: bigint,
  stepHigh: bigint,
  stepLow: bigint,
  exact: number,
) => void;

/** What `kernel/exhaustive.ts` and `kernel/wave.ts` export. */
type CheckExports = {
  readonly fillF32: (target: number, bits: number, points: number) => void;
  readonly countF32: (y: number, points: number, wanted: number) => number;
  readonly countSameF32: (x: number, y: number, points: number) => number;
  readonly checkF32: (
    x: number,
    y: number,
    points: number,
    piece: number,
    flagged: number,
    threshold: number,
    measure: number,
  ) => number;
  readonly promoteF32: (from: number, to: number, points: number) => void;
  readonly demoteF64: (from: number, to: number, points: number) => void;
  readonly checkModelF32: CheckExports['checkF32'];
  readonly histogramErrors: (points: number, bins: number) => void;
  readonly fillSine: FillWave;
  readonly fillTangent: FillWave;
  readonly checkLargest: () => number;
  readonly checkLargestAt: () => number;
  readonly checkCorrect: () => number;
};

/** The kernel's number of each measure. */
const MEASURE_NUMBER: Record<Measure, number> = { ulp: 0, relative: 1, absolute: 2 };
/** Doubles of a piece in the kernel's memory. */
const PIECE_SLOTS = 13;
const SIGN = 0x80000000;

/** Storage formats whose loop the kernel has. */
const CHECKERS: Partial<Record<FormatName, typeof createF32Checker>> = { f32: createF32Checker };

/** The fastest checker there is for a program in a format. */
export function createChecker(program: Program | StagedProgram, format: Format, measure: Measure): Checker {
  if (isStaged(program)) return createF32Checker(program, format, measure);
  const create = Kernel.supports(program.format) ? CHECKERS[storageOf(program)] : undefined;
  return (create ?? createReferenceChecker)(program, format, measure);
}

/** Computes the float32 results at `to` for the inputs at `from`. */
type BlockRun = { readonly from: number; readonly to: number; readonly evaluate: (points: number) => void };

function runProgram(kernel: Kernel, program: Program): BlockRun {
  const loaded = kernel.loadProgram(program);
  const { promoteF32, demoteF64, countF32 } = kernel.exports as unknown as CheckExports;
  const { evaluateF32, evaluateF64, takeNanBits } = kernel.exports;
  const wide = program.format !== 'f32';
  const evaluate = wide ? evaluateF64 : evaluateF32;
  const compiled = compileBlocks(kernel, program);
  const paths = compiled && compilePaths(kernel, program);
  const apart = wide || compiled !== undefined;
  const from = apart ? kernel.allocate(BLOCK * 4) : loaded.base;
  const to = apart ? kernel.allocate(BLOCK * 4) : loaded.result;
  const reference = compileProgram(program);
  // The reference knows one NaN, whatever its pattern.
  const ofNaN = reference(NaN);
  /** Blocks of consecutive inputs mostly go one way. */
  const runCompiled = (whole: CompiledBlocks, points: number): void => {
    let way = whole;
    if (paths !== undefined && paths.test(from, to, points) === 0) {
      const usual = countF32(to, points, 1);
      way = usual === points ? paths.short : usual === 0 ? paths.long : whole;
    }
    way(from, to, points);
  };
  return {
    from,
    to,
    evaluate: (points) => {
      if (compiled !== undefined) {
        runCompiled(compiled, points);
        return;
      }
      if (wide) promoteF32(from, loaded.base, points);
      evaluate(loaded.code, loaded.count, loaded.base, points);
      if (wide) demoteF64(loaded.result, to, points);
      if (!loaded.hasBits || takeNanBits() === 0) return;
      // What is made of a NaN's bits is left open: the reference's NaN then counts as an infinite error.
      const inputs = new Float32Array(kernel.memory.buffer, from, points);
      const results = new Float32Array(kernel.memory.buffer, to, points);
      for (let i = 0; i < points; i++) results[i] = inputs[i] === inputs[i] ? reference(inputs[i]) : ofNaN;
    },
  };
}

/** One stage after the other; those of several inputs in f32 alone, by the kernel's loop. */
function runStages(kernel: Kernel, { stages }: StagedProgram): BlockRun {
  const from = kernel.allocate(BLOCK * 4);
  const places = [from];
  const steps = stages.map(({ program, inputs }): ((points: number) => void) => {
    const copy = (source: number, target: number, points: number): void => {
      new Uint8Array(kernel.memory.buffer).copyWithin(target, source, source + 4 * points);
    };
    if (inputs.length === 1) {
      const source = places[inputs[0]];
      const run = runProgram(kernel, program);
      places.push(run.to);
      return (points) => {
        copy(source, run.from, points);
        run.evaluate(points);
      };
    }
    const loaded = kernel.loadProgram(program);
    const sources = inputs.map((input) => places[input]);
    places.push(loaded.result);
    return (points) => {
      sources.forEach((source, i) => copy(source, loaded.base + i * BLOCK * 4, points));
      kernel.exports.evaluateF32(loaded.code, loaded.count, loaded.base, points);
    };
  });
  return {
    from,
    to: places[places.length - 1],
    evaluate: (points) => {
      for (const step of steps) step(points);
    },
  };
}

/** A checker of programs from float32 to float32 by the kernel, with a memory of its own. */
function createF32Checker(program: Program | StagedProgram, format: Format, measure: Measure): Checker {
  const kernel = new Kernel();
  const pieceAddress = kernel.allocate(PIECE_SLOTS * 8);
  const flaggedAddress = kernel.allocate(BLOCK * 4);
  const modelAddress = kernel.allocate(BLOCK * 8);
  const binsAddress = kernel.allocate(HISTOGRAM_BINS * 4);
  const exports = kernel.exports as unknown as CheckExports;
  const { from, to, evaluate } = isStaged(program) ? runStages(kernel, program) : runProgram(kernel, program);
  // Nothing is allocated from here on, so these views stay valid.
  const { buffer } = kernel.memory;
  const inputs = new Float32Array(buffer, from, BLOCK);
  const results = new Float32Array(buffer, to, BLOCK);
  const model = new Float64Array(buffer, modelAddress, BLOCK);
  const slots = new Float64Array(buffer, pieceAddress, PIECE_SLOTS);
  const flagged = new Int32Array(buffer, flaggedAddress, BLOCK);
  const measureNumber = MEASURE_NUMBER[measure];
  let count = 0;
  let written: Piece | undefined;
  /** The piece that this block was compared with last. */
  let checked: Piece | undefined;
  /** The wave whose values of this block are in memory. */
  let filled: Wave | undefined;

  const write = (piece: Piece): void => {
    written = piece;
    slots[0] = piece.centre;
    slots[1] = piece.scale;
    slots.set(piece.coefficients, 2);
    slots[10] = piece.rho;
    slots[11] = piece.alpha;
    slots[12] = Math.max(piece.lower, format.minNormal);
  };

  const fillWave = (wave: Wave): void => {
    if (wave === filled) return;
    filled = wave;
    const { value, step } = wave.start(inputs[0]);
    const fill = wave.tangent ? exports.fillTangent : exports.fillSine;
    fill(modelAddress, count, value >> 64n, value & WORD, step >> 64n, step & WORD, wave.exact ? 1 : 0);
    const { formula } = wave;
    if (formula === undefined) return;
    for (let i = 0; i < count; i++) model[i] = formula.value(inputs[i], model[i]);
  };

  const check = (piece: Piece, threshold: number, by: number): number => {
    if (piece !== written) write(piece);
    if (piece.wave !== undefined) fillWave(piece.wave);
    checked = by === MEASURE_NUMBER.ulp ? piece : undefined;
    return piece.wave === undefined
      ? exports.checkF32(from, to, count, pieceAddress, flaggedAddress, threshold, by)
      : exports.checkModelF32(modelAddress, to, count, pieceAddress, flaggedAddress, threshold, by);
  };

  return {
    run: (negative, first, points) => {
      count = points;
      checked = undefined;
      filled = undefined;
      // Magnitudes of an IEEE format are its bit patterns without the sign.
      exports.fillF32(from, (negative ? SIGN + first : first) | 0, points);
      evaluate(points);
    },
    input: (index) => inputs[index],
    result: (index) => results[index],
    countResults: (wanted) => exports.countF32(to, count, wanted),
    countInputs: () => exports.countSameF32(from, to, count),
    addHistogram: (piece, bins) => {
      // A check in ulp leaves its errors.
      if (piece !== checked) check(piece, Infinity, MEASURE_NUMBER.ulp);
      const block = new Int32Array(buffer, binsAddress, HISTOGRAM_BINS).fill(0);
      exports.histogramErrors(count, binsAddress);
      for (let i = 0; i < HISTOGRAM_BINS; i++) bins[i] += block[i];
    },
    check: (piece, threshold) => {
      const flags = check(piece, threshold, measureNumber);
      return {
        largest: exports.checkLargest(),
        largestAt: exports.checkLargestAt(),
        correct: exports.checkCorrect(),
        flagged: flags === 0 ? NONE : [...flagged.subarray(0, flags)],
      };
    },
  };
}

const WORD = 0xffffffffffffffffn;
const NONE: readonly number[] = [];
