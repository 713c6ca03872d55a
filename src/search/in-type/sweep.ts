import { BLOCK, pointError } from '../../certify/exhaustive-checker.ts';
import { formatDomain, rangeSize } from '../../certify/exhaustive-domain.ts';
import { JUDGE_PRECISION } from '../../certify/exhaustive-judge.ts';
import { createChecker } from '../../certify/exhaustive-kernel.ts';
import { createPieceBuilder } from '../../certify/piece-builder.ts';
import { coverSide, inputAt, type CoverPart } from '../../certify/piece-cover.ts';
import { pieceRadius, pieceValue, type Piece } from '../../certify/piece.ts';
import { createRandom } from '../../number/random.ts';
import { Workspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { Kernel } from '../../program/kernel.ts';
import type { Program } from '../../program/program.ts';
import type { Goal } from './accepted.ts';
import type { InputStore } from './input-store.ts';

/**
 * How much of the domain a sweep runs: a few blocks of each stretch; a sixteenth; every input but those so near to
 * zero that the function is all but a power of x there, of which a few are run; or every input.
 */
export const EXTENTS = ['blocks', 'sixteenth', 'most', 'all'] as const;
export type Extent = (typeof EXTENTS)[number];

export type SweepResult = {
  /** Inputs that miss the goal: the worst of each block of consecutive inputs. */
  readonly violators: readonly number[];
  /** Largest error seen, and where. */
  readonly error: number;
  readonly worst: number;
  /** Inputs run, and whether they are all that there are. */
  readonly points: number;
  readonly complete: boolean;
};

/** Runs programs over the inputs of one contract. Errors are measured; a proof is `certify`'s. */
export interface Sweep {
  /** Stops once more than `most` inputs that miss the goal are found. */
  run(
    program: Program,
    goal: Goal,
    extent: Extent,
    most: number,
    stopped?: () => boolean,
    /** Other stretches in each binade: for programs that do the same in all of them, which a regular pattern misses. */
    mixed?: boolean,
  ): SweepResult;
  dispose(): void;
}

/** Domains of no more inputs have all their true values kept. */
const FEW = 1 << 17;
/** New inputs a sweep of a format too wide to run all of. */
const FRESH = 1 << 12;
/** Inputs a sweep without pieces judges one by one. */
const ONE_BY_ONE = 1 << 12;

/** The sweep that suits the contract's format: every input known, every input by pieces, or fresh random ones. */
export function createSweep(store: InputStore, oracle: Oracle, kernel: Kernel): Sweep {
  const range = formatDomain(store.specification.domain, store.format);
  if (rangeSize(range) <= BigInt(FEW)) return knownInputs(store, kernel, range.first, range.last);
  if (store.format.bits > 32) return freshInputs(store, kernel, range.first, range.last);
  return new PieceSweep(store, oracle, range.first, range.last);
}

/** A sweep of these inputs of the store (by their numbers) alone: for a goal that no other can miss. */
export function createListSweep(store: InputStore, kernel: Kernel, numbers: readonly number[]): Sweep {
  return {
    run: (program, goal, _, most) => judgeNumbers(store, kernel, program, goal, numbers, most, true),
    dispose: () => {},
  };
}

function knownInputs(store: InputStore, kernel: Kernel, first: bigint, last: bigint): Sweep {
  let numbers: readonly number[] | undefined;
  return {
    run: (program, goal, _, most) => {
      if (numbers === undefined) {
        const points: number[] = [];
        for (let o = first; o <= last; o++) points.push(store.format.fromOrdinal(o));
        numbers = store.add(points);
      }
      return judgeNumbers(store, kernel, program, goal, numbers, most, true);
    },
    dispose: () => {},
  };
}

function freshInputs(store: InputStore, kernel: Kernel, first: bigint, last: bigint): Sweep {
  const random = createRandom(1);
  const [lo, hi] = [first, last].map((o) => store.format.fromOrdinal(o));
  const span = last - first + 1n;
  return {
    run: (program, goal, _, most) => {
      const points = Array.from({ length: FRESH }, (_, i) =>
        i % 2 === 0
          ? store.format.fromOrdinal(first + (random.bits64() % span))
          : store.format.round(lo + (hi - lo) * random.next()),
      );
      return judgeNumbers(store, kernel, program, goal, store.add(points), most, false);
    },
    dispose: () => {},
  };
}

function judgeNumbers(
  store: InputStore,
  kernel: Kernel,
  program: Program,
  goal: Goal,
  numbers: readonly number[],
  most: number,
  complete: boolean,
): SweepResult {
  const out = new Float64Array(numbers.length);
  kernel.evaluateMany(program, [Float64Array.from(numbers, (at) => store.inputs[at])], out);
  let [error, worst] = [-1, 0];
  const missed: { input: number; e: number }[] = [];
  numbers.forEach((at, i) => {
    const e = Math.abs(out[i] - store.high[at] - store.low[at]) / store.unit[at];
    const missing = goal.kind === 'correct' ? out[i] !== store.nearest[at] : !(e <= goal.value);
    if (missing) missed.push({ input: store.inputs[at], e: e >= 0 ? e : Infinity });
    if (!(e <= error)) [error, worst] = [e >= 0 ? e : Infinity, store.inputs[at]];
  });
  missed.sort((a, b) => b.e - a.e || a.input - b.input);
  const violators = missed.slice(0, most).map(({ input }) => input);
  return { violators, error, worst, points: numbers.length, complete };
}

type SidePart = CoverPart & { readonly negative: boolean };

/** Blocks of consecutive inputs compared with the pieces of an exhaustive proof, which are kept from sweep to sweep. */
class PieceSweep implements Sweep {
  private readonly store: InputStore;
  private readonly workspace = new Workspace(JUDGE_PRECISION);
  private readonly source: Iterator<SidePart>;
  private readonly parts: SidePart[] = [];
  private complete = false;

  constructor(store: InputStore, oracle: Oracle, first: bigint, last: bigint) {
    this.store = store;
    const { format, specification } = store;
    const builder = createPieceBuilder(oracle, format, specification.measure, this.workspace);
    this.source = (function* (): Generator<SidePart> {
      for (const negative of [false, true]) {
        if (negative ? first >= 0n : last < 0n) continue;
        const [from, to] = negative
          ? [last < -1n ? -1n - last : 0n, -1n - first]
          : [first > 0n ? first : 0n, last];
        const side = { negative, first: Number(from), last: Number(to) };
        for (const part of coverSide(builder, format, side, side)) yield { ...part, negative };
      }
    })();
  }

  dispose(): void {
    this.workspace.dispose();
  }

  run(
    program: Program,
    goal: Goal,
    extent: Extent,
    most: number,
    stopped: () => boolean = () => false,
    mixed = false,
  ): SweepResult {
    const { format, specification } = this.store;
    const measure = goal.kind === 'correct' ? 'ulp' : specification.measure;
    const checker = createChecker(program, format, measure);
    const limit = goal.kind === 'correct' ? Infinity : goal.value;
    const violators: number[] = [];
    const single: number[] = [];
    let [error, worst, points, all] = [-1, NaN, 0, true];
    for (let k = 0; ; k++) {
      const part = this.part(k);
      if (part === undefined) break;
      if (stopped()) {
        all = false;
        break;
      }
      const { first, last, piece, negative } = part;
      if (piece === undefined || piece.upper >= format.maxFinite) {
        for (let at = first; at <= last && single.length < ONE_BY_ONE; at++)
          single.push(inputAt(format, negative, at));
        if (single.length === ONE_BY_ONE) all = false;
        continue;
      }
      const stride = strideOf(extent, last - first + 1, first <= 1);
      if (stride > 1) all = false;
      // Other blocks of each part, so that neighbouring parts do not show the same stretch of a binade.
      const offset = (mixed ? Math.imul(k, 0x9e3779b1) >>> 12 : k * 7919) % stride;
      for (let at = first + offset * BLOCK; at <= last; at += stride * BLOCK) {
        const count = Math.min(BLOCK, last - at + 1);
        checker.run(negative, at, count);
        points += count;
        const found = checker.check(piece, Math.min(error, limit));
        if (found.largestAt >= 0) {
          const x = checker.input(found.largestAt);
          if (found.largest > error) [error, worst] = [found.largest, x];
          if (found.largest > limit) violators.push(x);
        }
        for (const i of found.flagged) {
          const y = checker.result(i);
          if (!Number.isFinite(y)) {
            [error, worst] = [Infinity, checker.input(i)];
            violators.push(worst);
          } else if (goal.kind === 'correct') single.push(checker.input(i));
        }
        if (goal.kind === 'correct' && found.correct + found.flagged.length < count)
          pushIncorrect(violators, checker, piece, count, format.round, (i) =>
            pointError(measure, format, piece, checker.result(i), pieceValue(piece, checker.input(i))),
          );
      }
      if (violators.length > most) {
        all = false;
        break;
      }
    }
    const rest = this.judgeSingle(program, goal, single);
    if (rest.error > error) [error, worst] = [rest.error, rest.worst];
    return {
      violators: [...violators, ...rest.violators],
      error,
      worst,
      points: points + rest.points,
      complete: all,
    };
  }

  private judgeSingle(program: Program, goal: Goal, inputs: readonly number[]): SweepResult {
    const numbers = this.store.add(inputs);
    return judgeNumbers(this.store, this.kernel, program, goal, numbers, Infinity, true);
  }
  private readonly kernel = new Kernel();

  private part(k: number): SidePart | undefined {
    while (k >= this.parts.length && !this.complete) {
      const next = this.source.next();
      if (next.done === true) this.complete = true;
      else this.parts.push(next.value);
    }
    return this.parts[k];
  }
}

/** Every how manieth block is run, and the same in the part around zero, which is long. */
const STRIDES: Record<Extent, readonly [number, number]> = {
  blocks: [512, 8192],
  sixteenth: [16, 256],
  most: [1, 64],
  all: [1, 1],
};

function strideOf(extent: Extent, size: number, aroundZero: boolean): number {
  const stride = STRIDES[extent][aroundZero ? 1 : 0];
  return Math.max(1, Math.min(stride, Math.floor(Math.ceil(size / BLOCK) / 2)));
}

/** The inputs of a block whose results are not the correctly rounded value, the worst alone of each 64. */
function pushIncorrect(
  violators: number[],
  checker: ReturnType<typeof createChecker>,
  piece: Piece,
  count: number,
  round: (x: number) => number,
  errorAt: (i: number) => number,
): void {
  for (let from = 0; from < count; from += 64) {
    let [most, at] = [-1, -1];
    for (let i = from; i < Math.min(from + 64, count); i++) {
      const p = pieceValue(piece, checker.input(i));
      const radius = pieceRadius(piece, p);
      const below = round(p - radius);
      if (below !== round(p + radius) || below === checker.result(i)) continue;
      const error = errorAt(i);
      if (error > most) [most, at] = [error, i];
    }
    if (at >= 0) violators.push(checker.input(at));
  }
}
